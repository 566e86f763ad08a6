"""The rules of the public suffix list are read for one last label at a time: with the answers that
the library gives with all of them.
"""

from __future__ import annotations

from functools import cache

import pytest
from publicsuffixlist import PublicSuffixList

from cors_lab.fetch.url import registrable_domain


@cache
def library() -> PublicSuffixList:
    return PublicSuffixList()


def test_each_kind_of_rule_gives_what_the_library_gives() -> None:
    rules = sorted(rule for rule in library()._publicsuffix if rule.isascii())
    odd = [rule for rule in rules if rule[0] in "!*" or "xn--" in rule]
    for rule in [*odd, *rules[::25]]:
        suffix = rule.lstrip("!").replace("*", "any")
        for host in (suffix, f"a.{suffix}", f"c.b.a.{suffix}"):
            assert registrable_domain(host) == library().privatesuffix(host), host


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.co.uk", "b.co.uk"),
        ("a.b.unknown", "b.unknown"),
        ("b.xn--55qx5d.cn", "b.xn--55qx5d.cn"),
        ("a.b.xn--p1ai.", "b.xn--p1ai."),
        ("com", None),
    ],
)
def test_the_registrable_domain(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


def test_a_label_that_is_no_punycode_is_a_label() -> None:
    assert registrable_domain("a.b.xn--\x7f") == "b.xn--\x7f"
