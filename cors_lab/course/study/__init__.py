"""Progress and the header of a lesson."""
