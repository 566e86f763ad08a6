"""Every word that rules and engines say. Imports nothing else of this project."""
