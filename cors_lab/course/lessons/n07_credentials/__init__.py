"""Lesson 07: credentials and cookies."""
