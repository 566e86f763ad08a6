import json

import pytest

from cors_lab import Bench, Browser, Policy
from cors_lab.bench.controls import FIELDS
from servers.notes_api import create_app

PAGE, API = "https://app.example", "https://api.example"
NO, YES = ["not sent", "sent", "yes", "no"], ["not sent", "sent", "yes", "yes"]


@pytest.fixture
def bench():
    return Bench()


def four(bench):
    return [answer for _, answer in bench.outcome["answers"]]


def test_alone_it_has_a_page_a_browser_and_a_server_of_its_own(bench):
    assert bench.verdict.startswith(
        "The server answered 200, but its response has no Access-Control-Allow-Origin"
    )
    assert four(bench) == NO
    assert (
        bench.result.exchanges[0].response.body
        == b'{"run": 1, "asked": "GET", "notes": ["Buy milk", "Learn CORS"]}\n'
    )


def test_each_change_of_a_control_is_one_run_over_real_http(bench):
    log, runs = bench._session.rig.server().log, bench.runs
    bench.allow_origin = PAGE
    assert four(bench) == YES
    assert bench.runs == runs + 1
    assert len(bench._session.rig.server().log) == len(log) + 1


def test_with_a_page_and_a_front_it_sets_the_policy_of_that_server_and_asks_its_app():
    front = create_app(Policy(allow_origin="*"))
    bench = Bench(Browser().open(PAGE), f"{API}/notes", front)
    assert four(bench) == YES
    assert bench.state == {"allow_origin": "*"}
    bench.method, bench.content_type = "POST", "application/json"
    assert four(bench) == ["sent", "not sent", "no", "no"]
    bench.allow_headers = "content-type"
    assert (bench.result.response.status, front.policy) == (
        201,
        Policy(allow_origin="*", allow_headers="content-type"),
    )


def test_the_page_that_was_given_keeps_its_cookies_and_its_engine():
    browser = Browser(engine="firefox")
    page = browser.open(PAGE)
    page.cookie = "mine=1"
    bench = Bench(page, f"{API}/notes", create_app())
    assert (bench.engine, bench.result.engine, page.cookie) == ("firefox", "firefox", "mine=1")


def test_the_page_that_was_given_is_the_one_that_asks_until_another_is_chosen():
    page = Browser().open(PAGE, url=f"{PAGE}/notes/", top_origin="https://portal.example")
    bench = Bench(page, f"{API}/notes", create_app())
    asked_by = bench._session.rig.page
    assert asked_by(bench._session.values) is page
    bench.page = "http://localhost:3000"
    assert asked_by(bench._session.values).origin == "http://localhost:3000"


def test_another_origin_that_somebody_serves_is_asked_there_when_a_page_was_given():
    site = create_app(Policy(allow_origin=PAGE))
    browser = Browser(hosts={"https://other.example": site})
    bench = Bench(
        browser.open(PAGE),
        f"{API}/notes",
        create_app(),
        state={"url": "https://other.example/notes/9"},
    )
    assert bench.result.response.status == 404
    assert browser.hosts == {"https://other.example": site}


def test_what_it_does_to_the_profile_that_was_given_is_undone_after_each_run():
    browser = Browser()
    Bench(
        browser.open(PAGE),
        f"{API}/notes",
        create_app(),
        state={"redirect_to": "https://login.example/"},
    )
    assert browser.hosts == {}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((PAGE,), "page must be a page, such as browser.open"),
        ((None, 7), "url must be text"),
        ((None, f"{API}/notes", print), "front must be a PolicyFront"),
    ],
)
def test_mixed_up_arguments_get_one_sentence(arguments, sentence):
    with pytest.raises(TypeError, match=sentence):
        Bench(*arguments)


@pytest.mark.parametrize(
    ("control", "value", "sentence"),
    [
        ("url", "http://", "Nothing was sent. url: 'http://' is not a URL"),
        ("page", "app.example", "Nothing was sent. page: 'app.example' is not an origin"),
        ("framed_by", "x", "Nothing was sent. framed_by: 'x' is not an origin"),
        ("url", None, "Nothing was sent. url must be text, not None."),
        ("page", 5, "Nothing was sent. page must be text, not 5."),
        ("method", None, "Nothing was sent. method must be text, not None."),
        ("method", "GE T", "Nothing was sent. method"),
        (
            "headers",
            ["X-Demo"],
            "Nothing was sent. headers: each line must look like 'X-Demo: 1', not 'X-Demo'.",
        ),
        ("allow_origin", "a\nb", "Nothing was sent. allow_origin cannot go into a header"),
        (
            "preflight_status",
            99,
            "Nothing was sent. preflight_status must be an HTTP status from 200 to 599, not 99",
        ),
        (
            "response_status",
            "x",
            "Nothing was sent. response_status must be a number, or None, not 'x'.",
        ),
        ("set_cookie", "a\nb", "Nothing was sent. set_cookie cannot go into a header"),
        ("proxy", ["X Y: 1"], "Nothing was sent. proxy: 'X Y' is not a header name."),
        (
            "redirect_to",
            "https://a.example/\n",
            "Nothing was sent. redirect_to cannot go into a header",
        ),
    ],
)
def test_a_bad_value_is_a_sentence_in_place_that_names_its_control_and_the_next_good_one_recovers(
    bench, control, value, sentence
):
    good = getattr(bench, control)
    setattr(bench, control, value)
    assert bench.verdict.startswith(sentence)
    assert (bench.outcome["field"], bench.panel["steps"], bench.result) == (control, [], None)
    assert bench.verdict[:60] in repr(bench)
    for tab in ("network", "console", "javascript", "memory", "runs", "copy"):
        bench.tab = tab
        assert bench.panel["tab"] == tab
    setattr(bench, control, good)
    assert four(bench) == NO


def test_the_server_is_started_again_when_somebody_has_stopped_it(bench):
    bench._session.rig.server().stop()
    bench.allow_origin = "*"
    assert four(bench) == YES


def test_many_benches_keep_few_servers_and_the_oldest_works_on(bench):
    others = [Bench() for _ in range(9)]
    assert sum(each._session.rig._servers["own"].running for each in (bench, *others)) == 8
    assert not bench._session.rig._servers["own"].running
    bench.again()
    assert four(bench) == NO


def test_a_server_in_use_is_not_stopped_for_the_one_that_a_redirect_needs(bench):
    for _ in range(7):
        Bench()  # now as many servers run as may
    bench.state = {"redirect_to": "https://login.example/", "allow_origin": "*"}
    assert four(bench)[1] == "sent ×2"


def test_a_request_that_hides_behind_an_error_counts_all_the_same(bench):
    bench.method = "POST"
    bench.allow_origin = "*"
    assert json.loads(bench.result.response.body)["run"] == 3


@pytest.mark.parametrize(
    ("state", "request_", "read"),
    [
        ({"redirect_to": "https://login.example/", "elsewhere": "same"}, "sent ×2", "yes"),
        ({"redirect_to": "https://login.example/"}, "sent ×2", "no"),
        (
            {"redirect_to": "https://login.example/notes"},
            "sent ×2",
            "no",
        ),  # the same path, elsewhere
        ({"redirect_to": "https://api.example/notes/"}, "sent ×2", "yes"),  # another path, here
        ({"redirect_to": "/notes"}, "sent", "yes"),  # it has arrived already
        (
            {"content_type": "application/json", "allow_headers": "content-type"},
            "sent",
            "yes",
        ),  # a GET has no body, whatever its type
    ],
)
def test_redirects_lead_where_they_say(state, request_, read):
    answers = four(Bench(state={"allow_origin": "*", **state}))
    assert (answers[1], answers[3]) == (request_, read)


def test_a_body_of_ones_own_is_refused_where_fetch_refuses_it(bench):
    bench.body = "x"
    assert bench.verdict.startswith("Nothing was sent. body")


# --- the static form
# --------------------------------------------------------------------------------------------------------  # noqa: E501


def test_its_static_form_is_deterministic_small_and_free_of_what_sanitizers_strip():
    state = {"method": "POST", "content_type": "application/json", "before": [{}]}
    bundles = [Bench(state=state)._repr_mimebundle_()[0] for _ in range(2)]
    html = bundles[0]["text/html"]
    assert [bundle["text/html"] for bundle in bundles] == [html, html]
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"]
    assert "The page asks: Page: https://app.example · Browser: Chromium · Method: POST" in html
    assert not any(
        word in html for word in ("<svg", "<style", "role=", "aria-", "data-", "127.0.0.1")
    )
    assert len(json.dumps(bundles[0])) < 40 * 1024


def test_the_static_form_tells_what_is_set_in_a_folded_group_and_nothing_else_of_it():
    assert "Login guard" not in repr(Bench())
    assert "Login guard: 401 without a token, before CORS" in " ".join(
        repr(Bench(state={"guard": "before"})).split()
    )


def test_every_control_is_a_trait_that_ipywidgets_can_drive(bench):
    assert set(FIELDS) <= set(bench.traits(sync=True))
    heard = []
    bench.observe(lambda change: heard.append(change.new), "method")
    bench.method = "DELETE"
    assert heard == ["DELETE"]
