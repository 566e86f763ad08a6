"""HAR files: three browsers' forms, missing fields, preflights paired with their requests,
redirects followed.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cors_lab.tools.read import Unreadable, from_har
from tests.tools.read.exported import CONSOLES, exports, name
from tests.tools.read.hars import API, PAGE, har, lines, minimal

ASKS = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}


@pytest.mark.slow
@pytest.mark.parametrize("engine", CONSOLES)
@pytest.mark.parametrize("export", exports(), ids=name)
def test_in_real_recordings_every_preflight_has_its_request(
    export: dict[str, Any], engine: str
) -> None:
    recording = from_har(export[engine]["har"])
    assert recording.engine == engine
    assert [fetch.entry for fetch in recording.fetches if fetch.entry.is_preflight] == []
    assert sum(len(fetch.exchanges) for fetch in recording.fetches) == len(recording.entries)
    assert recording.notes == ()


def shapes(log: dict[str, Any]) -> list[list[str]]:
    return [[entry.method for entry in fetch.exchanges] for fetch in from_har(log).fetches]


def test_a_preflight_belongs_to_the_next_request_that_it_asks_for() -> None:
    preflight = minimal("OPTIONS", headers=lines(ASKS | {"Origin": PAGE}))
    assert shapes(har(preflight, minimal("GET"), minimal("PUT"))) == [["GET"], ["OPTIONS", "PUT"]]
    assert shapes(har(minimal("PUT"), preflight, minimal("PUT"))) == [["PUT"], ["OPTIONS", "PUT"]]
    assert shapes(har(preflight, minimal("PUT", f"{API}/2"))) == [["OPTIONS"], ["PUT"]]


def test_chromium_writes_a_request_before_or_behind_its_preflight_but_issues_it_first() -> None:
    def at(second: int, entry: dict[str, Any]) -> dict[str, Any]:
        return entry | {"startedDateTime": f"2026-11-25T09:00:0{second}.000Z"}

    preflight = minimal("OPTIONS", headers=lines(ASKS | {"Origin": PAGE}))
    assert shapes(har(at(1, minimal("PUT")), at(2, preflight))) == [["OPTIONS", "PUT"]]
    assert shapes(har(at(2, preflight), at(1, minimal("PUT")))) == [["OPTIONS", "PUT"]]
    cached = har(at(1, minimal("PUT")), at(4, preflight), at(3, minimal("PUT")))
    assert shapes(cached) == [["PUT"], ["OPTIONS", "PUT"]]


def test_a_redirect_leads_to_the_entry_of_its_location() -> None:
    moved = minimal(status=302, response=lines({"Location": "/notes/2#top"}))
    assert shapes(har(moved, minimal(url="https://other.example/"), minimal(url=f"{API}/2"))) == [
        ["GET", "GET"],
        ["GET"],
    ]
    assert shapes(har(moved)) == [["GET"]]
    assert shapes(har(minimal(url=f"{API}/2"), moved, minimal(url=f"{API}/2"))) == [
        ["GET"],
        ["GET", "GET"],
    ]
    assert shapes(har(minimal(url=f"{API}/2"), moved)) == [["GET"], ["GET"]]


def shaped(export: dict[str, Any], engine: str) -> list[str]:
    """The fetches of a real recording, each as its methods and statuses in order; what is a page or
    a picture in itself left out.
    """
    fetches = [
        fetch
        for fetch in from_har(export[engine]["har"]).fetches
        if f"/{export['id']}/" in fetch.entry.url
    ]
    return [
        " ".join(f"{entry.method} {entry.status}" for entry in fetch.exchanges) for fetch in fetches
    ]


MIXED = next(export for export in exports() if export["id"] == "m00001")


def test_a_page_that_does_everything() -> None:
    readable = [
        "POST 200",
        "GET 200",
        "GET 200",
        "OPTIONS 204 PUT 200",
        "PUT 200",
        "GET 302 GET 200",
        "GET 200",
        "GET 200",
    ]
    assert shaped(MIXED, "firefox") == [
        *readable,
        "GET 200",
        "OPTIONS 204 DELETE 0",
        "OPTIONS 204 GET 0",
        "GET 200",
        "GET 302 GET 200",
        "POST 500",
        "GET 0",
        "GET 404",
    ]
    # Web Inspector exports neither preflights, nor the hops of a redirect, nor what failed.
    assert shaped(MIXED, "webkit") == [
        "POST 200",
        "GET 200",
        "GET 200",
        "PUT 200",
        "PUT 200",
        "GET 200",
        "GET 200",
        "GET 200",
        "GET 404",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("export", exports(), ids=name)
def test_web_inspector_exports_nothing_that_failed(export: dict[str, Any]) -> None:
    recording = from_har(export["webkit"]["har"])
    assert [
        entry
        for entry in recording.entries
        if entry.is_preflight or entry.error or not entry.status
    ] == []
    failed = from_har(
        {"log": export["webkit"]["har"]["log"] | {"entries": export["webkit"]["failed"]}}
    )
    assert all(
        entry.status == 0 and entry.error and entry.response_headers == ()
        for entry in failed.entries
    )


def test_firefox_tells_what_it_sent() -> None:
    sent = {
        entry.url.rpartition("/")[2]: entry.sent
        for entry in from_har(MIXED["firefox"]["har"]).entries
        if entry.status == 0
    }
    assert sent == {
        "1": False,
        "me": False,
        "a": True,
    }  # two failed in their preflights, one had no server


@pytest.mark.parametrize(
    "give",
    [
        lambda log, folder: log,
        lambda log, folder: json.dumps(log),
        lambda log, folder: "\ufeff" + json.dumps(log),
        lambda log, folder: json.dumps(log).encode(),
        lambda log, folder: json.dumps(log).encode("utf-16"),
        lambda log, folder: io.StringIO(json.dumps(log)),
        lambda log, folder: io.BytesIO(json.dumps(log).encode("utf-8-sig")),
        lambda log, folder: written(folder, json.dumps(log)),
        lambda log, folder: str(written(folder, json.dumps(log))),
    ],
)
def test_however_it_is_given(give: Any, tmp_path: Path) -> None:
    assert len(from_har(give(har(minimal()), tmp_path)).fetches) == 1


def written(folder: Path, text: str) -> Path:
    path = folder / "x.har"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"headers": None}, ()),
        ({"headers": {"X-A": "1"}}, (("X-A", "1"),)),
        (
            {
                "headers": [
                    {"name": ":authority", "value": "x"},
                    {"name": "X-A", "value": "1\n2"},
                    "junk",
                    {},
                ]
            },
            (("X-A", "1"), ("X-A", "2")),
        ),
        ({"headers": [{"name": "X-A"}]}, (("X-A", ""),)),
    ],
)
def test_odd_headers(asked: dict[str, Any], kept: Any) -> None:
    assert from_har(har(minimal(**asked))).entries[0].headers == kept


@pytest.mark.parametrize("status", [None, "200", -1, 1000, True, 200.5, {}])
def test_an_odd_status_is_none(status: Any) -> None:
    assert from_har(har(minimal(status=status))).entries[0].status in (0, 1)


def test_entries_without_a_request_are_left_out_and_told_of() -> None:
    recording = from_har(
        har(
            {},
            None,
            {"request": {"method": "GET"}},
            {"request": {"method": "", "url": ""}},
            minimal(),
        )
    )
    assert [entry.number for entry in recording.entries] == [5]
    assert recording.notes[0] == "Entry 1 has no request with a method and a URL; it was left out."
    assert len(recording.notes) == 4


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("{", "line 1, column 2: this is not JSON"),
        ('{"log": {"entries": [', "The file seems to end too early"),
        ('{"log": 1}', 'there is no object "log" in it'),
        ("[]", 'there is no object "log" in it'),
        ('{"log": {}}', "has no list log.entries"),
        ("[" * 100_000, "nested too deep"),
        (b"PK\x03\x04", "packed (gzip or zip); unpack it first"),
        ("nowhere.har", "cannot be read: no such file or directory"),
        ("a\0b", "cannot be read: it is no path"),
    ],
)
def test_what_is_no_har_file_is_named(given: Any, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        from_har(given)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_entry_shows_no_secret() -> None:
    failed = minimal(url=f"{API}?token=SECRET", headers=lines({"Cookie": "sid=SECRET"}))
    failed["response"]["_error"] = (
        f"Cross-origin redirection to {API}?token=SECRET denied by Cross-Origin Resource "
        "Sharing policy."
    )
    entry = from_har(har(failed)).entries[0]
    assert "SECRET" not in repr(entry)
    assert "SECRET" not in str([entry.masked().url, entry.masked().headers, entry.masked().error])
    assert entry.masked().cookies
