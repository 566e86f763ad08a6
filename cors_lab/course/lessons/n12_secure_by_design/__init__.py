"""Lesson 12: secure by design."""
