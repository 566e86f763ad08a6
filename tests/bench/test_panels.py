"""What the tabs say of a run."""

import pytest

from cors_lab import Bench

PAGE = "https://app.example"


def panel(tab, **state):
    bench = Bench(state=state)
    bench.tab = tab
    return bench.panel


# --- Network
# ----------------------------------------------------------------------------------------------------------------  # noqa: E501


def test_every_request_is_listed_as_devtools_lists_it():
    rows = panel("network", method="PUT", allow_origin="*", allow_methods="PUT")["rows"]
    assert [
        (row["name"], row["method"], row["type"], row["status"], row["state"]) for row in rows
    ] == [
        ("/notes", "OPTIONS", "preflight", "204 No Content", "passed"),
        ("/notes", "PUT", "fetch", "200 OK", "passed"),
    ]


def test_a_request_that_was_held_back_is_listed_too():
    rows = panel("network", method="PUT", allow_origin="*")["rows"]
    assert [(row["type"], row["status"], row["note"]) for row in rows] == [
        ("preflight", "204 No Content", "CORS error"),
        ("fetch", "(not sent)", "CORS error"),
    ]
    assert rows[1]["asked"] == []


def test_one_that_the_browser_stops_before_anything_is_sent_is_the_only_one():
    rows = panel("network", url="http://api.example/notes")["rows"]
    assert [(row["status"], row["note"]) for row in rows] == [
        ("(not sent)", "blocked by the browser")
    ]


def test_what_is_blocked_for_another_reason_than_cors_is_not_called_a_cors_error():
    rows = panel("network", allow_origin="*", redirect_to="data:text/plain,x")["rows"]
    assert rows[-1]["note"] == "blocked by the browser"


def test_one_that_the_cache_answers_is_marked_as_that():
    rows = panel("network", cache_control="max-age=600", allow_origin="*", before=[{}])["rows"]
    assert [(row["status"], row["answered"]) for row in rows] == [("200 (from cache)", [])]


def test_one_without_an_answer_says_why():
    rows = panel("network", server="stopped")["rows"]
    assert [(row["status"], row["note"]) for row in rows] == [
        ("(failed)", "connection refused: it never left")
    ]


def test_what_the_page_wrote_is_told_from_what_the_browser_added():
    row = panel(
        "network",
        headers=["Accept: text/html", "X-Requested-With: me"],
        allow_origin="*",
        allow_headers="*",
    )["rows"][1]
    marks = {name.lower(): mark for name, _, mark, _ in row["asked"]}
    assert {name for name, mark in marks.items() if mark == "page"} == {
        "accept",
        "x-requested-with",
    }
    assert {"host", "origin", "user-agent", "referer"} <= {
        name for name, mark in marks.items() if mark == "browser"
    }


def test_a_preflight_is_the_browsers_alone():
    asked = panel("network", headers=["X-Demo: 1"], allow_origin="*")["rows"][0]["asked"]
    assert {mark for _, _, mark, _ in asked} == {"browser"}
    assert ["Access-Control-Request-Headers", "x-demo", "browser", 0] in asked


def test_duplicate_lines_are_both_there_and_marked():
    row = panel("network", allow_origin=["*", "*"])["rows"][0]
    assert [line for line in row["answered"] if line[0] == "Access-Control-Allow-Origin"] == [
        ["Access-Control-Allow-Origin", "*", "2 lines", 0]
    ] * 2
    assert {
        mark for name, _, mark, _ in row["answered"] if name != "Access-Control-Allow-Origin"
    } == {""}


# --- Console
# ----------------------------------------------------------------------------------------------------------------  # noqa: E501


def test_the_three_consoles_say_it_in_their_own_words():
    consoles = panel("console", engine="firefox")["consoles"]
    assert [(each["engine"], each["own"]) for each in consoles] == [
        ("Chromium", False),
        ("Firefox", True),
        ("WebKit (Safari)", False),
    ]
    assert "blocked by CORS policy" in consoles[0]["lines"][0]
    assert "CORS header ‘Access-Control-Allow-Origin’ missing" in consoles[1]["lines"][0]
    assert all(each["differs"] == "" for each in consoles)


def test_an_engine_that_would_end_otherwise_says_so_and_prints_its_own_lines():
    consoles = panel("console", headers=["User-Agent: mine"], allow_origin="*")[
        "consoles"
    ]  # chromium: a forbidden name, never sent
    assert [bool(each["differs"]) for each in consoles] == [False, True, True]
    assert consoles[0]["lines"] == []
    assert "‘user-agent’ is not allowed" in consoles[1]["lines"][0]


def test_a_cookie_that_one_engine_withholds_makes_another_end():
    state = {
        "cookie": "session=ada",
        "credentials": "include",
        "guard": "cookie",
        "allow_origin": PAGE,
        "allow_credentials": "true",
    }
    consoles = panel("console", **state)["consoles"]
    differ = {
        engine: Bench(state={**state, "engine": engine}).result.response.status
        for engine in ("chromium", "firefox", "webkit")
    }
    assert [bool(each["differs"]) for each in consoles] == [
        differ["chromium"] != status for status in differ.values()
    ]


def test_the_past_of_the_profile_counts_in_the_other_engines_too():
    remembered = {
        "method": "PUT",
        "allow_origin": "*",
        "max_age": "abc",
        "before": [{"allow_methods": "PUT"}],
    }
    consoles = panel("console", **remembered)[
        "consoles"
    ]  # firefox: a Max-Age that is no number is not kept for five seconds
    assert [bool(each["differs"]) for each in consoles] == [False, True, False]


def test_asking_the_other_engines_asks_no_server():
    bench = Bench(state={"method": "POST"})
    log = len(bench._session.rig.server().log)
    bench.tab = "console"
    assert len(bench._session.rig.server().log) == log


# --- What JavaScript sees
# ----------------------------------------------------------------------------------------------------  # noqa: E501


@pytest.mark.parametrize(
    ("engine", "error"),
    [
        ("chromium", "TypeError: Failed to fetch"),
        ("firefox", "TypeError: NetworkError when attempting to fetch resource."),
        ("webkit", "TypeError: Load failed"),
    ],
)
def test_a_rejected_promise_says_nothing_of_the_reason(engine, error):
    assert panel("javascript", engine=engine) == {"tab": "javascript", "error": error}


def test_hidden_headers_are_listed_with_the_reason_and_exposed_ones_are_not():
    hidden = panel("javascript", allow_origin="*", set_cookie="a=1")["hidden"]
    assert ["X-Total-Count", "2", "not exposed"] in hidden
    assert ["Set-Cookie", "a=1", "never shown to a page"] in hidden
    shown = panel("javascript", allow_origin="*", expose_headers="x-total-count")
    assert ["x-total-count", "2"] in shown["headers"]
    assert not any(name == "X-Total-Count" for name, _, _ in shown["hidden"])


def test_an_opaque_response_shows_type_and_nothing_else():
    shown = panel("javascript", mode="no-cors")
    assert shown["rows"][:2] == [["type", "opaque"], ["status", "0"]]
    assert (shown["headers"], shown["body"]) == ([], "")
    assert {why for _, _, why in shown["hidden"]} == {"the response is opaque"}


# --- State, Copy as
# ----------------------------------------------------------------------------------------------------------  # noqa: E501


def test_what_is_stored_of_a_response_is_shown_with_its_freshness():
    state = {"cache_control": "max-age=600", "allow_origin": "*", "vary": "Origin"}
    [[*stored, freshness]] = panel("memory", **state)["responses"]
    assert stored == ["https://api.example/notes", "200", "*", "Origin"]
    assert freshness.startswith("fresh for ")  # a Date counts whole seconds
    bench = Bench(state=state)
    bench.tab = "memory"
    bench.advance(700)
    assert bench.panel["responses"][0][-1] == "stale"
    bench.again()
    assert bench.panel["responses"][0][-1].startswith(
        "fresh for "
    )  # the server's clock is the profile's


def test_the_server_and_the_call_can_be_copied():
    bench = Bench(state={"method": "PUT", "allow_origin": PAGE, "allow_methods": "PUT"})
    bench.tab = "copy"
    texts = {}
    for label in bench.panel["labels"]:
        bench.copying = label
        assert bench.panel["label"] == label
        texts[label] = bench.panel["text"]
    assert all(len(text) > 40 for text in texts.values())
    assert 'method: "PUT"' in texts["JavaScript fetch()"]
    assert "Access-Control-Request-Method: PUT" in texts["curl (preflight)"]


def test_a_call_that_cannot_be_made_cannot_be_copied_and_says_why():
    bench = Bench(state={"headers": ["X-Demo: 1"]})
    bench.tab, bench.copying = "copy", "Python requests"
    bench.method = "GE T"
    assert bench.panel["text"].startswith("# There is nothing to copy: method")


@pytest.mark.parametrize(
    ("state", "said"),
    [({"guard": "after"}, True), ({"set_cookie": "a=1"}, True), ({"allow_origin": "*"}, False)],
)
def test_code_of_a_server_says_what_is_not_in_it(state, said):
    bench = Bench(state=state)
    bench.tab, bench.copying = "copy", "Flask by hand"
    assert bool(bench.panel["note"]) is said
    bench.copying = "JavaScript fetch()"
    assert bench.panel["note"] == ""
