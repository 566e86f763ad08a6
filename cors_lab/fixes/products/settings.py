"""What a pasted CORS setting says, as a record."""

from __future__ import annotations

from dataclasses import dataclass, field

from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.keys import LABELS

ECHO = "<echo>"


@dataclass(slots=True)
class Settings:
    """What a pasted setting says: the product (its name here, or nginx, env, headers), and each
    field as it stands.

    `literal` says that origins are sent as they stand (a header line), not compared with Origin.
    """

    product: str
    text: str
    literal: bool = False
    origins: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    expose: list[str] = field(default_factory=list)
    credentials: bool | None = None
    enabled: bool | None = None

    @property
    def label(self) -> str:
        """The product's name for people."""
        known = PRODUCTS.get(self.product)
        return known.label if known else LABELS.get(self.product, self.product)
