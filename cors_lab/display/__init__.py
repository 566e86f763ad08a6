"""The kit for showing anything: one document model as text, HTML and JSON; colours, styles and DOM
helpers.
"""
