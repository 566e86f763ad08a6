"""What only the lessons need."""

from cors_lab.course.predict import Option, Predict

__all__ = ["Option", "Predict"]
