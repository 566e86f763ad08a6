"""The smallest fix: it works, nothing of it can be left out, nothing smaller works, and an unsafe
one is named and replaced.
"""

from __future__ import annotations

import pytest

from cors_lab import Browser
from cors_lab.browser.dry_run import readable, rehearse
from cors_lab.fixes.smallest_fix import (
    ANY_WITH_CREDENTIALS,
    NULL,
    PLAIN,
    WILDCARD,
    Fix,
    NoFix,
    smallest_fix,
)
from cors_lab.server.loopback import serve
from cors_lab.server.policy import ECHO, SAME, Policy, PolicyFront

PAGE, API, URL = "https://app.example", "https://api.example", "https://api.example/notes"
SIMPLE = {"url": URL}
PUT = {"url": URL, "method": "PUT", "headers": {"Content-Type": "application/json"}, "body": "{}"}
COOKIE = {"url": URL, "credentials": "include"}
PUT_COOKIE = PUT | {"credentials": "include"}
TOKEN = {"url": URL, "headers": {"Authorization": "Bearer x"}}
CALLS = [SIMPLE, PUT, COOKIE, PUT_COOKIE, TOKEN]


def page(origin=PAGE, engine="chromium"):
    return Browser(engine=engine).open(origin)


def fix_of(policy, call=SIMPLE, origin=PAGE, **arguments):
    fix = smallest_fix(page(origin), call, policy, **arguments)
    assert isinstance(fix, Fix)
    return fix


def changed(fix):
    return {field: after for field, _, after in fix.changes}


def ask(front, origin, path, credentials, **call):
    return (
        Browser(hosts={API: front}).open(origin).fetch(API + path, credentials=credentials, **call)
    )


def reads(policy, call, origin=PAGE, engine="chromium"):
    return readable(rehearse(page(origin, engine), call, policy))


def test_a_missing_header_is_added():
    assert fix_of(Policy()).changes == (("allow_origin", None, PAGE),)


def test_only_what_is_missing_is_added_to_a_list():
    policy = Policy(allow_origin=PAGE, allow_methods="DELETE, PATCH", allow_headers="X-Demo")
    assert changed(fix_of(policy, PUT)) == {
        "allow_methods": "DELETE, PATCH, PUT",
        "allow_headers": "X-Demo, content-type",
    }


def test_a_list_that_cannot_be_parsed_is_written_anew():
    assert changed(
        fix_of(
            Policy(allow_origin=PAGE, allow_methods="PUT DELETE", allow_headers="content-type"), PUT
        )
    ) == {"allow_methods": "PUT"}


def test_a_star_is_replaced_where_it_is_no_wildcard():
    policy = Policy(allow_origin=PAGE, allow_credentials=True, allow_methods="*", allow_headers="*")
    assert changed(fix_of(policy, PUT_COOKIE)) == {
        "allow_methods": "PUT",
        "allow_headers": "content-type",
    }


@pytest.mark.parametrize(
    "value",
    [f"{PAGE}/", "https://APP.example", "app.example", "", [PAGE, PAGE], f"{PAGE}, {PAGE}", "null"],
)
def test_a_wrong_origin_is_replaced_by_the_pages(value):
    assert changed(fix_of(Policy(allow_origin=value))) == {"allow_origin": PAGE}


def test_credentials_that_the_app_allows_itself_are_not_allowed_twice():
    def app(environ, start_response):
        start_response(
            "200 OK",
            [("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Credentials", "true")],
        )
        return [b""]

    assert changed(fix_of(Policy(allow_credentials=True), COOKIE, app=app)) == {
        "allow_credentials": None
    }


@pytest.mark.parametrize("value", [None, "True", "false", ["true", "true"]])
def test_credentials_are_spelt_true(value):
    assert changed(fix_of(Policy(allow_origin=PAGE, allow_credentials=value), COOKIE)) == {
        "allow_credentials": "true"
    }


@pytest.mark.parametrize(
    ("broken", "change"),
    [
        ({"preflight_status": 404}, {"preflight_status": 204}),
        ({"preflight_status": 301}, {"preflight_status": 204}),
        ({"answer_preflight": False}, {"answer_preflight": True}),
        ({"on_preflight": False}, {"on_preflight": True}),
        ({"on_response": False}, {"on_response": True}),
        ({"preflight_allow_origin": "https://other.example"}, {"preflight_allow_origin": SAME}),
    ],
)
def test_what_is_done_with_the_headers_is_changed(broken, change):
    assert (
        changed(
            fix_of(
                Policy(
                    allow_origin=PAGE, allow_methods="PUT", allow_headers="content-type", **broken
                ),
                PUT,
            )
        )
        == change
    )


def test_headers_are_sent_with_errors_too():
    def broken(environ, start_response):
        start_response("500 Internal Server Error", [])
        return [b""]

    assert changed(fix_of(Policy(allow_origin=PAGE, on_errors=False), app=broken)) == {
        "on_errors": True
    }


def test_a_header_that_the_app_sends_itself_is_not_sent_twice():
    def app(environ, start_response):
        start_response("200 OK", [("Access-Control-Allow-Origin", PAGE)])
        return [b""]

    fix = fix_of(Policy(allow_origin="*"), app=app)
    assert changed(fix) == {"allow_origin": None}
    assert "not send Access-Control-Allow-Origin a second time" in fix.why


def test_the_reason_names_page_and_headers():
    why = fix_of(Policy(), PUT).why
    assert why.startswith(
        f"For {PAGE} to read the answer, the server must send Access-Control-Allow-Origin: {PAGE}, "
    )
    assert why.endswith(
        "send Access-Control-Allow-Methods: PUT and send Access-Control-Allow-Headers: "
        "content-type."
    )


def test_the_run_that_was_seen_stands_behind_the_policy():
    def app(environ, start_response):
        start_response("500 Internal Server Error", [("Access-Control-Allow-Origin", PAGE)])
        return [b""]

    policy = Policy(allow_origin="*")
    with serve(PolicyFront(app, policy), API):
        result = Browser().open(PAGE).fetch(URL)
        assert not readable(result)
    assert changed(fix_of(policy, result=result)) == {
        "allow_origin": None
    }  # and the server is gone: nothing was asked again


def test_a_page_that_can_read_needs_no_fix():
    assert "nothing to fix" in smallest_fix(page(), SIMPLE, Policy(allow_origin="*")).reason


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ({"url": URL, "mode": "no-cors"}, "leave the mode out"),
        ({"url": URL, "mode": "same-origin"}, 'mode "same-origin"'),
        ({"url": "http://api.example/notes"}, "not protected"),
        ({"url": "https://api.example:25/"}, "Port 25"),
        ({"url": "ftp://api.example/"}, "ftp"),
        ({"url": URL, "integrity": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, "hash"),
    ],
)
def test_where_no_header_helps_the_reason_is_given(call, word):
    found = smallest_fix(page(), call, Policy())
    assert isinstance(found, NoFix)
    assert word in found.reason


def test_a_server_that_is_down_is_named():
    server = serve(PolicyFront(lambda environ, start: []), API)
    server.stop()
    result = Browser(hosts={API: server.url}).open(PAGE).fetch(URL)
    reason = smallest_fix(page(), SIMPLE, Policy(), result=result).reason
    assert reason.startswith(
        "No header of this server can change that. The connection was refused: no server "
        "listens there"
    )
    assert "Start the server" in reason


def redirecting(environ, start_response):
    start_response("302 Found", [("Location", "https://login.example/")])
    return [b""]


def test_a_redirect_to_a_server_without_cors_is_not_this_servers_to_fix():
    def silent(environ, start_response):
        start_response("200 OK", [])
        return [b"log in"]

    policy = Policy(allow_origin=PAGE)
    hosts = {API: PolicyFront(redirecting, policy), "https://login.example": silent}
    result = Browser(hosts=hosts).open(PAGE).fetch(URL)
    reason = smallest_fix(page(), SIMPLE, policy, result=result).reason
    assert reason.startswith("No header of this server can change that.")
    assert "Access-Control-Allow-Origin" in reason


def test_a_redirect_that_the_page_handles_itself_is_not_shown_to_it():
    found = smallest_fix(
        page(), {"url": URL, "redirect": "manual"}, Policy(allow_origin=PAGE), redirecting
    )
    assert "leave redirect out" in found.reason


def test_what_fetch_refuses_is_raised():
    with pytest.raises(ValueError, match="method"):
        smallest_fix(page(), {"url": URL, "method": "TRACE"}, Policy())


def test_echo_with_credentials_is_unsafe_and_one_origin_is_named_instead():
    policy = Policy(allow_origin=ECHO)
    fix = fix_of(policy, COOKIE)
    assert (changed(fix), fix.unsafe) == ({"allow_credentials": "true"}, ANY_WITH_CREDENTIALS)
    assert changed(fix.safe) == {
        "allow_credentials": "true",
        "allow_origin": PAGE,
        "vary": "Origin",
    }
    assert fix.safe.unsafe is None


def test_the_safe_fix_lets_no_stranger_through_the_preflight():
    safe = fix_of(
        Policy(allow_origin=ECHO, preflight_allow_origin=ECHO, allow_methods=ECHO), COOKIE
    ).safe
    assert safe.policy.preflight_allow_origin == SAME
    front = PolicyFront(lambda environ, start: [], safe.policy)
    assert not ask(front, "https://evil.example", "/notes", "include", method="DELETE").executed


def test_vary_keeps_what_it_said():
    safe = fix_of(Policy(allow_origin=ECHO, vary="Accept-Encoding"), COOKIE).safe
    assert safe.policy.vary == "Accept-Encoding, Origin"


@pytest.mark.parametrize(("call", "unsafe"), [(SIMPLE, WILDCARD), (COOKIE, NULL)])
def test_for_a_page_without_an_origin_of_its_own_there_is_no_safe_header(call, unsafe):
    fix = fix_of(Policy(), call, "null")
    assert (fix.unsafe, fix.safe) == (unsafe, None)


@pytest.mark.parametrize(
    ("origin", "call", "unsafe"),
    [
        ("http://app.example", COOKIE, PLAIN),
        ("http://app.example", TOKEN, PLAIN),
        ("http://app.example", SIMPLE, None),
        ("http://localhost:3000", COOKIE, None),
        (
            "http://app.example",
            {**COOKIE, "url": "http://api.example/notes"},
            None,
        ),  # nothing is protected there
    ],
)
def test_a_page_without_tls_is_not_trusted_with_what_is_private(origin, call, unsafe):
    fix = fix_of(Policy(), call, origin)
    assert (changed(fix)["allow_origin"], fix.unsafe, fix.safe) == (origin, unsafe, None)


def test_a_star_for_what_a_token_protects_is_unsafe():
    fix = fix_of(Policy(allow_origin="*"), TOKEN)
    assert fix.unsafe == WILDCARD
    assert changed(fix.safe) == {
        "allow_origin": PAGE,
        "allow_headers": "authorization",
        "vary": "Origin",
    }
