"""Lesson 01: origin and site."""
