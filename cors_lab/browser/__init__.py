"""The simulated browser: profiles, pages, and the transports that carry their requests. The only
room that does I/O.
"""
