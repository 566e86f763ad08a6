"""A page and a server's front without a network: the page answers with a sample, chosen by the policy as a browser would."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cors_lab.policy import Policy
from tests.views.samples import API, BLOCKED, BLOCKED_PREFLIGHT, EXECUTED, PAGE, PASSED, Sample, readable_response


class FakePage:
    origin = PAGE

    def __init__(self, front: SimpleNamespace) -> None:
        self.front = front
        self.calls: list[dict[str, Any]] = []
        self.cleared: list[str] = []
        names = ("preflight_cache", "http_cache", "cookies")
        self.browser = SimpleNamespace(**{name: SimpleNamespace(clear=lambda name=name: self.cleared.append(name)) for name in names})

    def fetch(self, url: str, **arguments: Any) -> Sample:
        if not url.startswith("https://"):
            raise ValueError(f"url: {url!r} is not a URL.")
        self.calls.append({"url": url, **arguments})
        if dict(arguments["headers"]).get("Content-Type") == "application/json":
            return PASSED if self.front.policy.allow_headers else BLOCKED_PREFLIGHT
        if self.front.policy.allow_origin in (PAGE, "*"):
            allowed = "https://app.example may read the response."
            return Sample("GET", url, BLOCKED.exchanges, BLOCKED.steps[:2], allowed, readable_response())
        return EXECUTED if arguments["method"] == "POST" else BLOCKED


def fake_front() -> SimpleNamespace:
    return SimpleNamespace(policy=Policy())


def fake_bench(**more: Any) -> Any:
    from cors_lab.bench.widget import Bench

    front = fake_front()
    return Bench(FakePage(front), f"{API}/notes", front, **more)
