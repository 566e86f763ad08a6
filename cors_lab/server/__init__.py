"""The servers of the lab: what they answer (policy), on a loopback port or in process, and a
registry of them by name.
"""
