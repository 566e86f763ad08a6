"""A pasted CORS setting is read back: what it would answer, and what is wrong with it."""

from __future__ import annotations

import pytest

from cors_lab import explain
from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.render import render
from cors_lab.fixes.wanted import Wanted

PAGE = "https://app.example"
ARE_DATA = "s3 gcs ollama elasticsearch couchdb traefik ingress-nginx caddy haproxy apache kong"


@pytest.mark.parametrize("name", ARE_DATA.split())
def test_the_setting_of_a_product_is_read_back(name):
    facts = Wanted(PAGE, "https://api.example/", "PUT", "PUT", "content-type", False)
    explanation = explain(render(PRODUCTS[name], facts), page=PAGE)
    assert explanation.kind == "settings"
    finding = explanation.findings[0]
    assert f"To {PAGE} it would answer Access-Control-Allow-Origin: {PAGE}" in finding.why
    assert finding.fix.startswith("Nothing is wrong with it by its look")


def test_what_is_wrong_is_said_worst_first():
    text = (
        "add_header Access-Control-Allow-Origin $http_origin;\n"
        "add_header Access-Control-Allow-Credentials true;"
    )
    finding = explain(text, page=PAGE).findings[0]
    assert finding.fix.startswith("It sends every Origin back and allows credentials")
    assert "with 3 mistakes" in finding.headline


def test_without_a_page_it_says_what_it_allows():
    explanation = explain("OLLAMA_ORIGINS=https://app.example")
    assert "It allows https://app.example." in explanation.findings[0].why
    assert "--page" in explanation.text


def test_a_console_line_with_a_setting_below_it_stays_a_console_line():
    line = (
        "Access to fetch at 'https://api.example/' from origin 'https://app.example' has been "
        "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the "
        "requested resource."
    )
    text = f"{line}\nadd_header Access-Control-Allow-Origin * always;"
    assert explain(text).kind == "console"
