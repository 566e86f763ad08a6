"""Lesson 03: the request went out."""
