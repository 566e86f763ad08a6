"""What pytest must leave alone here."""

collect_ignore = ["webkit_view.py"]  # a program for the system's Python, which alone has PyGObject
