"""Masks secrets in text and in recorded exchanges."""
