"""Lesson 00: two servers and a fake browser."""
