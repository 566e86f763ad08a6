"""Lesson 10: two caches."""
