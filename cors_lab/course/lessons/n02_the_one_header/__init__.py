"""Lesson 02: the one header."""
