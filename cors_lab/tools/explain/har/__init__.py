"""Explains the entries of a HAR file."""
