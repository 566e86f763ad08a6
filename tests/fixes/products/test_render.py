"""Settings of products as they are written: whole, for the case in hand, never unsafe."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.recognise import recognise
from cors_lab.fixes.products.render import render
from cors_lab.fixes.wanted import Wanted
from tests.tools import products

FACTS = Wanted("https://app.example", "https://api.example/x", "PUT", "PUT", "x-a", False)
JSON = ("s3", "r2", "gcs", "cloudflare-access", "keycloak")
each = pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)


def body(text: str, comment: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(comment)).strip()


@each
def test_no_slot_is_left_and_the_source_is_named(product):
    text = render(product, replace(FACTS, allow_headers="content-type"))
    assert "<<" not in text
    assert not re.search(r"^\?", text, re.MULTILINE)
    assert product.source in text
    assert product.source.startswith("https://")


@each
def test_null_is_refused(product):
    text = render(product, replace(FACTS, origin="null"))
    assert text.startswith("There is no setting for the origin `null`")
    assert "\n" not in text


@each
def test_a_star_is_never_written_for_the_origin_with_credentials(product):
    text = render(product, replace(FACTS, allow_headers="content-type", credentials=True))
    assert not re.search(r"rigins?\W{1,12}\*", body(text, product.comment))


@pytest.mark.parametrize("name", JSON)
def test_json_is_json(name):
    product = PRODUCTS[name]
    json.loads(body(render(product, FACTS), product.comment))


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("s3", {"method": "PATCH", "allow_methods": "PATCH"}, "cannot allow PATCH"),
        ("ollama", {"credentials": True}, "never allows credentials"),
        ("jupyter-server", {}, "lets only these headers through"),
        ("nginx", {"origin": "moz-extension://a-b"}, ""),
        ("caddy", {"origin": "moz-extension://a-b"}, "changes with each installation"),
        ("caddy", {"origin": 'https://a.example"; evil'}, "is not an origin"),
    ],
)
def test_what_a_product_cannot_do_is_refused(name, changes, sentence):
    if name not in PRODUCTS:
        return
    text = render(PRODUCTS[name], replace(FACTS, **changes))
    assert sentence in text
    assert "\n" not in text


@each
def test_nothing_of_a_page_breaks_out(product):
    hostile = replace(FACTS, allow_headers='x-a"; evil, x`b, x-c', allow_methods="PUT, EVIL\n2")
    text = render(product, hostile)
    assert "evil" not in text
    assert "`b" not in text


@pytest.mark.parametrize(
    ("url", "headers", "name"),
    [
        ("https://b.s3.eu-west-1.amazonaws.com/k", (), "s3"),
        ("https://b.acct.r2.cloudflarestorage.com/k", (), "r2"),
        ("http://localhost:11434/api/chat", (), "ollama"),
        ("https://x.execute-api.eu-west-1.amazonaws.com/prod", (), "api-gateway"),
        ("https://idp.example/realms/m/protocol/openid-connect/token", (), "keycloak"),
        ("https://api.example/", (("Server", "Caddy"),), "caddy"),
        ("https://api.example/", (("X-elastic-product", "Elasticsearch"),), "elasticsearch"),
        ("https://api.example/", (("Via", "1.1 kong/3.4"),), "kong"),
    ],
)
def test_a_product_is_recognised(url, headers, name):
    found = recognise(url, headers)
    assert found is not None
    assert found.product.name == name


def test_nothing_is_recognised_where_nothing_tells():
    assert recognise("https://api.example:11434/", [("Server", "x")]) is None


def test_the_page_of_products_is_up_to_date():
    assert products.PAGE.read_text(encoding="utf-8") == products.page()
