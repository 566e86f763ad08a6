"""How to fix it: the smallest change that lets the page read, the headers that it takes, and the
same as code.
"""
