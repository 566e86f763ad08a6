"""The tests; a package only so that no other `tests` on the path is taken for it."""
