"""What only the lessons need; a cell imports from here what `cors_lab.course.notebook` names."""

from cors_lab.course.notebook import *  # noqa: F403  # exactly the names of its __all__
