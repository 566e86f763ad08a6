"""Where a request's referrer policy comes from: a header, an attribute, a meta element."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

POLICIES = frozenset(
    """
    no-referrer no-referrer-when-downgrade origin origin-when-cross-origin same-origin
    strict-origin strict-origin-when-cross-origin unsafe-url
    """.split()
)
# What `<meta name=referrer>` may say beside them. https://html.spec.whatwg.org/#meta-referrer
LEGACY = {
    "never": "no-referrer",
    "default": "strict-origin-when-cross-origin",
    "always": "unsafe-url",
    "origin-when-crossorigin": "origin-when-cross-origin",
}
WHITESPACE = "\t\n\f\r "


def parse_referrer_policy(header: str) -> str:
    """The last known policy of a Referrer-Policy header; "" where it has none.

    https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header
    """
    policy = ""
    for token in header.split(","):
        word = token.strip(WHITESPACE).lower()
        if word in POLICIES:
            policy = word
    return policy


def attribute_policy(value: str) -> str:
    """The policy of a `referrerpolicy` attribute; "" where it names none.

    https://html.spec.whatwg.org/#referrer-policy-attribute
    """
    word = value.lower()
    return word if word in POLICIES else ""


def meta_policy(content: str) -> str:
    """The policy of one `<meta name=referrer>`; "" where it names none.

    https://html.spec.whatwg.org/#meta-referrer
    """
    word = content.strip(WHITESPACE).lower()
    word = LEGACY.get(word, word)
    return word if word in POLICIES else ""


def document_policy(header: str, meta: Iterable[tuple[str, str]]) -> str:
    """A document's referrer policy: that of its header, then of each meta element in turn."""
    policy = parse_referrer_policy(header)
    for name, content in meta:
        if name.strip(WHITESPACE).lower() == "referrer":
            policy = meta_policy(content) or policy
    return policy


def unknown_words(header: str) -> list[str]:
    """The words of a Referrer-Policy header that name no policy, as written."""
    words = [token.strip(WHITESPACE) for token in header.split(",")]
    return [word for word in words if word and word.lower() not in POLICIES]
