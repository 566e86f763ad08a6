"""Reads console lines of all engines, of today and of years ago."""
