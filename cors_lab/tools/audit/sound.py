"""The whole fix as code: settings without a mistake, for the page that may read, in the
server's own framework.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.headers import (
    FORBIDDEN_METHODS,
    FORBIDDEN_REQUEST_HEADERS,
    SAFELISTED_METHODS,
    get,
    is_token,
    values,
)
from cors_lab.fetch.url import parse_origin
from cors_lab.fixes.fix_code import write
from cors_lab.fixes.frameworks import guess, hint
from cors_lab.fixes.mistakes.headers import HEADERS as ALLOW_HEADERS
from cors_lab.fixes.mistakes.headers import METHODS as ALLOW_METHODS
from cors_lab.fixes.wanted import METHODS, NAMES, Wanted
from cors_lab.tools.audit.preflights import UNKNOWN_HEADER, UNKNOWN_METHOD
from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cors_lab.result.record import Exchange
    from cors_lab.tools.audit.report import Report

NO_CODE = "There is no code for this page: {page} is not an origin that settings should name."
OURS = frozenset({"*", UNKNOWN_METHOD, UNKNOWN_HEADER})
FROM_ANSWERS = (
    "The lists are those that the server allows today; take out what your page does not send."
)


def sound_code(report: Report, framework: str) -> str:
    """A small server of this framework that allows what is allowed today, without the
    mistakes; or why there is none.
    """
    if parse_origin(report.page) is None:
        return NO_CODE.format(page=report.page)
    answers = [exchange for exchange in report.exchanges if _is_for(exchange, report.page)]
    methods = _listed(answers, ALLOW_METHODS, FORBIDDEN_METHODS | SAFELISTED_METHODS)
    names = _listed(answers, ALLOW_HEADERS, FORBIDDEN_REQUEST_HEADERS)
    credentials = any(
        _says(exchange, "Access-Control-Allow-Credentials", "true") for exchange in answers
    )
    method = methods[0] if methods else "PUT"
    wanted = Wanted(
        report.page,
        mask_url(report.url),
        method,
        ", ".join(methods) or METHODS,
        ", ".join(names) or NAMES,
        credentials,
        (FROM_ANSWERS,),
    )
    return write(wanted, framework)


def code_hint(report: Report) -> str:
    """How to have the fix as code, where something is wrong; else ""."""
    if not report.serious or parse_origin(report.page) is None:
        return ""
    headers = [
        pair
        for exchange in report.exchanges
        if exchange.response
        for pair in exchange.response.headers
    ]
    return hint(*guess(headers, report.url), python=False)


def _is_for(exchange: Exchange, page: str) -> bool:
    return exchange.response is not None and get(exchange.request.headers, "Origin") == page


def _says(exchange: Exchange, name: str, value: str) -> bool:
    return exchange.response is not None and get(exchange.response.headers, name) == value


def _listed(answers: list[Exchange], name: str, left_out: frozenset[str]) -> list[str]:
    """What a header of these answers lists that a page can send, each once."""
    found = dict.fromkeys(token for exchange in answers for token in _tokens(exchange, name))
    hidden = {each.lower() for each in left_out | OURS}
    return [token for token in found if token.lower() not in hidden]


def _tokens(exchange: Exchange, name: str) -> Iterator[str]:
    headers = exchange.response.headers if exchange.response else ()
    for line in values(headers, name):
        yield from (token for token in map(str.strip, line.split(",")) if is_token(token))
