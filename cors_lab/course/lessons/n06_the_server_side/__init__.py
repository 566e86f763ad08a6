"""Lesson 06: the server side."""
