"""Lesson 08: what JavaScript may see."""
