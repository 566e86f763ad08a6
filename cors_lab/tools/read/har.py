"""A HAR file of Chromium, Firefox or Safari as recorded fetches: preflights with their requests,
redirects with what they led to.

http://www.softwareishard.com/blog/har-12-spec/, and what each browser makes of it: Chromium leaves
Authorization, Cookie and Set-Cookie out unless told otherwise and writes `_error`. Firefox does not
say whether the page could read an answer. Safari keeps one line for each header name, and leaves
out preflights, what failed, and all of a redirect but its end.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import IO, Any

from cors_lab.fetch.headers import get
from cors_lab.fetch.numbers import whole_number
from cors_lab.fetch.response import REDIRECT_STATUSES
from cors_lab.fetch.url import parse_url
from cors_lab.tools.read.call import Unreadable, place
from cors_lab.tools.redact.text import mask_headers, mask_text, mask_url

Pairs = tuple[tuple[str, str], ...]
Source = str | bytes | PathLike[str] | Mapping[str, Any] | IO[str] | IO[bytes]

MOST_BYTES = 300_000_000
MOST_NOTES = 20
CREATORS = {
    "webinspector": "chromium",
    "chrome": "chromium",
    "chromium": "chromium",
    "edge": "chromium",
    "firefox": "firefox",
    "webkit": "webkit",
}
REQUEST_FIRST = frozenset({"chromium", "firefox"})
EXPECTED = 'A HAR file has {"log": {"entries": […]}}; in DevTools, export one from the Network tab.'


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One request of a recording: `number` counts from 1 as in the file; status 0 and no headers
    where the answer is not in it.

    `error` is the browser's own word for a failure ("net::ERR_FAILED"), "" where there is none;
    `cookies` whether any were recorded;
    `sent`, where there is no answer, whether the request went out (None: the file does not say).
    """

    number: int
    method: str
    url: str
    headers: Pairs = ()
    status: int = 0
    status_text: str = ""
    response_headers: Pairs = ()
    error: str = ""
    kind: str = ""
    page_url: str = ""
    cookies: bool = False
    started: str = ""
    sent: bool | None = None

    @property
    def is_preflight(self) -> bool:
        """Is it a CORS-preflight request?"""
        return self.kind == "preflight" or (
            self.method == "OPTIONS"
            and get(self.headers, "Access-Control-Request-Method") is not None
        )

    def masked(self) -> Entry:
        """The same entry with `***` for every secret."""
        return replace(
            self,
            url=mask_url(self.url),
            headers=mask_headers(self.headers),
            response_headers=mask_headers(self.response_headers),
            page_url=mask_url(self.page_url),
            error=mask_text(self.error),
        )

    def __repr__(self) -> str:
        said = f", {mask_text(self.error)}" if self.error else ""
        return (
            f"Entry({self.number}, {self.method} {mask_url(self.url)}, status {self.status}{said})"
        )


@dataclass(frozen=True, slots=True)
class RecordedFetch:
    """What one fetch put on the wire, in order: its request, the preflights before it, and what
    redirects led to.
    """

    entry: Entry
    exchanges: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        """The entry that ended it."""
        return self.exchanges[-1]

    def masked(self) -> RecordedFetch:
        """The same fetch with `***` for every secret."""
        exchanges = tuple(entry.masked() for entry in self.exchanges)
        return RecordedFetch(exchanges[self.exchanges.index(self.entry)], exchanges)


@dataclass(frozen=True, slots=True)
class Recording:
    """The fetches of a HAR file, in order; `engine` is "chromium", "firefox", "webkit", or "" where
    the file does not say.
    """

    engine: str
    browser: str
    entries: tuple[Entry, ...]
    fetches: tuple[RecordedFetch, ...]
    notes: tuple[str, ...] = field(default=())


def from_har(source: Source) -> Recording:
    """The recorded fetches in a HAR file: its path, its text, an open file, or what `json.load`
    gave.

    Raises Unreadable, with the position, where it is no HAR file.

    >>> entry = {"request": {"method": "GET", "url": "https://api.example/notes", "headers": [{"name": "Origin", "value": "https://app.example"}]},
    ...          "response": {"status": 200, "headers": []}}
    >>> recording = from_har({"log": {"creator": {"name": "WebInspector"}, "entries": [entry]}})
    >>> recording.engine, recording.fetches[0].entry
    ('chromium', Entry(1, GET https://api.example/notes, status 200))
    """  # noqa: E501
    log = _log(_loaded(source))
    notes: list[str] = []
    engine, browser = _browser(log)
    entries = tuple(_entries(log, engine, notes))
    return Recording(
        engine, browser, entries, tuple(_fetches(entries, engine in REQUEST_FIRST)), tuple(notes)
    )


def _loaded(source: Source) -> Any:
    if isinstance(source, Mapping):
        return source
    text = _text(source)
    if len(text) > MOST_BYTES:
        raise Unreadable(
            "The HAR file is larger than 300 MB; export it again after clearing the Network tab."
        )
    try:
        return json.loads(text, parse_int=whole_number)
    except json.JSONDecodeError as error:
        where = place(error.doc, error.pos)
        if error.pos >= len(error.doc.rstrip()):
            cut = " The file seems to end too early; export it again."
        else:
            cut = ""
        raise Unreadable(
            f"{where}: this is not JSON"
            f" ({error.msg[:1].lower()}{error.msg[1:]}).{cut or f' {EXPECTED}'}"
        ) from None
    except RecursionError:
        raise Unreadable(f"This JSON is nested too deep to be a HAR file. {EXPECTED}") from None


def _text(source: Any) -> str:
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return source.lstrip("\ufeff")
    if isinstance(source, (str, PathLike)):
        try:
            source = Path(source).read_bytes()
        except (OSError, ValueError) as error:
            raise Unreadable(
                f"The file {str(source)[:100]!r} cannot be read: {_why(error)}."
            ) from None
    read = source if isinstance(source, (str, bytes)) else source.read()
    if isinstance(read, bytes):
        if read[:2] in (b"\x1f\x8b", b"PK"):
            raise Unreadable("The file is packed (gzip or zip); unpack it first.")
        read = read.decode(
            "utf-16" if read[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace"
        )
    return str(read)


def _why(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or "it is no path").lower()


def _log(data: Any) -> Mapping[str, Any]:
    log = data.get("log") if isinstance(data, Mapping) else None
    if not isinstance(log, Mapping):
        raise Unreadable(
            f'This is JSON, but no HAR file: there is no object "log" in it. {EXPECTED}'
        )
    if not isinstance(log.get("entries"), list):
        raise Unreadable(f"This HAR file has no list log.entries. {EXPECTED}")
    return log


def _browser(log: Mapping[str, Any]) -> tuple[str, str]:
    names = [part for key in ("creator", "browser") if isinstance(part := log.get(key), Mapping)]
    said = [f"{part.get('name', '')} {part.get('version', '')}".strip()[:60] for part in names]
    words = " ".join(str(part.get("name", "")) for part in names).lower()
    return next((engine for word, engine in CREATORS.items() if word in words), ""), ", ".join(
        dict.fromkeys(filter(None, said))
    )


def _entries(log: Mapping[str, Any], engine: str, notes: list[str]) -> list[Entry]:
    pages = {
        str(page.get("id")): str(page.get("title", ""))
        for page in log.get("pages") or []
        if isinstance(page, Mapping)
    }
    entries, document = [], ""
    for number, raw in enumerate(log["entries"], 1):
        entry = _entry(number, raw, pages)
        if entry is None:
            if len(notes) < MOST_NOTES:
                notes.append(
                    f"Entry {number} has no request with a method and a URL; it was left out."
                )
            continue
        if engine == "firefox":
            entry = replace(entry, sent=_sent(raw, entry))
        if entry.kind == "document" and get(entry.headers, "Sec-Fetch-Dest") != "iframe":
            document = entry.url
        entries.append(
            entry if entry.page_url or not document else replace(entry, page_url=document)
        )
    return entries


def _entry(number: int, raw: Any, pages: dict[str, str]) -> Entry | None:
    request, response = (
        part if isinstance(part, Mapping) else {}
        for part in (_at(raw, "request"), _at(raw, "response"))
    )
    method, url = request.get("method"), request.get("url")
    if not isinstance(method, str) or not isinstance(url, str) or not method or not url:
        return None
    status = response.get("status")
    headers = _headers(request.get("headers"))
    page_url = pages.get(str(_at(raw, "pageref")), "")
    return Entry(
        number,
        method[:100],
        url.partition("#")[0],
        headers,
        status if isinstance(status, int) and 0 <= status <= 999 else 0,
        str(response.get("statusText") or "")[:100],
        _headers(response.get("headers")),
        str(response.get("_error") or "")[:500],
        _kind(raw, headers),
        page_url if "://" in page_url else "",
        bool(request.get("cookies")) or get(headers, "Cookie") is not None,
        str(_at(raw, "startedDateTime") or "")[:40],
    )


def _kind(raw: Any, headers: Pairs) -> str:
    """What asked for it: Chromium says so; elsewhere Sec-Fetch-Dest tells a script's own requests,
    where it was sent.
    """
    named = str(_at(raw, "_resourceType") or "").lower()[:40]
    return named or ("fetch" if get(headers, "Sec-Fetch-Dest") == "empty" else "")


def _sent(raw: Any, entry: Entry) -> bool | None:
    """Firefox counts the bytes of the headers that it sent."""
    size = _at(_at(raw, "request"), "headersSize")
    if entry.status == 0 and isinstance(size, int) and size >= 0:
        return size > 0
    return None


def _at(raw: Any, key: str) -> Any:
    if isinstance(raw, Mapping):
        return raw.get(key)
    return None


def _headers(raw: Any) -> Pairs:
    """Header lines: HTTP/2's :authority and the like are left out, and a value with line breaks was
    several lines.
    """
    if isinstance(raw, Mapping):
        raw = [{"name": name, "value": value} for name, value in raw.items()]
    if not isinstance(raw, list):
        return ()
    pairs = [
        (str(one.get("name", "")), str(one.get("value", "")))
        for one in raw
        if isinstance(one, Mapping)
    ]
    return tuple(
        (name, line.strip(" \t\r"))
        for name, value in pairs
        if name and name[0] != ":"
        for line in value.split("\n")
    )


def _fetches(entries: tuple[Entry, ...], request_first: bool) -> list[RecordedFetch]:
    preflight_of, taken = _paired(entries, request_first), set()
    followed = _followed(entries)
    fetches = []
    for at, entry in enumerate(entries):
        if at in taken or entry.is_preflight:
            continue
        exchanges: list[Entry] = []
        step: int | None = at
        while step is not None and step not in taken:
            taken.add(step)
            preflight = preflight_of.get(step)
            if preflight is not None:
                taken.add(preflight)
                exchanges.append(entries[preflight])
            exchanges.append(entries[step])
            step = followed.get(step)
        fetches.append(RecordedFetch(entry, tuple(exchanges)))
    orphans = [
        RecordedFetch(entry, (entry,))
        for at, entry in enumerate(entries)
        if entry.is_preflight and at not in taken
    ]
    return sorted([*fetches, *orphans], key=lambda fetch: fetch.entry.number)


def _paired(entries: tuple[Entry, ...], request_first: bool) -> dict[int, int]:
    """The preflight of each request. Browsers issue it behind the request, whichever is written
    first; a proxy sees it before.
    """
    timed = all(entry.started for entry in entries)
    order = sorted(
        range(len(entries)),
        key=lambda at: (
            entries[at].started if timed else "",
            request_first is entries[at].is_preflight,
            at,
        ),
    )
    if not timed:
        order.sort()
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    pairs: dict[int, int] = {}
    for at in order:
        entry = entries[at]
        if entry.is_preflight:
            asked = get(entry.headers, "Access-Control-Request-Method") or ""
        else:
            asked = entry.method
        others = waiting[entry.url, asked]
        if (
            others
            and entry.is_preflight is not entries[others[-1]].is_preflight
            and entry.is_preflight is (request_first and timed)
        ):
            other = others.pop()
            pairs[min(at, other, key=lambda one: entries[one].is_preflight)] = max(
                at, other, key=lambda one: entries[one].is_preflight
            )
        elif entry.is_preflight is not (request_first and timed):
            others.append(at)
    return pairs


def _followed(entries: tuple[Entry, ...]) -> dict[int, int]:
    """Where a redirect led: the next entry with the URL that its Location names."""
    later: dict[str, list[int]] = defaultdict(list)
    for at in range(len(entries) - 1, -1, -1):
        if not entries[at].is_preflight:
            later[entries[at].url].append(at)
    leads: dict[int, int] = {}
    for at, entry in enumerate(entries):
        location = get(entry.response_headers, "Location")
        if entry.status not in REDIRECT_STATUSES or not location or entry.is_preflight:
            continue
        target = parse_url(location, parse_url(entry.url))
        waiting = later[target.without_fragment] if target else []
        while waiting and waiting[-1] <= at:
            waiting.pop()
        if waiting:
            leads[at] = waiting.pop()
    return leads
