"""The parts of a lesson: predict, run an experiment, recall."""
