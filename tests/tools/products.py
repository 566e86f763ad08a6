"""Writes docs/products.md from the table of products: `python -m tests.tools.products` (with
`--check`: says whether the page is up to date).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from cors_lab.fixes.products import PRODUCTS, Product
from cors_lab.fixes.products.render import render
from cors_lab.fixes.wanted import Wanted

PAGE = Path(__file__).resolve().parents[2] / "docs" / "products.md"
FACTS = Wanted(
    "https://app.example", "https://api.example/notes", "PUT", "PUT", "content-type", False
)
HEAD = """\
# Settings of products

`cors-lab check … --fix NAME` and `cors-lab explain … --fix NAME` (in Python `.fix(NAME)`) write the setting of a product for the case in hand:
the page's origin by name, the method and the headers that it sends, credentials only where it uses them. Where an answer or an address gives the product away, the tools say so.
Never written: every origin sent back, `*` with credentials, the origin `null`, an extension's origin that changes with each installation. The reason is said instead.

The same settings are read back when you paste them into `explain`: JSON, YAML, INI, environment files, nginx, Apache, Caddy and HAProxy directives, lists of headers.
It says what they would answer to your page, and what is wrong with them.

**Run** means that the tests start the product with the setting as it is written, and ask it as the simulated browser: the page reads, and five strangers do not.
What is not run was written from the documentation that is named; nothing here has been run in a cloud.

This page is generated from the table in `cors_lab/fixes/products/`: `python -m tests.tools.products`.

| name | product | run |
| --- | --- | --- |
"""  # noqa: E501


def page() -> str:
    """The whole page."""
    rows = [
        f"| [`{product.name}`](#{_anchor(product)}) | {product.label} | {_was_run(product)} |"
        for product in PRODUCTS.values()
    ]
    parts = [_part(product) for product in PRODUCTS.values()]
    return HEAD + "\n".join(rows) + "\n\n" + "\n".join(parts)


def _was_run(product: Product) -> str:
    return product.run or "not run"


def _anchor(product: Product) -> str:
    kept = [letter for letter in _title(product).lower() if letter.isalnum() or letter in " -"]
    return "".join(kept).replace(" ", "-")


def _title(product: Product) -> str:
    return f"{product.name}: {product.label}"


def _part(product: Product) -> str:
    facts = FACTS
    if product.headers:
        facts = replace(FACTS, allow_headers="content-type")
    lines = render(product, facts).splitlines()
    setting = "\n".join(line for line in lines if not line.startswith(product.comment)).strip()
    note = f" {product.note}" if product.note else ""
    return (
        f"## {_title(product)}\n\n{product.where}{note}\n\n```\n{setting}\n```\n\n"
        f"Source: <{product.source}>\n"
    )


def main() -> None:
    """Write the page, or say whether it is up to date."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit("docs/products.md is not up to date: python -m tests.tools.products")


if __name__ == "__main__":
    main()
