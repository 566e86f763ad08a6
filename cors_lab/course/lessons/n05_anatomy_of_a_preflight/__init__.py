"""Lesson 05: anatomy of a preflight."""
