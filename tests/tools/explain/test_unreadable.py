"""What cannot be read is one sentence, and whatever can be read can be shown in every form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cors_lab import explain
from cors_lab.fixes.frameworks import FRAMEWORKS
from cors_lab.tools.read import Unreadable
from tests.tools.check.live import cors_lab

PAGE = "https://app.example"
BLOCKED = "has been blocked by CORS policy:"
MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
DIGITS = "9" * 4400
READABLE: dict[str, Any] = {
    "a user name": (
        f"Access to fetch at 'https://me:pw@api.example/' from origin '{PAGE}' {BLOCKED} {MISSING}"
    ),
    "no method": f"Access to fetch at 'https://api.example/' from origin '{PAGE}' {BLOCKED} Method "
    "ᵉ is not allowed by Access-Control-Allow-Methods in preflight response.",
    "digits": f'{{"log": {{"entries": [{{"time": {DIGITS}}}]}}}}',
    "curl -u": "curl https://api.example/ -u m\udce9:pw",
    "curl -F": "curl https://api.example/ -F a=\udce9",
    "curl --data-urlencode": "curl https://api.example/ --data-urlencode a=\udce9",
    "userinfo": "curl https://m\udce9:pw@api.example/",
}
UNREADABLE: dict[str, Any] = {
    "pages": '{"pages": 1}',
    "entries": json.dumps({"log": {"pages": 1, "entries": 1}}),
    "no such user": Path("~nosuchuser/x.har"),
    "a NUL byte": Path("a\0b"),
    "half a pair alone": "notes\ud800",
    "headers of 5": {"url": "https://api.example/", "headers": 5},
    "a header of 5": {"url": "https://api.example/", "headers": {"a": 5}},
    "half a pair": {"url": "https://api.example/", "headers": [("a",)]},
    "50 MB": "fetch('https://api.example/', {x: '" + "a" * 50_000_000 + "'})",
}


@pytest.mark.parametrize("name", READABLE)
def test_it_can_be_shown_in_every_form(name: str) -> None:
    explanation = explain(READABLE[name], page=PAGE)
    assert repr(explanation)
    assert explanation._repr_html_()
    json.dumps(explanation.as_dict())
    for framework in FRAMEWORKS:
        assert explanation.fix(framework)


@pytest.mark.parametrize("name", UNREADABLE)
def test_it_is_one_sentence(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        explain(UNREADABLE[name], page=PAGE)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "curl https://api.example/ -u m\udce9:pw"),
        ("audit", "https://api.example/", "--path", "/\udce9", "--timeout", "nan"),
        ("check", "https://api.example/\udce9", "--page", "\udce9"),
        ("check", "https://api.example/", "--page", "null", "--resolve", "h:80:@"),
        ("audit", "https://api.example/", "--resolve", f"h:{DIGITS}:1.2.3.4"),
    ],
)
def test_a_command_line_that_is_no_utf_8_ends_with_a_sentence(arguments: tuple[str, ...]) -> None:
    result = cors_lab(*arguments)
    assert result.exit_code in (0, 2)
    assert "Traceback" not in result.output
    assert "where it should not have" not in result.output


@pytest.mark.slow
def test_two_thousand_fetches_are_grouped_in_the_time_of_their_number() -> None:
    from time import thread_time

    entry = {
        "request": {"method": "GET", "url": "", "headers": [{"name": "Origin", "value": PAGE}]},
        "response": {"status": 200, "headers": []},
    }
    entries = []
    for number in range(2000):
        request = entry["request"] | {"url": f"https://api.example/{number}"}  # type: ignore[operator]
        entries.append(entry | {"request": request})
    explanation = explain({"log": {"entries": entries}}, page=PAGE)
    begun = thread_time()
    assert repr(explanation)
    assert thread_time() - begun < 3
