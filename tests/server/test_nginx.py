"""nginx itself as a server of the lab: it starts at once, is replaced by name, and is never left
behind.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cors_lab.browser.transport.sockets import SocketTransport
from cors_lab.fetch.wire import HTTPRequest, HTTPResponse, NetworkFailure
from cors_lab.server.nginx import Nginx, nginx_binary
from cors_lab.server.registry import hosts

NAME = "https://nginx.example"
pytestmark = pytest.mark.skipif(nginx_binary() is None, reason="nginx is not installed")
LEFT_ALONE = f"""
import os
from cors_lab.server.nginx import Nginx
print(Nginx("return 204;", "", {NAME!r}).url, flush=True)
os._exit(1)  # as when a kernel is killed: nothing is tidied up
"""


def asked(url: str) -> HTTPResponse | NetworkFailure:
    return SocketTransport().send(HTTPRequest("request", "GET", f"{url}/", (("Host", "x"),)), url)


def test_it_answers_at_once_under_its_name_and_ends() -> None:
    server = Nginx('add_header X-Said "$http_host"; return 204;', "", NAME)
    answer = asked(server.url)
    assert isinstance(answer, HTTPResponse)
    assert (answer.status, ("X-Said", "x") in answer.headers) == (204, True)
    assert hosts()[NAME] == server.url
    assert repr(server) == f"<nginx {NAME} running>"
    server.stop()
    server.stop()
    assert isinstance(asked(server.url), NetworkFailure)
    assert NAME not in hosts()


def test_a_new_one_takes_the_place_of_the_old() -> None:
    old = Nginx("return 204;", "", NAME)
    new = Nginx("return 404;", "", NAME)
    assert isinstance(asked(old.url), NetworkFailure)
    assert hosts()[NAME] == new.url
    new.stop()


def test_lines_that_nginx_does_not_take_are_told_in_its_own_words() -> None:
    with pytest.raises(OSError, match='unknown directive "nonsense"'):
        Nginx("nonsense;", "", NAME)
    assert NAME not in hosts()


def test_it_ends_with_the_python_that_started_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEFT_ALONE],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        timeout=30,
    )
    # Both pipes are closed by now, and nginx had them: so it has ended, too.
    assert isinstance(asked(done.stdout.strip()), NetworkFailure)
