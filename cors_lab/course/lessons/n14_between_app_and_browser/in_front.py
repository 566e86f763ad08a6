"""The same permissions as settings of what stands in front of an app, to take home."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cors_lab.course.beats.experiment import Experiment


def in_front(product: str = "nginx") -> Experiment:
    """Choose a product, say who may what, and read its settings. Raises ValueError for an unknown
    product.
    """
    from cors_lab.course.lessons.n14_between_app_and_browser.table import experiment

    return experiment(product)
