"""The page's side: what is copied is run, and sends what the browser sends."""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cors_lab.browser.dry_run import readable, rehearse
from cors_lab.fetch.engines import ENGINES
from cors_lab.fixes.code import COPIES, Case
from cors_lab.server.policy import ECHO, Policy
from tests.fixes.code.cases import CALLS, PAGE, POLICIES, URL
from tests.fixes.code.programs import execute
from tests.fixes.code.recorder import Node, Recorder, Sent, node, recording

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
FUZZ = settings(max_examples=60, deadline=None)

names = st.sampled_from(
    ["X-A", "x-a", "X-B", "Content-Type", "Accept", "Authorization", "__proto__", "1", "User-Agent"]
)
header_text = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=20
)
ODD = "$HOME `id` %s '\" \\ \\n !x </script> <!-- {a} [1] caf\xe9 \U0001f600"
words = st.sampled_from([*ODD.split(" "), "\r\n", "\t", "\x00", "\u2028"])
body_text = st.lists(
    words | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=5
).map("".join)
bodies = st.none() | body_text | st.binary(max_size=12)
queries = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), max_size=12)


DEFAULTS = {
    "mode": "cors",
    "credentials": "same-origin",
    "redirect": "follow",
    "cache": "default",
    "integrity": "",
    "keepalive": False,
}


@st.composite
def calls(draw):
    body = draw(bodies)
    methods = ["POST", "PUT", "PATCH", "patch", "DELETE", "M-1"] + (
        ["GET", "HEAD"] if body is None else []
    )
    headers = draw(st.lists(st.tuples(names, header_text), max_size=3))
    return {
        "path": f"/notes?{draw(queries)}",
        "method": draw(st.sampled_from(methods)),
        "headers": headers,
        "body": body,
        "credentials": draw(st.sampled_from(["omit", "same-origin", "include"])),
    }


def case(call, policy=Policy(), page=PAGE, url="https://api.example", engine="chromium"):  # noqa: B008
    given = {"url": url + call.get("path", "/notes")} | {
        name: value for name, value in call.items() if name != "path"
    }
    return Case.of(given, policy, page, engine)


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with recording() as found:
        yield found


@pytest.fixture(scope="module")
def javascript() -> Iterator[Node]:
    with node() as found:
        yield found


def on_the_wire(copied, kind):
    """The request as the simulated browser puts it there."""
    request = copied.sent(kind)
    target = "/" + request.url.split("/", 3)[3]
    return Sent.of(request.method, target, request.headers, request.body or b"")


def run(command):
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_curl
@pytest.mark.parametrize("call", CALLS, ids=str)
@pytest.mark.parametrize(
    ("label", "kind"), [("curl (preflight)", "preflight"), ("curl (request)", "request")]
)
def test_curl_sends_what_the_browser_sends(recorder, call, label, kind):
    copied = case(call, url=recorder.url)
    if copied.sent(kind) is None:
        assert COPIES[label](copied).startswith("# The browser sends no preflight for this call")
        return
    assert b"200 OK" in run(COPIES[label](copied))
    assert recorder.take() == [on_the_wire(copied, kind)]


@needs_curl
@FUZZ
@given(call=calls())
def test_curl_carries_any_text_unharmed(recorder, call):
    copied = case(call, url=recorder.url)
    run(COPIES["curl (request)"](copied))
    assert recorder.take() == [on_the_wire(copied, "request")]


@needs_curl
@FUZZ
@given(call=calls())
def test_curl_asks_for_leave_as_the_browser_does(recorder, call):
    copied = case(call, url=recorder.url)
    if copied.sent("preflight"):
        run(COPIES["curl (preflight)"](copied))
        assert recorder.take() == [on_the_wire(copied, "preflight")]


def test_a_copied_preflight_is_one():
    text = COPIES["curl (preflight)"](case({"method": "PUT", "headers": {"X-Demo": "1"}}))
    assert "-X OPTIONS" in text
    assert "-H 'Access-Control-Request-Method: PUT'" in text
    assert "-H 'Access-Control-Request-Headers: x-demo'" in text
    assert f"-H 'Origin: {PAGE}'" in text


@pytest.mark.parametrize(
    ("call", "page", "said"),
    [
        ({}, PAGE, "as any HTML form or link could"),
        ({"method": "PUT"}, "https://api.example", "the page's own origin"),
        ({"mode": "same-origin"}, PAGE, "sends nothing for this call"),
    ],
)
def test_where_no_preflight_is_sent_the_copy_says_why(call, page, said):
    assert said in COPIES["curl (preflight)"](case(call, page=page))


@pytest.mark.parametrize("label", ["curl (preflight)", "curl (request)", "Python requests"])
def test_where_nothing_is_sent_the_copy_says_why(label):
    text = COPIES[label](case({}, url="http://api.example"))
    assert text.startswith("# The browser sends nothing for this call: The page came over https")
    assert text.count("\n") == 1


def test_cookies_are_left_to_the_reader_of_the_curl_line():
    assert "-b 'name=value'" in COPIES["curl (request)"](case({"credentials": "include"}))
    assert "cookies" not in COPIES["curl (request)"](case({}))


@FUZZ
@example(call={"headers": [("X-A", "\x85")]})  # white space to Python, and none in a header
@given(call=calls())
def test_requests_sends_method_body_and_the_authors_headers(recorder, call):
    copied = case(call | {"path": "/notes?q=1"}, url=recorder.url)  # requests rewrites some URLs
    text = COPIES["Python requests"](copied)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        execute(text)
    assert out.getvalue().startswith("200 ")
    [found], expected = recorder.take(), on_the_wire(copied, "request")
    assert (found.method, found.body) == (expected.method.upper(), expected.body)
    assert found.target == expected.target
    written = {name.lower() for name, _ in call["headers"]} & {name for name, _ in expected.headers}
    assert dict(found.headers)["origin"] == PAGE
    for name in written:
        together = [
            ", ".join(value for known, value in sent.headers if known == name)
            for sent in (found, expected)
        ]
        assert together[0].strip() == together[1].strip()


@needs_node
@pytest.mark.parametrize(
    "call",
    [
        *CALLS,
        {"mode": "no-cors", "referrer_policy": "no-referrer", "cache": "no-store"},
        {"redirect": "manual", "keepalive": True, "integrity": "sha256-AAAA"},
        {"headers": [("X-A", "1"), ("X-A", "2")]},
        {"method": "POST", "body": b"\x00\xff"},
    ],
    ids=str,
)
def test_javascript_asks_the_same(javascript, call):
    assert_asks(javascript, call)


@needs_node
@FUZZ
@given(call=calls())
def test_javascript_carries_any_text_unharmed(javascript, call):
    assert_asks(javascript, call)


def assert_asks(javascript, call):
    copied = case(call)
    seen = javascript.seen(COPIES["JavaScript fetch()"](copied))
    result = copied.opened()
    assert "error" not in seen, seen
    assert (seen["method"], seen["url"]) == (result.method, result.url)
    assert sorted(map(tuple, seen["headers"])) == sorted(copied.pairs())
    given_body = call.get("body") or b""
    assert base64.b64decode(seen["body"]) == (
        given_body.encode() if isinstance(given_body, str) else given_body
    )
    for name, default in DEFAULTS.items():
        assert seen[name] == call.get(name, default)


def test_a_preflight_that_fetch_cannot_cause_is_said_to_be_so():
    assert COPIES["JavaScript fetch()"](
        case({"method": "POST", "use_cors_preflight": True})
    ).startswith("// Not to be had with fetch()")


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("call", [CALLS[1], CALLS[7]], ids=str)
def test_the_copied_test_passes_and_says_how_it_is(policy, call):
    copied = case(call, policy)
    text = COPIES["pytest test"](copied)
    result = rehearse(copied.page, copied.call, policy)
    assert ("def test_the_page_can_read()" in text) is readable(result)
    run_tests(text)


@FUZZ
@given(
    call=calls(),
    origin=header_text | st.sampled_from([PAGE, ECHO]),
    engine=st.sampled_from(sorted(ENGINES)),
)
def test_the_copied_test_passes_whatever_is_in_it(call, origin, engine):
    policy = Policy(
        allow_origin=[origin, PAGE] if origin.startswith("a") else origin,
        allow_methods=ECHO,
        allow_headers="*, " + origin,
    )
    run_tests(COPIES["pytest test"](case(call, policy, engine=engine)))


def test_the_copied_test_is_found_by_pytest(tmp_path):
    path = tmp_path / "test_copied.py"
    path.write_text(COPIES["pytest test"](case(CALLS[7], POLICIES["good"])), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
    assert (
        "1 passed"
        in subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False).stdout
    )


def run_tests(text):
    tests = [value for name, value in execute(text).items() if name.startswith("test_")]
    assert len(tests) == 1
    tests[0]()


def test_a_copied_test_fails_when_the_server_changes():
    text = COPIES["pytest test"](case({"method": "PUT"}, POLICIES["good, without credentials"]))
    broken = text.replace('allow_methods="PUT"', 'allow_methods="DELETE"')
    with pytest.raises(AssertionError):
        run_tests(broken)


def test_a_case_takes_a_body_that_is_empty_and_leaves_defaults_out():
    call = {
        "url": URL,
        "method": "POST",
        "body": "",
        "headers": {},
        "mode": "cors",
        "credentials": "omit",
        "keepalive": False,
    }
    assert Case.of(call, Policy(), PAGE).call == {
        "url": URL,
        "method": "POST",
        "body": "",
        "credentials": "omit",
    }


@pytest.mark.parametrize(
    "call", [{"url": URL, "method": "GET", "body": "x"}, {"url": "http://[", "method": "GET"}]
)
def test_a_call_that_fetch_refuses_is_refused_with_the_name_of_the_argument(call):
    with pytest.raises(ValueError, match=r"body|url"):
        Case.of(call, Policy(), PAGE)


def test_the_page_of_a_case_is_opened_in_its_engine():
    assert Case.of({"url": URL}, Policy(), PAGE, "firefox").page.browser.engine == "firefox"
