"""Exercises that check themselves, and how an answer is judged."""
