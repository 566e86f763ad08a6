"""What to do about a blocked answer, concluded from the exchanges that it came by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.browser.browser import Browser
from cors_lab.fetch.headers import get
from cors_lab.fixes.app_origins import meaning
from cors_lab.fixes.body_message import body_text
from cors_lab.fixes.fix_code import write
from cors_lab.fixes.frameworks import guess, helps
from cors_lab.fixes.gates import Gates, gates
from cors_lab.fixes.observations import Observation, observe
from cors_lab.fixes.owners import added_by_others, foreign, service_at
from cors_lab.fixes.products import PRODUCTS
from cors_lab.fixes.wanted import Wanted
from cors_lab.messages.console import chromium_error
from cors_lab.result.answers import failed_step
from cors_lab.tools.check.question import open_page
from cors_lab.tools.redact.result import masked_exchange, masked_step
from cors_lab.tools.redact.text import mask_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cors_lab.fixes.gates import Gate
    from cors_lab.fixes.paste import Paste
    from cors_lab.result.record import Exchange, Step
    from cors_lab.result.result import FetchResult
    from cors_lab.tools.check.question import Question

# Observations whose fix stands in place of headers: they would help nothing.
INSTEAD = frozenset(
    (
        "slash https http-downgrade host moved wrong-region private-port challenge tunnel-warning"
        " airplay host-refused redirected"
    ).split()
)


SHORT = 2  # lines of a setting that are shown unasked


@dataclass(frozen=True, slots=True)
class Advice:
    """What a blocked answer needs.

    `code` is the error that the engine names, `step` the check. `failed` are all the checks that
    this answer fails. `fix` is what comes first, `pastes` the headers; `tried` says that with them
    the simulated browser could read, `assumed` that one answer was not seen yet. `guessed` is the
    framework or product, and what says so.
    """

    code: str
    step: Step | None
    failed: tuple[Gate, ...]
    observations: tuple[Observation, ...]
    fix: str
    pastes: tuple[Paste, ...]
    tried: bool
    assumed: bool
    remarks: tuple[str, ...]
    guessed: tuple[str, str]
    has_code: bool


def advise(question: Question, result: FetchResult, show_secrets: bool = False) -> Advice | None:
    """The advice for a blocked result; None where the page could read, or nothing answered."""
    if result.error is None:
        return None
    found = gates(_page(question), _arguments(question), result.exchanges)
    exchanges = result.exchanges
    if not show_secrets:
        exchanges = tuple(map(masked_exchange, exchanges))
    seen = tuple(_shown(each, show_secrets) for each in observe(exchanges, result.origin))
    code, step = _blamed(result, found)
    service = service_at(result.url)
    instead = service is not None or any(each.code in INSTEAD for each in seen if each.decides)
    instead = instead or (_is_login(seen) and not _last_is_preflight(result))
    pastes = () if instead or not found.passes else found.pastes
    guessed = _guess(exchanges)
    remarks = _remarks(question, result, found)
    if pastes:
        remarks.append(_setting(wanted(question, result), guessed[0]))
    return Advice(
        code,
        step if show_secrets or step is None else masked_step(step),
        found.failed if show_secrets else tuple(map(_masked, found.failed)),
        seen,
        _fix(result, seen, step),
        pastes,
        found.passes,
        found.assumed,
        tuple(filter(None, remarks)),
        guessed,
        bool(pastes) and helps(code),
    )


def wanted(question: Question, result: FetchResult) -> Wanted:
    """The facts of this question, from which a fix is written."""
    asked = [exchange.request for exchange in result.exchanges if exchange.kind == "preflight"]
    last = result.exchanges[-1].request if result.exchanges else None
    names = get(asked[-1].headers, "Access-Control-Request-Headers") if asked else None
    origin = get(last.headers, "Origin") if last else None
    return Wanted(
        origin or result.origin,
        last.url if last else result.url,
        result.method,
        get(asked[-1].headers, "Access-Control-Request-Method") if asked else None,
        names.replace(",", ", ") if names else None,
        question.credentials == "include",
    )


def _page(question: Question) -> Any:
    return open_page(Browser(engine=question.engine), question.page)


def _arguments(question: Question) -> dict[str, Any]:
    """The call, without response headers that a page sends by mistake."""
    own = [pair for pair in question.headers if not pair[0].lower().startswith("access-control-")]
    return {
        "url": question.url,
        "method": question.method,
        "headers": own,
        "body": question.body,
        "mode": question.mode,
        "credentials": question.credentials,
        "redirect": question.redirect,
    }


def _blamed(result: FetchResult, found: Gates) -> tuple[str, Step | None]:
    """The error that the engine names, and its check: Chromium looks at a redirect first."""
    assert result.error is not None
    code = result.error.code
    if result.engine == "chromium":
        code = chromium_error(result.outcome) or code
    step = next((gate.step for gate in found.failed if gate.code == code), None)
    if step is None:
        return result.error.code, failed_step(result)
    return code, step


def _fix(result: FetchResult, seen: Sequence[Observation], step: Step | None) -> str:
    """What comes first: whose server it is, what was seen, else what the check asks for."""
    if service_at(result.url):
        return foreign(result.url)
    deciding = [each.fix for each in seen if each.decides and each.fix]
    if deciding:
        return " ".join(deciding)
    also = [each.fix for each in seen if each.fix]
    return " ".join([*also, step.fix if step else ""]).strip()


def _remarks(question: Question, result: FetchResult, found: Gates) -> list[str]:
    app = meaning(question.page)
    remarks = [foreign(result.url, question.page)] if service_at(result.url) is None else []
    if any(gate.code == "header-not-allowed" for gate in found.failed):
        remarks.append(added_by_others(_not_allowed(result)))
    if app is not None:
        remarks.append(f"{app.what} {app.allow} {app.never}".strip())
    return remarks


def _setting(facts: Wanted, name: str) -> str:
    """Where a product that is known by its answer has its setting, and a short one itself."""
    if name not in PRODUCTS:
        return ""
    product = PRODUCTS[name]
    written = write(facts, name)
    if "\n" not in written:  # why there is none
        return f"{product.label}: {written}"
    lines = [line for line in written.splitlines() if line and not line.startswith(product.comment)]
    if len(lines) > SHORT:
        return f"{product.label}: {product.where} --fix {name} writes the setting."
    return f"{product.label}: `{'` and `'.join(lines)}`. {product.where}"


def _not_allowed(result: FetchResult) -> list[str]:
    """The headers that the preflight asked for and its answer does not list."""
    last = result.exchanges[-1]
    asked = get(last.request.headers, "Access-Control-Request-Headers") or ""
    listed = get(last.response.headers, "Access-Control-Allow-Headers") if last.response else ""
    allowed = {name.strip().lower() for name in (listed or "").split(",")}
    return [name for name in asked.split(",") if name and name not in allowed]


def _is_login(seen: Sequence[Observation]) -> bool:
    return any(each.code == "login-redirect" for each in seen)


def _last_is_preflight(result: FetchResult) -> bool:
    return bool(result.exchanges) and result.exchanges[-1].kind == "preflight"


def _guess(exchanges: Sequence[Exchange]) -> tuple[str, str]:
    last = exchanges[-1] if exchanges else None
    if last is None or last.response is None:
        return "", ""
    return guess(last.response.headers, last.request.url, body_text(last.response))


def _shown(each: Observation, show_secrets: bool) -> Observation:
    """The observation with what the body says masked."""
    if show_secrets:
        return each
    return Observation(each.code, mask_text(each.seen), each.fix, each.decides)


def _masked(gate: Gate) -> Gate:
    return gate._replace(step=masked_step(gate.step))
