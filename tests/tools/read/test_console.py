"""Console lines: every recorded one is known, with the right error among those it may be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cors_lab.messages.console import ENGINES, Outcome, console_lines
from cors_lab.messages.rules import FAULTS
from cors_lab.tools.read import ConsoleMessage, Unreadable, from_console
from cors_lab.tools.read.console.templates import NOT_OF_FETCH, wordings
from tests.browsers.replay import PREFIX
from tests.browsers.scenario import OWN, RECORDED, load
from tests.tools.read.exported import CONSOLES, exports, name

URL = "https://api.example/notes"
ACCESS = (
    f"Access to fetch at '{URL}' from origin 'https://app.example' has been blocked by CORS "
    "policy: "
)
MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
BLOCKED = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
    f"resource at {URL}. (Reason: "
)
NO_ANSWER = f"{BLOCKED}CORS request did not succeed). Status code: (null)."
# What no fetch can end in is printed with other lines, by elements.
OF_FETCH = [error for error in FAULTS if error not in NOT_OF_FETCH]


@lru_cache(maxsize=1)
def recorded() -> tuple[tuple[str, str], ...]:
    """Each different line that was recorded, with its engine."""
    return tuple(dict.fromkeys(_lines()))


def _lines() -> Iterator[tuple[str, str]]:
    for scenario in (*load(RECORDED), *load(OWN)):
        for engine, steps in scenario["observed"].items():
            yield from (
                (engine, PREFIX[engine].sub("", line, count=1))
                for step in steps
                for line in step["console"]
            )


@pytest.mark.slow
def test_every_recorded_line_of_three_engines_is_known() -> None:
    strangers = []
    for engine, line in recorded():
        (message,) = from_console(line)
        if not message.codes or message.engine != engine:
            strangers.append((engine, line))
    assert strangers == []
    assert len(recorded()) > 4000


def told(lines: list[str]) -> list[ConsoleMessage]:
    return [
        message
        for message in from_console("\n".join(["noise", *lines, "more noise"]))
        if not message.is_notice
    ]


@pytest.mark.slow
@pytest.mark.parametrize("engine", CONSOLES)
@pytest.mark.parametrize("export", exports(), ids=name)
def test_what_a_browser_printed_has_the_right_error(export: dict[str, Any], engine: str) -> None:
    """Of the last fetch; the lines of earlier ones stand before it."""
    lines, error = export[engine]["console"], export["errors"][-1]
    messages = told(lines) if lines else []
    if error and messages:
        assert error in messages[-1].codes or SAME_LINE.get((engine, error)) in messages[-1].codes
    if engine == "chromium" and error in CERTAIN:
        assert messages[-1].codes == (error,)


# Chromium names only some errors by a line of their own; of two that apply it may name another one
# than the standard does.
CERTAIN = frozenset(
    code
    for code in FAULTS
    if "allow-" in code and not code.startswith("preflight-allow-origin-missing")
)
# WebKit joins two Locations and asks the URL that comes of it.
SAME_LINE = {("webkit", "redirect-location-invalid"): "allow-origin-missing"}


ANSWERS = {
    "origin-multiple": {"allow_origin": "https://a.example, *"},
    "origin-invalid": {"allow_origin": "x"},
    "origin-mismatch": {"allow_origin": "https://x.example"},
    "wildcard": {"allow_origin": "*"},
    "methods-invalid": {"allow_methods": "b@d"},
    "headers-invalid": {"allow_headers": "b@d"},
    "integrity-mismatch": {
        "integrity": f"sha256-{'a' * 43}=",
        "computed_integrity": "sha256-b",
        "body_size": 2,
    },
    "preflight-status": {"status": 404},
    "preflight-redirect": {"status": 302, "redirects_to": f"{URL}/"},
}


@pytest.mark.slow
@pytest.mark.parametrize("engine", CONSOLES)
@pytest.mark.parametrize("error", OF_FETCH)
def test_what_our_console_prints_is_read_back(engine: str, error: str) -> None:
    stage = "preflight" if error.startswith("preflight-") else "request"
    outcome = Outcome(
        error,
        stage,
        method="GET",
        origin="https://app.example",
        sent_origin="https://app.example",
        page_url="https://app.example/",
        url=URL,
        first_url=URL,
        previous_url=URL,
        cross_origin=True,
        status=200,
        unsafe_names=("x-a",),
        author_names=("X-A",),
    )
    facts = next((facts for end, facts in ANSWERS.items() if error.endswith(end)), {})
    for line in console_lines(engine, outcome._replace(**facts)):
        assert error in from_console(line)[0].codes


def test_a_line_with_noise_around_it() -> None:
    (message,) = from_console(
        f"\n\n12:01:33 app.js:3 {ACCESS}{MISSING}  app.js:3:12\nUncaught (in promise) "
        "TypeError: Failed to fetch\n"
    )
    assert (message.code, message.engine, message.number, message.lines) == (
        "allow-origin-missing",
        "chromium",
        3,
        1,
    )
    assert message.facts == {"url": URL, "origin": "https://app.example"}


def test_lines_about_one_fetch_are_one_message() -> None:
    first, second = from_console(
        f"{ACCESS}{MISSING}\n  GET {URL} net::ERR_FAILED 200 (OK)\n  GET {URL}/2 "
        "net::ERR_CONNECTION_REFUSED"
    )
    assert (first.codes, first.lines, first.facts["status"], first.facts["method"]) == (
        ("allow-origin-missing",),
        2,
        "200",
        "GET",
    )
    assert (second.code, second.facts["url"]) == ("connection-refused", f"{URL}/2")


def test_a_console_with_the_newest_line_first() -> None:
    (message,) = from_console(f"GET {URL} net::ERR_FAILED 200 (OK)\n{ACCESS}{MISSING}")
    assert (message.codes, message.lines, message.facts["status"]) == (
        ("allow-origin-missing",),
        2,
        "200",
    )


def test_lines_about_two_fetches_are_two_messages() -> None:
    first, second = from_console(f"{ACCESS}{MISSING}\n  GET {URL}/2 net::ERR_FAILED")
    assert (first.lines, second.follow_up, second.facts["url"]) == (1, True, f"{URL}/2")


def test_a_line_that_is_printed_again_and_again_is_one_message() -> None:
    (message,) = from_console("\n".join([NO_ANSWER] * 5))
    assert (message.code, message.lines) == ("connection-refused", 5)


def test_in_firefox_a_second_line_tells_of_a_preflight() -> None:
    line = f"{BLOCKED}CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200."
    assert from_console(line)[0].codes[0] == "allow-origin-missing"
    assert from_console(f"{line}\n{NO_ANSWER}")[0].codes[0] == "preflight-allow-origin-missing"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("https://app.example/", "allow-origin-mismatch"),
        ("app.example", "allow-origin-invalid"),
        ("https://a.example, *", "allow-origin-multiple"),
    ],
)
def test_firefox_tells_the_value_and_so_the_error(value: str, code: str) -> None:
    (message,) = from_console(
        f"{BLOCKED}CORS header ‘Access-Control-Allow-Origin’ does not match ‘{value}’)."
    )
    assert message.codes == (code, f"preflight-{code}")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            (
                f"{ACCESS}{MISSING} If an opaque response serves your needs, set the "
                "request's mode to 'no-cors'."
            ),
            "allow-origin-missing",
        ),
        (f"{ACCESS}{MISSING}".replace("fetch at", "XMLHttpRequest at"), "allow-origin-missing"),
        (f"{ACCESS}{MISSING}".replace("fetch at", "font at"), "allow-origin-missing"),
        (
            f"Font from origin 'https://a.example' has been blocked by CORS policy: {MISSING}",
            "allow-origin-missing",
        ),
        (
            (
                f"{ACCESS}The 'Access-Control-Allow-Origin' header has a value "
                "'https://x.example' that is not equal to the supplied origin."
            ),
            "allow-origin-mismatch",
        ),
        (
            f"{BLOCKED}CORS header 'Access-Control-Allow-Origin' missing).[Learn More]",
            "allow-origin-missing",
        ),
        (
            (
                f"{BLOCKED}missing token ‘x-a’ in CORS header ‘Access-Control-Allow-Headers’ "
                "from CORS preflight channel)."
            ),
            "header-not-allowed",
        ),
        (f"{BLOCKED}CORS preflight channel did not succeed).", "preflight-status"),
        (f"{BLOCKED}CORS disabled).", "cors-disabled"),
        (
            "[Error] Origin https://a.example is not allowed by Access-Control-Allow-Origin.",
            "allow-origin-missing",
        ),
        ("[Error] Preflight response is not successful. Status code: 405", "preflight-status"),
        (
            "api.example/notes:1  Failed to load resource: net::ERR_BLOCKED_BY_CLIENT",
            "blocked-by-client",
        ),
        (
            (
                f"{ACCESS}Permission was denied for this request to access the `loopback` "
                "address space."
            ),
            "local-network-access",
        ),
        (
            (
                "Failed to load resource: the server responded with a status of 404 (Not "
                f"Found) [{URL}]"
            ),
            "error-status",
        ),
    ],
)
def test_other_wordings(text: str, code: str) -> None:
    assert from_console(text)[0].code == code


def test_a_line_that_was_broken_into_several_is_put_together() -> None:
    text = f"{ACCESS}{MISSING}"
    for width in (40, 60, 79):
        words, lines = text.split(), [""]
        for word in words:
            if len(lines[-1]) + len(word) > width:
                lines.append("")
            lines[-1] += f" {word}"
        (message,) = from_console("\n".join(lines))
        assert (message.code, message.lines) == ("allow-origin-missing", len(lines))


def test_a_line_in_unknown_words_is_told_of() -> None:
    (message,) = from_console(f"{ACCESS}the moon is in the wrong house.")
    assert (message.codes, message.number) == ((), 1)


def test_text_without_a_known_line_is_refused() -> None:
    with pytest.raises(
        Unreadable,
        match=(
            r"No known line of a console was found in 2 line\(s\). Expected was one such as: "
            r"Access to fetch"
        ),
    ):
        from_console("hello\nworld")
    with pytest.raises(Unreadable, match="more than a megabyte"):
        from_console("x" * 1_000_001)


HOSTILE = (
    st.text(
        st.characters(exclude_characters="'‘’\n\r", exclude_categories=("C",)),
        min_size=1,
        max_size=40,
    )
    .map(lambda text: text.strip())
    .filter(bool)
)


@given(HOSTILE)
def test_what_a_server_put_into_a_line_is_given_back(value: str) -> None:
    line = f"{ACCESS}The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'."
    (message, *_) = from_console(f"{line} Have the server send the header with a valid value.")
    assert message.engine == "chromium"
    assert message.facts["allow_origin"] == " ".join(value.split())


def test_the_table_is_told_by_the_console_itself() -> None:
    assert {one.engine for one in wordings()} == {*ENGINES, ""} - {
        "standard"
    }  # "": what libraries and servers print
    assert {code for one in wordings() for code in (*one.codes, *one.after)} >= set(OF_FETCH) - {
        "keepalive-limit"
    }


@pytest.mark.parametrize("engine", CONSOLES)
def test_a_full_stop_after_an_address_is_not_part_of_it(engine: str) -> None:
    outcome = Outcome(
        "mode-same-origin",
        mode="same-origin",
        origin="https://app.example",
        page_url="https://app.example/",
        url=URL,
        first_url=URL,
        previous_url=URL,
        cross_origin=True,
    )
    for line in console_lines(engine, outcome)[:1]:
        facts = from_console(line)[0].facts
        assert facts["url"] == URL
        assert facts.get("origin", "https://app.example") == "https://app.example"


@pytest.mark.parametrize("between", ["", "app.js:7 something else\n"])
def test_errors_of_different_kinds_one_after_the_other_stay_several(between: str) -> None:
    lines = [
        f"{ACCESS}{MISSING}",
        (
            f"app.js:3 {ACCESS}Method PUT is not allowed by Access-Control-Allow-Methods in "
            "preflight response."
        ),
    ]
    lines.append(f"{BLOCKED}CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.")
    found = from_console(f"\n{between}".join(lines))
    assert [message.code for message in found][:2] == ["allow-origin-missing", "method-not-allowed"]
    assert [message.engine for message in found] == ["chromium", "chromium", "firefox"]
