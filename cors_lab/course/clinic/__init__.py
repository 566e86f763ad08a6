"""The clinic: 25 sick servers, each drawn from a seed, to diagnose and to repair."""
