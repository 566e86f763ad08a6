"""The copied fetch() runs in a real Chromium and puts on the wire what the simulated one does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cors_lab.fetch.headers import values
from cors_lab.fixes.code import COPIES, Case
from cors_lab.server.loopback import serve
from cors_lab.server.policy import Policy
from servers.page import create_app
from tests.fixes.code.cases import CALLS
from tests.fixes.code.recorder import Recorder, Sent, recording

COMPARED = {
    "origin",
    "content-type",
    "authorization",
    "x-demo",
    "x-odd",
    "access-control-request-method",
    "access-control-request-headers",
}
MORE = (
    {"method": "patch", "body": "small"},
    {
        "method": "POST",
        "headers": [("X-Odd", "caf\xe9 \"quoted\" 'q' \\ $x"), ("X-Odd", "again")],
        "body": 'a\r\n\t"b" ${c} `d` \\n </script>',
    },
    {"method": "PUT", "body": bytes(range(256))},
    {"method": "GET", "mode": "no-cors", "cache": "no-store", "referrer_policy": "no-referrer"},
)


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with recording() as found:
        yield found


@pytest.fixture(scope="module")
def tab(browser):
    with serve(create_app()) as server, browser.new_page() as tab:
        tab.goto(server.url)
        yield tab


def compared(sent: Sent) -> Sent:
    """Chromium writes the lines of one name as one."""
    joined = {
        name: ", ".join(values(sent.headers, name)) for name, _ in sent.headers if name in COMPARED
    }
    return sent._replace(headers=tuple(sorted(joined.items())))


@pytest.mark.parametrize(
    "call", [*CALLS, *MORE], ids=lambda call: f"{call['method']} {call.get('mode', '')}"
)
def test_chromium_sends_what_the_copy_was_made_from(tab, recorder, call):
    origin = tab.evaluate("location.origin")
    copied = Case.of({"url": f"{recorder.url}/notes", **call}, Policy(), origin)
    tab.evaluate(f"async () => {{ {COPIES['JavaScript fetch()'](copied)} }}")
    wire = [exchange.request for exchange in copied.opened().exchanges]
    expected = [
        Sent.of(request.method, "/notes", request.headers, request.body or b"") for request in wire
    ]
    found = [sent for sent in recorder.take() if sent.target == "/notes"]
    assert list(map(compared, found)) == list(map(compared, expected))
