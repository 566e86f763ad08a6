"""fetch() and axios calls: what DevTools copies, and what people write."""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import Browser
from cors_lab.tools.read import Unreadable, from_curl, from_fetch
from tests.loopback_only import Refuses
from tests.tools.read.exported import copied

URL = "https://api.example/notes"
FORM = ("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
COPIED = copied("fetch")


def headers(arguments: dict[str, Any]) -> dict[str, str]:
    return {key.lower(): value for key, value in arguments.get("headers", [])}


def unsafe(arguments: dict[str, Any]) -> dict[str, str]:
    return {
        key: value
        for key, value in headers(arguments).items()
        if (key, len(value) > 9) != ("accept-language", False)
    }


@pytest.mark.slow
@pytest.mark.parametrize("form", ["fetch", "fetch_node"])
@pytest.mark.parametrize("one", COPIED, ids=lambda one: one["url"][-40:])
def test_what_devtools_copies_is_what_it_copies_as_curl(one: dict[str, Any], form: str) -> None:
    call, curl = from_fetch(one[form]), from_curl(one["curl_bash"])
    assert (call.url, call.method, unsafe(call.arguments)) == (
        curl.url,
        curl.method,
        unsafe(curl.arguments),
    )
    Browser(transport=Refuses()).open("https://app.example").fetch(**call.arguments)


def test_a_copy_of_chromium() -> None:
    call = from_fetch(
        'fetch("https://api.example/notes", {\n  "headers": {\n    "accept": "*/*",\n    '
        '"content-type": "application/json",\n'
        '    "priority": "u=1, i",\n    "sec-ch-ua-platform": "\\"Linux\\""\n  },\n  '
        '"referrer": "https://app.example/",\n'
        '  "body": "{\\"a\\":1}",\n  "method": "PUT",\n  "mode": "cors",\n  '
        '"credentials": "include"\n});'
    )
    assert call.arguments == {
        "url": URL,
        "method": "PUT",
        "mode": "cors",
        "credentials": "include",
        "referrer": "https://app.example/",
        "body": '{"a":1}',
        "headers": [("accept", "*/*"), ("content-type", "application/json")],
    }
    assert (call.page, call.own, call.refused, call.notes) == (
        "https://app.example",
        ("priority",),
        ("sec-ch-ua-platform",),
        (),
    )


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        (f"fetch('{URL}')", {"url": URL}),
        (f"await fetch(`{URL}`, {{method: 'PUT'}});", {"method": "PUT"}),
        (
            f"const r = await window.fetch('{URL}', {{ /* no */ method: 'DELETE', // yes\n }})",
            {"method": "DELETE"},
        ),
        ("fetch('https://api' + '.example/' + 1)", {"url": "https://api.example/1"}),
        (
            (
                f"fetch('{URL}', {{body: JSON.stringify({{a: [1, null], 'b-c': -1.5}}), "
                f"method: 'PUT'}})"
            ),
            {"body": '{"a":[1,null],"b-c":-1.5}'},
        ),
        (f"fetch('{URL}', {{body: 'a\\u00e9\\x41\\n\\'', method: 'POST'}})", {"body": "aéA\n'"}),
        (
            f"fetch('{URL}', {{body: '\\ud83d\\ude00\\ud83d', method: 'POST'}})",
            {"body": "😀\ufffd"},
        ),
        (
            f"fetch(new Request('{URL}', {{method: 'PUT', mode: 'cors'}}))",
            {"method": "PUT", "mode": "cors"},
        ),
        (
            f"fetch('{URL}', {{referrerPolicy: 'origin', keepalive: true}})",
            {"referrer_policy": "origin", "keepalive": True},
        ),
        (
            f"fetch('{URL}', {{redirect: 'manual', cache: 'reload'}})",
            {"redirect": "manual", "cache": "reload"},
        ),
        (f"fetch('{URL}', {{body: null, signal: c.signal}})", {"body": None}),
        (f"fetch('{URL}', undefined)", {"url": URL}),
        (f"fetch('{URL}', {{body: {{a: 1}}, method: 'POST'}})", {"body": "[object Object]"}),
        (
            f"fetch('{URL}', {{method: 'POST', body: new URLSearchParams({{a: 'b c', d: 1}})}})",
            {"body": "a=b+c&d=1", "headers": [FORM]},
        ),
        (f"fetch('{URL}', {{headers: new Headers([['X-A', '1']])}})", {"headers": [("X-A", "1")]}),
        (f"fetch('{URL}?q=' + encodeURIComponent('a b'))", {"url": f"{URL}?q=a%20b"}),
        (
            f"fetch('{URL}', {{headers: {{Authorization: 'Basic ' + btoa('u:p')}}}})",
            {"headers": [("Authorization", "Basic dTpw")]},
        ),
    ],
)
def test_what_people_write(snippet: str, expected: dict[str, Any]) -> None:
    arguments = from_fetch(snippet).arguments
    assert {key: arguments.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        (f"axios.get('{URL}')", {"url": URL, "method": "GET", "credentials": None}),
        (
            f"axios('{URL}', {{method: 'delete', withCredentials: true}})",
            {"method": "DELETE", "credentials": "include"},
        ),
        (
            (
                "axios({method: 'put', baseURL: 'https://api.example/', url: '/notes', "
                "params: {a: 1}})"
            ),
            {"url": f"{URL}?a=1", "method": "PUT"},
        ),
        (f"api.post('{URL}', {{a: 1}}).then(r => r.data)", {"method": "POST", "body": '{"a": 1}'}),
        (f"await axios.patch('{URL}', 'text')", {"method": "PATCH", "body": "text"}),
        (f"axios.request({{url: '{URL}', data: {{}}, method: 'POST'}})", {"body": "{}"}),
    ],
)
def test_calls_of_axios(snippet: str, expected: dict[str, Any]) -> None:
    arguments = from_fetch(snippet).arguments
    assert {key: arguments.get(key) for key in expected} == expected
    assert headers(arguments)["accept"] == "application/json, text/plain, */*"


def test_axios_sends_objects_as_json_and_text_as_a_form() -> None:
    assert (
        headers(from_fetch(f"axios.post('{URL}', {{a: 1}})").arguments)["content-type"]
        == "application/json"
    )
    assert (
        headers(from_fetch(f"axios.post('{URL}', 'a=1')").arguments)["content-type"]
        == "application/x-www-form-urlencoded"
    )
    assert (
        headers(
            from_fetch(
                f"axios.post('{URL}', null, {{auth: {{username: 'u', password: 'p'}}}})"
            ).arguments
        )["authorization"]
        == "Basic dTpw"
    )


@pytest.mark.parametrize(
    ("snippet", "note"),
    [
        (
            f"fetch('{URL}', {{headers: {{Authorization: `Bearer ${{token}}`}}}})",
            "line 1, column 62: the value of this header",
        ),
        (
            f"fetch('{URL}', {{\n  method: 'POST',\n  body: data\n}})",
            "line 3, column 9: the body is not known; it was taken for text.",
        ),
        (
            f"fetch('{URL}', {{...common, method: 'PUT'}})",
            "column 37: what ... brings in here is not known",
        ),
        (
            f"fetch(`{URL}/${{id}}`)",
            "a part of the URL's path is not known; it stands as it is written.",
        ),
        (f"fetch('{URL}', {{signal, next: 1}})", "No say in CORS, left out: signal."),
        (f"fetch('{URL}', {{signal, next: 1}})", "Not known here, left out: next."),
        (f"fetch('{URL}'); fetch('{URL}')", "there is another call after this one"),
        (f"fetch('{URL}', {{mode: 'navigate'}})", "no mode that a page may ask for"),
        ("axios.post('/notes', form)", "a base URL of `axios` is not known"),
        ("axios.post('/notes', form)", "the data are not known"),
        (f"fetch('{URL}', {{body: {{a: 1}}, method: 'POST'}})", "JSON.stringify it"),
    ],
)
def test_what_is_not_known_is_said_with_its_place(snippet: str, note: str) -> None:
    assert note in " ".join(from_fetch(snippet).notes)


@pytest.mark.parametrize(
    ("snippet", "sentence"),
    [
        ("", "No call of fetch(), XMLHttpRequest, axios or jQuery was found"),
        ("prefetch('x')", "No call of fetch(), XMLHttpRequest, axios or jQuery was found"),
        ("fetch()", "line 1, column 6: the URL is something else"),
        (
            "fetch(url)",
            (
                "line 1, column 7: the URL is in the variable `url`; what it holds decides "
                "what the browser does. Write it out"
            ),
        ),
        (
            "fetch(`${base}/notes`)",
            (
                "line 1, column 7: the URL begins with the variable `base`, whose value is "
                "not in this text"
            ),
        ),
        (
            f"fetch('{URL}', options)",
            "line 1, column 36: the second argument is in the variable `options`",
        ),
        (f"fetch('{URL}', {{method: m}})", "method is in the variable `m`"),
        (f"fetch('{URL}', {{method: a ? 'PUT' : 'POST'}})", "method is an expression"),
        (f"fetch('{URL}', {{headers: build()}})", "headers is an expression"),
        (f"fetch('{URL}', {{credentials}})", "credentials is in the variable `credentials`"),
        (
            f"fetch('{URL}', {{headers: {{'a' 1}}}})",
            "line 1, column 51: `:` after the name of a property was expected, and there is `1`.",
        ),
        (f"fetch('{URL}', {{method: 'PUT'", "and there is the end of the text."),
        (f"fetch('{URL}', {{method: 'PUT}})", "the string that begins here has no end on its line"),
        (f"fetch(`{URL}", "the template literal that begins here is never closed"),
        ("fetch('https://a.example', " + "[" * 1000, "nested more than 60 deep"),
        (
            "axios.get(url, {withCredentials: w})",
            "line 1, column 11: the URL is in the variable `url`",
        ),
        (f"axios.get('{URL}', {{withCredentials: w}})", "withCredentials is in the variable `w`"),
    ],
)
def test_what_decides_and_is_not_known_is_named_with_its_place(snippet: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        from_fetch(snippet)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
