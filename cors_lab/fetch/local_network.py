"""Local Network Access: may a page ask servers of a less public network than its own?

https://wicg.github.io/local-network-access/. Only Chromium asks for it. Which origin lies in which
address space is data here: nothing is resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.url import is_local, is_loopback, is_potentially_trustworthy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace
    from cors_lab.fetch.url import URL

# From the most public to the least. https://wicg.github.io/local-network-access/#ip-address-space
SPACES = ("public", "local", "loopback")
PERMISSIONS = ("granted", "denied", "prompt")


class LocalNetwork(NamedTuple):
    """Where servers are: `spaces` by serialised origin; `permission` "granted", "denied" or
    "prompt" (nobody has answered yet), as the Permissions API has it.
    """

    spaces: Mapping[str, str]
    permission: str = "prompt"

    def space_of(self, url: URL) -> str:
        """The address space of the server of this URL; names that are not listed are public."""
        listed = self.spaces.get(url.origin.serialized)
        if listed is not None:
            return listed
        if is_loopback(url.host):
            return "loopback"
        return "local" if is_local(url.host) else "public"


def local_network_check(request: Request, network: LocalNetwork, trace: Trace) -> None:
    """https://wicg.github.io/local-network-access/#local-network-access-check"""
    client = request.client
    page, target = network.space_of(client.url), network.space_of(request.url)
    # chromium: a page of the local network may ask this machine, whatever the draft says.
    if page != "public" or target == "public":
        return
    # chromium: the others ask without a permission.
    if not trace.departs("local-network-needs-permission"):
        return
    trace.check(
        "local-network-secure",
        is_potentially_trustworthy(client.url),
        space=target,
        page=client.url.href,
    )
    trace.check(
        "local-network-access",
        network.permission == "granted",
        space=target,
        permission=network.permission,
        url=request.url.href,
    )
