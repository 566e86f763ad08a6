import json

import pytest

from cors_lab.bench.widget import ECHO, NAMES, Bench
from cors_lab.browser import Browser
from cors_lab.policy import Policy
from cors_lab.views.model import view_of
from servers.notes_api import create_app
from tests.bench_room.fakes import FakePage, fake_bench, fake_front
from tests.views.samples import API, HOSTILE, PAGE


@pytest.fixture
def bench():
    return fake_bench()


def test_it_shows_a_verdict_from_the_start(bench):
    assert bench.verdict.startswith("Blocked")
    assert bench.outcome["state"] == "failed"
    assert bench.outcome["answers"][2] == ("server ran it", "yes")


def test_turning_a_header_on_changes_the_servers_policy_and_the_verdict(bench):
    bench.allow_origin = PAGE
    assert bench._front.policy == Policy(allow_origin=PAGE)
    assert (bench.outcome["state"], bench.verdict) == ("passed", "https://app.example may read the response.")


def test_every_change_sends_one_request_and_patches_once(bench):
    calls, runs = len(bench._page.calls), bench.runs
    bench.method = "POST"
    bench.content_type = "application/json"
    assert (len(bench._page.calls), bench.runs) == (calls + 2, runs + 2)
    assert bench._page.calls[-1] == {
        "url": f"{API}/notes",
        "method": "POST",
        "headers": [("Content-Type", "application/json")],
        "body": '{"text": "Water the plants"}',
        "credentials": "same-origin",
    }


def test_a_get_never_has_a_body(bench):
    bench.content_type = "application/json"
    assert bench._page.calls[-1]["body"] is None


def test_the_custom_header_is_sent(bench):
    bench.header = "X-Demo: 1"
    assert bench._page.calls[-1]["headers"] == [("X-Demo", "1")]


def test_a_new_run_does_not_meet_the_last_runs_caches_but_its_cookies(bench):
    assert set(bench._page.cleared) == {"preflight_cache", "http_cache"}
    assert fake_bench(keep_caches=True)._page.cleared == []


@pytest.mark.parametrize(
    ("control", "value", "sentence"),
    [
        ("url", "nonsense", "Nothing was sent. ValueError: url: 'nonsense' is not a URL."),
        ("header", "X-Demo", "Nothing was sent. ValueError: header must look like 'X-Demo: 1', not 'X-Demo'"),
        ("allow_origin", "a\nb", "Nothing was sent. ValueError: allow_origin cannot go into a header"),
        ("preflight_status", 99, "Nothing was sent. ValueError: preflight_status must be an HTTP status from 200 to 599, not 99"),
    ],
)
def test_a_bad_value_is_a_sentence_in_place_and_the_next_good_one_recovers(bench, control, value, sentence):
    good = getattr(bench, control)
    setattr(bench, control, value)
    assert bench.verdict.startswith(sentence)
    assert bench.outcome["steps"] == []
    assert sentence in repr(bench)
    setattr(bench, control, good)
    assert bench.verdict.startswith("Blocked")


def test_the_state_is_json_and_opens_the_same_case_elsewhere(bench):
    bench.method, bench.allow_origin = "DELETE", ["*", "*"]
    state = json.loads(json.dumps(bench.state))
    assert fake_bench(state=state).state == state
    assert list(state) == list(NAMES)


def test_setting_the_state_is_one_run(bench):
    bench.state = {"method": "POST", "allow_origin": "*", "credentials": "include"}
    assert bench.runs == 2


def test_a_state_with_an_unknown_name_is_refused(bench):
    with pytest.raises(ValueError, match="state has no allow_orgin; its names are url, method"):
        bench.state = {"allow_orgin": "*"}


def test_it_opens_on_the_policy_that_the_server_has():
    front = fake_front()
    front.policy = Policy(allow_origin="*", max_age=600)
    assert Bench(FakePage(front), f"{API}/notes", front).state["max_age"] == "600"


def test_the_choices_hold_the_pages_own_origin_and_real_mistakes(bench):
    choices = next(control["choices"] for control in bench.controls["answer"] if control["name"] == "allow_origin")
    assert [value for _, value in choices] == [None, PAGE, "*", f"{PAGE}/", "https://other.example", "null", ("*", "*"), ECHO]


def test_what_a_server_sends_reaches_the_view_as_escaped_drawing_or_plain_words():
    view = view_of(HOSTILE)
    assert "<img" not in view["diagrams"]["wide"] + view["diagrams"]["narrow"]
    assert all("<" not in step[key] for step in view["steps"] for key in ("state", "stage", "sign", "word"))


def test_its_static_form_is_deterministic_small_and_free_of_what_sanitizers_strip():
    bundles = [fake_bench(state={"method": "POST", "content_type": "application/json"})._repr_mimebundle_()[0] for _ in range(2)]
    html = bundles[0]["text/html"]
    assert [bundle["text/html"] for bundle in bundles] == [html, html]
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"]
    assert "The page asks: URL https://api.example/notes · Method POST" in html
    assert "Never sent: POST /notes" in html
    assert not any(word in html for word in ("<svg", "<style", "role=", "aria-", "data-", "127.0.0.1"))
    assert len(json.dumps(bundles[0])) < 40 * 1024


def test_with_a_real_browser_and_server_one_header_decides():
    front = create_app()
    bench = Bench(Browser(hosts={API: front}).open(PAGE), f"{API}/notes", front)
    assert [answer for _, answer in bench.outcome["answers"]] == ["not sent", "sent", "yes", "no"]
    bench.allow_origin = PAGE
    assert [answer for _, answer in bench.outcome["answers"]] == ["not sent", "sent", "yes", "yes"]
    bench.method, bench.content_type = "POST", "application/json"
    assert [answer for _, answer in bench.outcome["answers"]] == ["sent", "not sent", "no", "no"]
    bench.allow_headers = "content-type"
    assert bench.result.response.status == 201
