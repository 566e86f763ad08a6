"""Lesson 14: between your app and the browser."""
