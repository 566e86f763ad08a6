"""curl commands: what DevTools copies, in both forms, and what people write."""

from __future__ import annotations

from typing import Any

import pytest

from cors_lab import Browser
from cors_lab.tools.read import Unreadable, from_curl
from cors_lab.tools.read.curl.options import FLAGS, SENDING, SHORT, VALUES
from tests.loopback_only import Refuses
from tests.tools.read.exported import copied

URL = "https://api.example/notes"
COPIED = copied("fetch")


def headers(arguments: dict[str, Any]) -> dict[str, str]:
    return {key.lower(): value for key, value in arguments.get("headers", [])}


@pytest.mark.slow
@pytest.mark.parametrize("one", COPIED, ids=lambda one: one["url"][-40:])
def test_both_forms_that_devtools_copies_say_the_same(one: dict[str, Any]) -> None:
    bash, cmd = from_curl(one["curl_bash"]), from_curl(one["curl_cmd"])
    if "\x01" in one["curl_bash"] or r"\u0001" in one["curl_bash"]:
        return  # cmd.exe cannot be given a control character: DevTools writes a blank
    assert (bash.arguments, bash.page) == (cmd.arguments, cmd.page)
    assert bash.url == one["url"]
    assert not {"user-agent", "origin", "referer", "cookie"} & headers(bash.arguments).keys()


def test_a_copied_call_can_be_made() -> None:
    for one in COPIED:
        Browser(transport=Refuses()).open("https://app.example").fetch(
            **from_curl(one["curl_bash"]).arguments
        )


@pytest.mark.parametrize("one", copied("preflight")[:20], ids=lambda one: one["url"][-40:])
def test_a_copied_preflight_stands_for_what_it_asks(one: dict[str, Any]) -> None:
    call = from_curl(one["curl_bash"])
    assert f"-H 'Access-Control-Request-Method: {call.method}'" in one["curl_bash"]
    assert "This is a preflight" in " ".join(call.notes)


BASH = r"""curl 'https://api.example/notes?page=2' \
  -X 'PUT' \
  -H 'accept: */*' \
  -H 'authorization: Bearer x' \
  -H 'content-type: application/json' \
  -b 'sid=1; theme=dark' \
  -H 'origin: https://app.example' \
  -H 'sec-fetch-mode: cors' \
  -H 'user-agent: Mozilla/5.0' \
  --data-raw $'{"text":"it\'s \u00e9 \x41\n"}'"""


def test_a_copy_for_bash() -> None:
    call = from_curl(BASH)
    assert call.arguments == {
        "url": "https://api.example/notes?page=2",
        "method": "PUT",
        "body": '{"text":"it\'s é A\n"}',
        "headers": [
            ("accept", "*/*"),
            ("authorization", "Bearer x"),
            ("content-type", "application/json"),
        ],
        "credentials": "include",
    }
    assert call.page == "https://app.example"
    assert (call.refused, call.own) == (("Cookie", "origin", "sec-fetch-mode"), ("user-agent",))
    assert ["No page may set Cookie" in note for note in call.notes] == [True]


def test_a_copy_for_cmd_exe() -> None:
    call = from_curl(
        'curl ^"https://api.example/notes?a=1^&b=^%^20^" ^\r\n  -X ^"PUT^" ^\r\n  -H '
        '^"x-demo: 1^" ^\r\n'
        '  --data-raw ^"^{^\\^"a^\\^":^\\^"b\\\\c^\\^"^}^"'
    )
    assert call.arguments == {
        "url": "https://api.example/notes?a=1&b=%20",
        "method": "PUT",
        "body": '{"a":"b\\\\c"}',
        "headers": [("Content-Type", "application/x-www-form-urlencoded"), ("x-demo", "1")],
    }


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"curl {URL}", {"method": "GET"}),
        (f"$ curl {URL}", {"method": "GET"}),
        (f"sudo curl -sS {URL}", {"method": "GET"}),
        (f"curl -XDELETE {URL}", {"method": "DELETE"}),
        (f"curl -sSLkXPATCH {URL}", {"method": "PATCH"}),
        (f"curl -I {URL}", {"method": "HEAD"}),
        (f"curl -T file {URL}", {"method": "PUT", "body": b""}),
        (f"curl --request PUT --url {URL}", {"method": "PUT"}),
        (f"curl {URL} -d a=1 -d b=2", {"method": "POST", "body": "a=1&b=2"}),
        (f"curl {URL} --data-urlencode 'q=a b&c'", {"body": "q=a%20b%26c"}),
        (f"curl {URL} --json '{{}}'", {"method": "POST", "body": "{}"}),
        (f"curl {URL} -d '' -X GET", {"method": "GET", "body": ""}),
        (f"curl -G -d a=1 '{URL}?b=2#c'", {"method": "GET", "url": f"{URL}?b=2&a=1#c"}),
        (f"curl --url-query a=1 {URL}", {"url": f"{URL}?a=1"}),
        (f'curl "{URL}" -d "a\\"b\\$c"', {"body": 'a"b$c'}),
        (f"curl {URL} -d a'b'\"c\"\\d", {"body": "abcd"}),
        (f"curl {URL} --data-raw @file", {"body": "@file"}),
        (f"curl {URL} -d $'\\cA\\101\\U0001f600\\q'", {"body": "\x01A😀\\q"}),
        ("curl localhost:5000/notes", {"url": "http://localhost:5000/notes"}),
        (f"curl {URL} -b sid=1", {"credentials": "include"}),
        (f"curl {URL} -b sid=1 -H 'sec-fetch-mode: no-cors'", {"mode": "no-cors"}),
        (f"curl {URL} # a comment 'with a quote", {"url": URL}),
    ],
)
def test_what_people_write(command: str, expected: dict[str, Any]) -> None:
    arguments = from_curl(command).arguments
    assert {key: arguments.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("-H 'X-A: 1' -H 'X-B:2' -H 'X-C;' -H 'X-D:'", {"x-a": "1", "x-b": "2", "x-c": ""}),
        ("-d a", {"content-type": "application/x-www-form-urlencoded"}),
        ("-d a -H 'content-type: text/plain'", {"content-type": "text/plain"}),
        ("--json '{}'", {"content-type": "application/json", "accept": "application/json"}),
        (
            "--json '{}' -H 'Accept: text/html'",
            {"content-type": "application/json", "accept": "text/html"},
        ),
        ("-F a=b -F c=@file", {"content-type": "multipart/form-data; boundary=----form-boundary"}),
        ("-u me:pw", {"authorization": "Basic bWU6cHc="}),
        ("-u me", {"authorization": "Basic bWU6"}),
        ("--oauth2-bearer t", {"authorization": "Bearer t"}),
        ("-A mine", {"user-agent": "mine"}),
        ("-r 0-5", {"range": "bytes=0-5"}),
        (
            "-H 'Host: x' -H 'Origin: https://a.example' -H 'Content-Length: 5' -H ':authority: x'",
            {},
        ),
        ("-H 'nonsense' -H '@file'", {}),
    ],
)
def test_headers(options: str, expected: dict[str, str]) -> None:
    assert headers(from_curl(f"curl {URL} {options}").arguments) == expected


@pytest.mark.parametrize(
    ("command", "note"),
    [
        (
            f"curl --frobnicate {URL}",
            (
                "line 1, column 6: --frobnicate is no option of curl that is known here; it "
                "was skipped."
            ),
        ),
        (f"curl -Q@ x {URL} -~", "-~ is no option of curl"),
        (f"curl {URL} --data=a", "curl takes a value as the next word"),
        (f"curl {URL} {URL}/2", "2 words that could be URLs"),
        (f"curl {URL} -o file --max-time 3", "left out: --output, --max-time."),
        (f"curl -k {URL}", "no page can make the browser pass over a bad certificate"),
        (
            f'curl {URL} -H "Authorization: Bearer $TOKEN"',
            "line 1, column 58: the variable $TOKEN is not known here",
        ),
        (f"curl {URL} -d $(cat file)", "the output of a command is not known here"),
        (
            f"curl {URL} | jq .",
            "column 32: what follows the first command (6 characters) was not read.",
        ),
        (f"curl {URL} ; curl {URL}", "what follows the first command"),
        (f"curl {URL}\n  -H 'X-A: 1'", "line 2, column 3: the line before does not end in \\"),
        (f"curl {URL} -b jar.txt", "a file of cookies"),
        (f"curl {URL} -d @body.json", "@file is not read here"),
        (f"curl {URL} --next {URL}", "--next begins another request"),
        (f"curl --digest -u a:b {URL}", "no Authorization was read"),
        (
            f"curl {URL.replace('//', '//me:pw@')}",
            "The user name in the URL was read as an Authorization header",
        ),
        ("curl api.example", "No scheme is written"),
        ("curl 'https://api.example/{a,b}'", "several URLs"),
        (
            f"curl {URL} -H 'sec-fetch-mode: navigate'",
            "This was no fetch(): its Sec-Fetch-Mode is 'navigate'",
        ),
    ],
)
def test_what_was_left_out_is_said(command: str, note: str) -> None:
    assert note in " ".join(from_curl(command).notes)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("", "There is no command in this: a curl command was expected"),
        ("wget https://api.example", "line 1, column 1: a curl command was expected"),
        ("curl", "The curl command names no URL"),
        ("curl -X", "line 1, column 6: -X takes a value, and the command ends there"),
        ("curl\n'https://api.example'", "The curl command names no URL"),
        (
            "curl \\\n 'https://api.example",
            "line 2, column 2: the quote ' that begins here is never closed",
        ),
        (
            'curl ^"https://api.example',
            'line 1, column 7: a quote " in the word that begins here is never closed',
        ),
        (f"curl {URL} \\", "the command ends in a backslash"),
        (f'curl {URL} `\n -H "a: b"', "is PowerShell"),
        (
            "Invoke-WebRequest -Uri 'https://api.example'",
            "this is PowerShell (Invoke-WebRequest), which is not read here.",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(command: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        from_curl(command)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_call_shows_no_secret() -> None:
    call = from_curl(
        f"curl '{URL}?access_token=SECRET1' -H 'Authorization: Bearer SECRET2' -b "
        "'sid=SECRET3' -d password=SECRET4"
    )
    assert "SECRET" not in repr(call)
    assert "SECRET" not in repr(call.masked().arguments)
    assert "SECRET1" in call.arguments["url"]


def test_the_table_of_options() -> None:
    assert set(SHORT.values()) <= FLAGS | VALUES
    assert SENDING <= FLAGS | VALUES
    assert not FLAGS & VALUES
