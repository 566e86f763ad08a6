"""Whatever is pasted: an answer or one sentence, soon. No traceback, no hang."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cors_lab.tools.read import Unreadable, from_console, from_curl, from_fetch, from_har
from cors_lab.tools.read.console.templates import wordings

READERS: list[Callable[[Any], Any]] = [from_console, from_curl, from_fetch]
SHELL = st.lists(
    st.sampled_from(
        [
            "curl",
            "curl ",
            " ",
            "\n",
            "\\\n",
            "^\r\n",
            "'",
            '"',
            '^"',
            "$'",
            "\\",
            "\\x4",
            "\\u",
            "-",
            "-H",
            "-d",
            "--data",
            "-X",
            "@",
            "$",
            "$(",
            "`",
            "|",
            ";",
            "#",
            "https://a.example/",
            "a: b",
            ":",
            "=",
            "é",
            "\0",
            "-u",
            "me:pw",
            "-F",
            "--json",
            "{",
            "}",
            "[1-9]",
            "-b",
            "%^",
            "^",
            "<<EOF\n",
            "EOF\n",
            "<x>",
            "“",
            "”",
            "—",
            "A=1\n",
            "$A",
            "${A:-",
            "$ ",
            "```\n",
        ]
    )
).map("".join)
SCRIPT = st.lists(
    st.sampled_from(
        [
            "fetch(",
            "axios.post(",
            "new Request(",
            "new Headers(",
            "JSON.stringify(",
            ")",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "'",
            '"',
            "`",
            "${",
            "+",
            "...",
            "https://a.example",
            "method",
            "headers",
            "body",
            "1e999",
            "0x",
            ".5",
            "\\u12",
            "\\",
            "//",
            "/*",
            "*/",
            "\n",
            " ",
            "=>",
            "?",
            "await ",
            "x",
            "null",
            "btoa(",
            "const x = ",
            ";",
            "x.append(",
            "x['a'] = ",
            "x.open('PUT', ",
            "x.send(",
            "$.ajax(",
            "new XMLHttpRequest()",
            "as T",
            "axios.create(",
            "/[/]/",
            "function f(x)",
        ]
    )
).map("".join)
LINES = st.lists(
    st.one_of(
        st.sampled_from([one.template for one in wordings()]), st.text(max_size=20), st.just("\n")
    )
).map("".join)
KEYS = (
    "log entries request response headers name value status url method creator pages id title "
    "cookies _error startedDateTime"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda part: (
        st.lists(part, max_size=4) | st.dictionaries(st.sampled_from(KEYS), part, max_size=5)
    ),
    max_leaves=30,
)


def answered(reader: Callable[[Any], Any], given: Any) -> None:
    """An answer, or one sentence."""
    try:
        repr(reader(given))
    except Unreadable as refused:
        sentence = str(refused)
    else:
        return
    assert "\n" not in sentence
    assert sentence[-1] in ".…'})"


@given(st.text())
@example(
    "curl \x0b\xa0https://a.example"
)  # white space that is none to a shell was waited for, without end
def test_any_text(text: str) -> None:
    for reader in READERS:
        answered(reader, text)


@given(SHELL)
@example("curl https://a.example -H 'a: b\nc'")
def test_nearly_curl(text: str) -> None:
    answered(from_curl, f"curl {text}")
    answered(from_curl, f'curl ^"{text}')
    answered(from_curl, f"{text}curl https://a.example/")


@given(SCRIPT)
@example("fetch('https://a.example', {headers: {a: 1e999}})")
def test_nearly_javascript(text: str) -> None:
    answered(from_fetch, f"fetch({text}")
    answered(from_fetch, f"axios.post('https://a.example', {text}")
    answered(from_fetch, f"const x = {text}; x.open('GET', y); $.get(x)")
    answered(from_fetch, text)


@given(LINES)
def test_nearly_console(text: str) -> None:
    answered(from_console, text)


@given(JSON)
def test_nearly_har(data: Any) -> None:
    answered(
        from_har,
        {
            "log": {
                "entries": [
                    data,
                    {"request": data, "response": data},
                    {"request": {"method": "GET", "url": "https://a.example", "headers": data}},
                ]
            }
        },
    )
    answered(from_har, json.dumps(data))


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    answered(from_har, data)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "\n",
        "'",
        '"',
        "`",
        "(",
        "[",
        "{",
        "{a:",
        "${",
        "`${",
        "$(",
        "$a ",
        "\\",
        "^",
        "/*",
        "//\n",
        "'a'+",
        "-H a ",
        "--x ",
        "a=b&",
        "1",
        "...",
        "Origin ",
        "Access to fetch at '",
        "Cross-Origin Request Blocked: ",
        "GET https://a.example net::ERR_FAILED ",
        "new Headers(",
        "x.y(",
        "const a=",
        "a.b.",
        "x.open(",
        "$.ajax(",
        "a=>",
        "a=a+",
        "a=b;",
        "x.append(",
        "function f(a){",
        "<<E\n",
        "“",
        "<a>",
        "A=1 ",
        "curl ",
        "Access to fetch at 'a' from origin 'b' ",
        "CORS https://a.example ",
        "net::ERR_",
        "new XMLHttpRequest;",
        "x.get<",
    ],
)
@pytest.mark.slow
def test_a_tenth_of_a_megabyte_of_it(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    answered(from_console, long)
    answered(from_curl, f"curl {long}")
    answered(from_curl, f'curl ^"{long}')
    answered(from_fetch, f"fetch({long}")
    answered(from_har, long)
