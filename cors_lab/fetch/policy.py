"""The policies of a document, which each of its requests goes by.
https://html.spec.whatwg.org/#policy-container
"""

from __future__ import annotations

from typing import NamedTuple

REQUIRE_CORP, CREDENTIALLESS, UNSAFE_NONE = "require-corp", "credentialless", "unsafe-none"


class Policy(NamedTuple):
    """One policy: `directives` by lower-case name; `disposition` is "enforce" or "report".

    `ignored` holds the parts that browsers pass over: unknown directives, repeated ones, unknown
    source expressions, as written.
    """

    directives: dict[str, tuple[str, ...]]
    disposition: str = "enforce"
    text: str = ""
    ignored: tuple[str, ...] = ()

    def directive(self, name: str) -> str:
        """The directive as a violation names it: its name and its value."""
        return " ".join((name, *self.directives[name]))


class PolicyContainer(NamedTuple):
    """A document's policies: parsed Content Security Policies, Cross-Origin-Embedder-Policy,
    referrer policy.

    `quirks`: the document has no doctype. `sandboxed`: it is in a frame with `sandbox`.
    """

    csp: tuple[Policy, ...] = ()
    embedder: str = UNSAFE_NONE
    embedder_report_only: str = UNSAFE_NONE
    referrer_policy: str = ""
    quirks: bool = False
    unknown_referrer_policies: tuple[str, ...] = ()


NO_POLICIES = PolicyContainer()


def parse_embedder_policy(
    header: str, known: tuple[str, ...] = (REQUIRE_CORP, CREDENTIALLESS)
) -> str:
    """The policy that a Cross-Origin-Embedder-Policy header asks for.
    https://html.spec.whatwg.org/#obtain-an-embedder-policy
    """
    item = header.partition(";")[0].strip("\t ")
    return item if item in known else UNSAFE_NONE
