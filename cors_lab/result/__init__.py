"""The result of one fetch: records, answers, console lines, and its views as text, HTML and
diagram.
"""
