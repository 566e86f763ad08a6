"""Lesson 16: The clinic."""
