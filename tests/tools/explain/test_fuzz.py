"""Whatever is given: an explanation in all its forms, or one sentence."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cors_lab import explain
from cors_lab.tools.read import Unreadable
from tests.tools.read.hars import har
from tests.tools.read.test_fuzz import JSON, LINES, SCRIPT, SHELL

URLS = st.text(max_size=20) | st.sampled_from(
    (
        "https://api.example/ http://api.example:99999/ https://u:p@api.example/ data:,x "
        "file:/// ftp://x/ /notes http://a\xa0b/ null"
    ).split(" ")
)
NAMES = st.sampled_from(
    "Origin Referer Cookie Location Access-Control-Allow-Origin "
    "Access-Control-Allow-Credentials Access-Control-Request-Method "
    "Access-Control-Request-Headers Access-Control-Allow-Headers "
    "Access-Control-Allow-Methods Sec-Fetch-Mode Content-Type X-A Range".split()
)
VALUES = URLS | st.sampled_from(["*", "true", "GET", "cors", "x-a"])
HEADERS = st.lists(
    st.fixed_dictionaries({"name": NAMES | st.text(max_size=5), "value": VALUES}), max_size=6
)
METHODS = st.sampled_from(["GET", "PUT", "OPTIONS", "patch", "TRACE", "é", "A B"])
STATUSES = st.sampled_from([0, 200, 204, 302, 404, 101, 407, 421])
WORDS = st.sampled_from(["", "net::ERR_FAILED", "net::ERR_X", "x"])
ENTRIES = st.fixed_dictionaries(
    {
        "request": st.fixed_dictionaries({"method": METHODS, "url": URLS, "headers": HEADERS}),
        "response": st.fixed_dictionaries(
            {"status": STATUSES, "headers": HEADERS, "_error": WORDS}
        ),
        "_resourceType": st.sampled_from(["fetch", "xhr", "preflight", "document", "image", ""]),
    }
)
CREATORS = st.sampled_from(["WebInspector", "Firefox", "WebKit Web Inspector", "?"])
ARGUMENTS = {
    "url": URLS,
    "method": st.text(max_size=5),
    "headers": st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
}


def explained(anything: Any, **options: Any) -> None:
    """In every form, or one sentence."""
    try:
        explanation = explain(anything, **options)
    except Unreadable as refused:
        sentence = str(refused)
    else:
        assert explanation.text
        assert explanation._repr_html_().startswith("<div>")
        json.loads(explanation.to_json())
        return
    assert "\n" not in sentence


@given(st.text())
def test_any_text(text: str) -> None:
    explained(text)
    for kind in ("console", "curl", "fetch", "har"):
        explained(text, kind=kind)


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    explained(data)


@given(SHELL, st.sampled_from(["chromium", "firefox", "webkit", "standard"]))
def test_any_curl(text: str, engine: str) -> None:
    explained(f"curl https://api.example/ {text}", kind="curl", engine=engine)


@given(SCRIPT)
def test_any_script(text: str) -> None:
    explained(f"fetch('https://api.example/', {text}", kind="fetch")
    explained(f"axios.put('https://api.example/', {text}", kind="fetch", page="null")


@given(LINES)
def test_any_lines(text: str) -> None:
    explained(text, kind="console")


@given(JSON)
def test_any_json(data: Any) -> None:
    explained({"log": {"entries": [data]}})
    explained(
        har(
            {
                "request": {"method": "GET", "url": "https://api.example/", "headers": data},
                "response": data,
            }
        )
    )


@given(
    st.lists(ENTRIES, max_size=4), CREATORS, st.sampled_from([None, "null", "https://app.example"])
)
def test_any_recording(entries: list[Any], creator: str, page: str | None) -> None:
    explained(har(*entries, creator=creator), page=page)


@given(st.fixed_dictionaries(ARGUMENTS))
def test_any_arguments(arguments: dict[str, Any]) -> None:
    explained(arguments)
