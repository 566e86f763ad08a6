"""The search for the smallest fix beside one rehearsed call: `python -m
tests.benchmarks.bench_smallest_fix`. Nothing is asserted.
"""

from __future__ import annotations

from cors_lab import Browser, Policy
from cors_lab.browser.dry_run import OPEN, rehearse
from cors_lab.fixes.smallest_fix import smallest_fix
from cors_lab.server.policy import ECHO
from tests.benchmarks.bench_fetch import best

CALL = {
    "url": "https://api.example/notes",
    "method": "PUT",
    "headers": {"Content-Type": "application/json"},
    "credentials": "include",
}
POLICIES = {
    "nothing is sent": Policy(),
    "one header is missing": Policy(
        allow_origin="https://app.example", allow_credentials=True, allow_methods="PUT"
    ),
    "unsafe, with a safe fix beside it": Policy(
        allow_origin=ECHO, allow_methods="PUT", allow_headers="content-type"
    ),
    "everything is wrong": Policy(
        allow_origin="null",
        allow_methods="P U T",
        preflight_status=404,
        on_response=False,
        answer_preflight=False,
    ),
}


def main() -> None:
    page = Browser().open("https://app.example")
    one = best(lambda: rehearse(page, CALL, OPEN), 50)
    print(f"one rehearsed call: {one * 1000:.2f} ms")
    for name, policy in POLICIES.items():
        spent = best(lambda policy=policy: smallest_fix(page, CALL, policy), 10)  # type: ignore[misc]
        print(f"{name}: {spent * 1000:.1f} ms, {spent / one:.0f} rehearsed calls")


if __name__ == "__main__":
    main()
