"""Lesson 09: redirects, and the origin null."""
