"""What a seed decides: the names, ports, methods and engines of a case."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from cors_lab.course.clinic import texts

PAIRS = (
    ("https://app.example", "https://api.example"),
    ("https://shop.example", "https://stock.example"),
    ("https://www.bakery.test", "https://orders.bakery.test"),
    ("http://localhost:3000", "http://localhost:5001"),
    ("http://localhost:5173", "http://localhost:8000"),
    ("http://localhost:8080", "http://localhost:8081"),
    ("https://admin.library.test", "https://books.library.test:8443"),
    ("https://map.example", "https://tiles.test"),
    ("http://localhost:4200", "http://localhost:7071"),
    ("https://notes.example:8443", "https://store.example"),
)
THINGS = (
    ("notes", "Buy milk"),
    ("orders", "Two pizzas"),
    ("books", "Moby-Dick"),
    ("teas", "Earl Grey"),
    ("trains", "The 7:14 to Basel"),
    ("plants", "A thirsty fern"),
)
ENGINES = ("chromium", "firefox", "webkit")
METHODS = "PUT, PATCH, DELETE"


@dataclass(slots=True)
class Draw:
    """The values of one case, drawn in a fixed order, so that a seed always gives the same ones."""

    number: int
    seed: int
    rng: random.Random = field(init=False)
    page: str = ""
    api: str = ""
    thing: str = ""
    item: str = ""
    engine: str = ""
    method: str = ""

    def __post_init__(self) -> None:
        # a string as a seed gives the same numbers in every process, whatever PYTHONHASHSEED is
        self.rng = random.Random(f"clinic {self.number} {self.seed}")
        self.page, self.api = self.rng.choice(PAIRS)
        self.thing, self.item = self.rng.choice(THINGS)
        self.engine = self.rng.choice(ENGINES)
        self.method = self.rng.choice(("PUT", "PATCH"))

    def only(self, wanted: str) -> None:
        """Draw the two origins again, among those whose both ends are "https", or whose page has
        no port ("portless").
        """
        https = [pair for pair in PAIRS if all(one.startswith("https") for one in pair)]
        portless = [pair for pair in https if pair[0].count(":") == 1]
        self.page, self.api = self.rng.choice(portless if wanted == "portless" else https)

    @property
    def path(self) -> str:
        """`/notes`."""
        return f"/{self.thing}"

    @property
    def json(self) -> dict[str, Any]:
        """A call with JSON, which needs a preflight."""
        headers = {"Content-Type": "application/json"}
        return {"method": self.method, "headers": headers, "body": "{}"}

    def filled(self, text: str, **values: Any) -> str:
        """A text of this case."""
        names = {"path": self.path, "view": self.thing, "item": self.item, "page": self.page}
        return text.format(**{**names, **values})

    def base(self) -> str:
        """The API, which knows nothing of CORS."""
        return self.filled(texts.BASE)

    def listed(
        self, *origins: str, headers: str = "Content-Type, Authorization", methods: str = METHODS
    ) -> str:
        """A sound list of origins."""
        allowed = ", ".join(f'"{origin}"' for origin in origins or (self.page,))
        return self.filled(
            texts.LISTED, allowed=allowed, credentials="true", headers=headers, methods=methods
        )

    def always(self, origin: str, more: str = "", headers: str = "Content-Type") -> str:
        """The same headers on each answer, whoever asks."""
        return self.filled(texts.ALWAYS, origin=origin, methods=METHODS, headers=headers, more=more)

    def sound(self) -> str:
        """The API with CORS as it should be."""
        return self.base() + self.listed()
