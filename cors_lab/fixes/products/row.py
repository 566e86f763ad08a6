"""One product's CORS setting, as data."""

from __future__ import annotations

from typing import NamedTuple


class Sign(NamedTuple):
    """How a product is known: `where` is a response header's name, "host", "port", "path" or
    "body"; `pattern` is searched in it.
    """

    where: str
    pattern: str


class Product(NamedTuple):
    """A product, where its setting goes, the setting as a template, and the page of its
    documentation that says so.

    In a template, `<<origin>>`, `<<methods>>`, `<<headers>>` and `<<credentials>>` are the case's;
    `:json` after a name makes a list of quoted strings. A line that begins with `?credentials|` is
    there only with credentials, `?headers|` only with headers of the page's own. `run` says that
    the tests run it against a real server; `limits` are what it cannot do.
    """

    name: str
    label: str
    where: str
    source: str
    template: str
    signs: tuple[Sign, ...] = ()
    run: str = ""
    limits: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset()
    headers: frozenset[str] = frozenset()
    comment: str = "#"
    note: str = ""


def host(pattern: str) -> Sign:
    """Known by the end of the host's name."""
    return Sign("host", pattern)


def port(number: int) -> Sign:
    """Known by its usual port on this machine."""
    return Sign("port", f"^{number}$")
