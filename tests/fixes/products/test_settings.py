"""Pasted settings read back: what they would answer, and what is wrong with them."""

from __future__ import annotations

import time

import pytest

from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.products.faults import answer_to, faults_of
from cors_lab.fixes.products.reading import read_settings
from cors_lab.fixes.products.render import render
from cors_lab.fixes.wanted import Wanted

PAGE = "https://app.example"
ARE_DATA = (
    "s3 r2 minio gcs cloudfront api-gateway cloudflare-access ollama elasticsearch couchdb keycloak"
    " jupyter-server laravel traefik ingress-nginx caddy haproxy apache kong envoy"
).split()
NGINX = "add_header Access-Control-Allow-Origin {} always; # and OPTIONS"
REFLECTS = """
add_header Access-Control-Allow-Origin $http_origin always;
add_header Access-Control-Allow-Credentials true always;
if ($request_method = OPTIONS) { return 204; }
"""
MAP = """
map $http_origin $cors {
    "https://app.example" $http_origin;
    "~^https://[a-z]+\\.app\\.example$" $http_origin;
}
add_header Access-Control-Allow-Origin $cors always; # OPTIONS: 204
"""
PASTES = {
    "reflection": (REFLECTS, "every website can read"),
    "null": (NGINX.format("null"), "the origin `null`"),
    "a list in one header": (
        NGINX.format('"https://a.example, https://app.example"'),
        "may hold one",
    ),
    "a pattern in nginx": (NGINX.format("https://*.example"), "is no pattern"),
    "no always": (NGINX.format("*").replace(" always", ""), "Without `always`"),
    "no OPTIONS": (
        "add_header Access-Control-Allow-Origin * always;",
        "Nothing in it answers OPTIONS",
    ),
    "an open pattern": (
        "if ($http_origin ~ 'https://app.example') { set $o 1; }\n" + NGINX.format("$http_origin"),
        "is open at an end",
    ),
    "Apache adds": ('Header add Access-Control-Allow-Origin "*"', "make a second header"),
    "a slash": ('[{"AllowedOrigins": ["https://app.example/"]}]', "ends with a slash"),
    "a path": ('[{"AllowedOrigins": ["https://app.example/x"]}]', "has a path"),
    "OPTIONS in S3": (
        '[{"AllowedOrigins": ["https://app.example"], "AllowedMethods": ["OPTIONS"]}]',
        "does not take OPTIONS",
    ),
    "a star of R2": (
        '{"rules": [{"allowed": {"origins": ["https://app.example"], "headers": ["*"]}}]}',
        "list the headers by name",
    ),
    "no scheme": ("CORS_ORIGINS=app.example", "has no scheme"),
    "null in a list": ("OLLAMA_ORIGINS=null", "the origin `null`"),
    "star and credentials": (
        'http.cors.allow-origin: "*"\nhttp.cors.allow-credentials: true',
        "does not go with credentials",
    ),
    "the default of ingress-nginx": (
        'nginx.ingress.kubernetes.io/cors-allow-origin: "*"',
        "allows credentials unless",
    ),
    "switched off": (
        'http.cors.enabled: false\nhttp.cors.allow-origin: "https://app.example"',
        "switched off",
    ),
}


@pytest.mark.parametrize("name", ARE_DATA)
def test_what_is_written_is_read_back_and_has_no_fault(name):
    product = PRODUCTS[name]
    facts = Wanted(PAGE, "https://api.example/", "PUT", "PUT", "content-type", False)
    settings = read_settings(render(product, facts))
    assert settings is not None
    assert settings.origins == [PAGE]
    assert list(faults_of(settings)) == []
    assert answer_to(settings, PAGE).startswith(f"To {PAGE} it would answer")
    assert "is blocked" in answer_to(settings, "https://evil.example")


@pytest.mark.parametrize(("text", "fault"), PASTES.values(), ids=PASTES)
def test_what_is_wrong_is_said(text, fault):
    settings = read_settings(text)
    assert settings is not None
    assert any(fault in each for each in faults_of(settings)), list(faults_of(settings))


def test_a_map_of_nginx_is_a_list_and_not_a_reflection():
    settings = read_settings(MAP)
    assert settings is not None
    assert settings.origins == [PAGE]
    assert list(faults_of(settings)) == []


@pytest.mark.parametrize(
    "text", ["", "hello: world", "{}", "[1, 2]", '{"a": {"b": []}}', "origin: https://x.example"]
)
def test_other_text_has_no_settings(text):
    assert read_settings(text) is None


@pytest.mark.parametrize(
    "junk",
    [
        "a",
        "{",
        "[1,",
        ": ",
        "key: value\n",
        "add_header Access-Control-Allow-Origin ",
        "\"'",
        "Access-Control-Allow-Origin",
        "- ",
        " ",
        "<AllowedOrigin>",
        "~https:",
        '{"a":',
        "# \n",
        "$http_origin ~ '",
        "SetEnvIf Origin ",
    ],
)
def test_junk_takes_no_time(junk):
    started = time.process_time()
    read_settings(junk * (65_536 // len(junk)))
    assert time.process_time() - started < 1.5  # some 50 ms; the rest is for a busy machine
