"""Showing a FetchResult: plain text, HTML, a sequence diagram and the player. Pure functions of the result, save for the widget.

Each view is imported by its own name (`cors_lab.views.text`): who prints text needs neither HTML nor a diagram.
"""
