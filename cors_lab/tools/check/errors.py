"""Why a server could not be asked, in one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.display.text import visible

if TYPE_CHECKING:
    from cors_lab.result.result import FetchResult


class CannotAsk(Exception):
    """There is no verdict: a stable code ("arguments", "app", or that of a network failure) and a
    sentence.
    """

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, visible(sentence, 1000)  # what was typed stands in it
        super().__init__(self.sentence)


IN_PROCESS = (
    "the app did not answer ({detail}). Find out what it waits for, or give it longer: --timeout"
    " SECONDS (in Python timeout=…)."
)
NO_TLS = "tls: the server does not speak TLS on that port"
# By the code of the network failure, some with their detail; {host} is where it was tried, {detail}
# what the network said.
NETWORK = {
    "name-not-resolved": (
        "the name {host} has no address. Look for a typing error, or give the address: --resolve"
        " HOST:PORT:ADDRESS."
    ),
    "connection-refused": (
        "nothing listens at {host}. Start the server, or compare the port with the one that it"
        " prints."
    ),
    "tls": (
        "there is no trusted TLS connection to {host}: {detail}. If its certificate is from an"
        " authority of your own, give that with --cacert FILE; --insecure asks all the same."
    ),
    NO_TLS: (
        "{host} does not speak TLS on that port. Ask it with http://, or find the port on which it"
        " speaks https."
    ),
    "timeout": (
        "{host} did not answer in time. Find out what it waits for, or give it longer with"
        " --timeout SECONDS."
    ),
    "connection-closed": (
        "{host} closed the connection without an answer. Its log may tell why; perhaps it speaks"
        " https and not http."
    ),
    "bad-response": (
        "what {host} answered is not HTTP ({detail}). Another program may listen there, or it"
        " speaks https and not http."
    ),
    "response-too-large": "{host} answered with {detail}, more than a browser takes.",
    "network-unreachable": (
        "there is no way to {host} from here ({detail}). Check the address and the network."
    ),
}


def network_sentence(result: FetchResult, in_process: bool = False) -> str:
    """Why nothing came back, "" where an answer did: then there is a verdict. An app in this
    process has no host.
    """
    last = result.exchanges[-1] if result.exchanges else None
    if last is None or last.failure is None:
        return ""
    host = last.request.url.split("/")[2]
    code, detail = last.failure.code, last.failure.detail
    if in_process and code == "timeout":
        return f"Could not ask: {IN_PROCESS.format(detail=detail)}"
    template = NETWORK.get(f"{code}: {detail}") or NETWORK.get(
        code, "{host} gave no answer: {detail}."
    )
    return f"Could not ask: {template.format(host=host, detail=detail)}"
