"""The learner's own browser makes the same call, beside the simulation."""
