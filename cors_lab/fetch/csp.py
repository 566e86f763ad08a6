"""Content Security Policy: parsing, and the checks that a request, a form and a frame go through.

https://w3c.github.io/webappsec-csp/
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cors_lab.fetch import csp_sources
from cors_lab.fetch.csp_sources import Target
from cors_lab.fetch.policy import Policy
from cors_lab.fetch.url import URL, Origin, parse_url, same_origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cors_lab.fetch.request import Request
    from cors_lab.fetch.trace import Trace

WHITESPACE = "\t\n\f\r "
# https://w3c.github.io/webappsec-csp/#directive-fallback-list
SCRIPT = ("script-src-elem", "script-src", "default-src")
FALLBACK: dict[str, tuple[str, ...]] = {
    "script-src-elem": SCRIPT,
    "style-src-elem": ("style-src-elem", "style-src", "default-src"),
    "worker-src": ("worker-src", "child-src", "script-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "manifest-src": ("manifest-src", "default-src"),
    "object-src": ("object-src", "default-src"),
    "media-src": ("media-src", "default-src"),
    "font-src": ("font-src", "default-src"),
    "img-src": ("img-src", "default-src"),
    "default-src": ("default-src",),
    "form-action": ("form-action",),
    "frame-ancestors": ("frame-ancestors",),
}
# https://w3c.github.io/webappsec-csp/#effective-directive-for-a-request
BY_DESTINATION = {
    "": "connect-src",
    "json": "connect-src",
    "manifest": "manifest-src",
    "object": "object-src",
    "embed": "object-src",
    "iframe": "frame-src",
    "frame": "frame-src",
    "audio": "media-src",
    "track": "media-src",
    "video": "media-src",
    "font": "font-src",
    "image": "img-src",
    "style": "style-src-elem",
    "script": "script-src-elem",
    "xslt": "script-src-elem",
    "audioworklet": "script-src-elem",
    "paintworklet": "script-src-elem",
    "worker": "worker-src",
    "sharedworker": "worker-src",
    "serviceworker": "worker-src",
}
SCRIPT_LIKE = frozenset(
    "audioworklet paintworklet script serviceworker sharedworker worker xslt".split()
)
FRAME_DIRECTIVES = frozenset({"frame-src", "object-src"})
FETCH_DIRECTIVES = frozenset(FALLBACK) | {"script-src", "style-src", "child-src"}
OTHER_DIRECTIVES = frozenset(
    """
    script-src-attr style-src-attr base-uri sandbox report-uri report-to upgrade-insecure-requests
    block-all-mixed-content require-trusted-types-for trusted-types fenced-frame-src
    require-sri-for prefetch-src webrtc
    """.split()
)
NOT_IN_META = frozenset({"report-uri", "frame-ancestors", "sandbox"})
META_NAMES = ("content-security-policy",)


def parse_policies(
    csp: str = "", csp_report_only: str = "", meta: Iterable[tuple[str, str]] = ()
) -> tuple[Policy, ...]:
    """The policies of a document, from its two headers and its meta elements.

    https://w3c.github.io/webappsec-csp/#parse-response-csp
    """
    found = [_parse(text, "enforce") for text in csp.split(",")]
    found += [_parse(text, "report") for text in csp_report_only.split(",")]
    for name, content in meta:
        if name.strip(WHITESPACE).lower() in META_NAMES:
            policy = _parse(content, "enforce")
            kept = {k: v for k, v in policy.directives.items() if k not in NOT_IN_META}
            dropped = tuple(name for name in policy.directives if name in NOT_IN_META)
            found.append(policy._replace(directives=kept, ignored=policy.ignored + dropped))
    return tuple(policy for policy in found if policy.directives)


def _parse(text: str, disposition: str) -> Policy:
    """https://w3c.github.io/webappsec-csp/#parse-serialized-policy"""
    directives: dict[str, tuple[str, ...]] = {}
    ignored: list[str] = []
    for token in text.split(";"):
        name, *values = re.split(r"[\t\n\f\r ]+", token.strip(WHITESPACE))
        name = name.lower()
        if not name:
            continue
        if not token.isascii() or name in directives:
            ignored.append(token.strip(WHITESPACE))
            continue
        directives[name] = tuple(values)
        if name not in FETCH_DIRECTIVES | OTHER_DIRECTIVES:
            ignored.append(name)
        elif name in FETCH_DIRECTIVES:
            ignored += csp_sources.unknown_sources(directives[name])
    return Policy(directives, disposition, text.strip(WHITESPACE), tuple(ignored))


def governing(policy: Policy, effective: str) -> str | None:
    """The name of the directive that stands for this one in the policy; None: nothing does."""
    return next((name for name in FALLBACK[effective] if name in policy.directives), None)


def upgrades_insecure_requests(policies: Iterable[Policy]) -> bool:
    """https://w3c.github.io/webappsec-upgrade-insecure-requests/#delivery"""
    return any(
        "upgrade-insecure-requests" in policy.directives and policy.disposition == "enforce"
        for policy in policies
    )


def sandbox_flags(policies: Iterable[Policy]) -> frozenset[str] | None:
    """The `allow-` words of the sandbox that the policies put a document in; None: no sandbox.

    https://w3c.github.io/webappsec-csp/#directive-sandbox
    """
    enforced = [policy for policy in policies if policy.disposition == "enforce"]
    boxes = [policy.directives["sandbox"] for policy in enforced if "sandbox" in policy.directives]
    if not boxes:
        return None
    sets = [frozenset(word.lower() for word in words) for words in boxes]
    return frozenset.intersection(*sets)


# -- requests ------------------------------------------------------------------------------------


def check_request(request: Request, trace: Trace) -> None:
    """May the page ask this URL, by its policies? One hop of a fetch; NetworkError if not.

    https://w3c.github.io/webappsec-csp/#should-block-request
    """
    policies = request.client.policies.csp
    effective = BY_DESTINATION.get(request.destination)
    if not policies or effective is None or _is_refused_before(request, trace):
        return
    for directive in _effective_directives(request, effective, trace):
        _check_directive(request, policies, directive, trace)


def _is_refused_before(request: Request, trace: Trace) -> bool:
    """firefox: a request that must not leave its origin and does is refused before any policy;
    chromium: so it is where a redirect leads away.
    """
    leaves = not same_origin(request.url.origin, request.origin)
    redirected = leaves and request.mode == "same-origin" and len(request.url_list) > 1
    if redirected and trace.departs("mode-before-csp-on-redirect"):
        return True
    return request.mode == "same-origin" and leaves and trace.departs("mode-before-csp")


def _effective_directives(request: Request, effective: str, trace: Trace) -> list[str]:
    if effective != "object-src":
        return [effective]
    directives = [effective]
    # chromium: a redirect of an object is not looked at, but a document in an object is a frame.
    if len(request.url_list) > 1 and trace.departs("csp-object-redirects-unchecked"):
        directives = []
    if trace.departs("csp-object-is-frame"):
        directives.append("frame-src")
    return directives


def _check_directive(
    request: Request, policies: Sequence[Policy], effective: str, trace: Trace
) -> None:
    broken: list[tuple[Policy, str]] = []
    governed = False
    silent = _path_counts_after_redirect(request, trace)
    for policy in policies:
        name = governing(policy, effective)
        if name is None:
            continue
        governed = True
        if allows(policy, name, request, trace):
            # chromium: a redirected beacon is compared with the path, but nothing is reported.
            if silent and not _matches(policy.directives[name], request, trace, strictly=True):
                broken += [(policy, name)] * (policy.disposition == "enforce")
            continue
        _report(request, policy, name, effective, trace)
        if policy.disposition == "enforce":
            broken.append((policy, name))
            silent = False
    if not governed:
        return
    violated = broken[0][0].directive(broken[0][1]) if broken else ""
    trace.check(
        "csp-allows",
        not broken,
        directive=effective,
        violated=violated,
        silent=silent,
        url=_shown(request),
        fallback=broken[0][1] if broken else "",
        initiator=request.initiator,
        redirected=len(request.url_list) > 1,
    )


def _path_counts_after_redirect(request: Request, trace: Trace) -> bool:
    redirected = len(request.url_list) > 1
    outlives = request.initiator == "beacon" or request.keepalive
    return redirected and outlives and trace.departs("csp-beacon-redirects-by-path")


def allows(policy: Policy, name: str, request: Request, trace: Trace) -> bool:
    """Does this directive allow the request?
    https://w3c.github.io/webappsec-csp/#script-pre-request
    """
    sources = policy.directives[name]
    script_like = request.destination in SCRIPT_LIKE and name != "worker-src"
    script = script_like and name in ("script-src-elem", "script-src", "default-src")
    styles = request.destination == "style"
    if (script or styles) and request.nonce and request.nonce in csp_sources.nonces(sources):
        return True
    if script and csp_sources.integrity_is_listed(request.integrity, sources):
        return True
    if script and csp_sources.has_keyword(sources, "'strict-dynamic'"):
        return not request.parser_inserted
    return _matches(sources, request, trace)


def _matches(
    sources: tuple[str, ...], request: Request, trace: Trace, strictly: bool = False
) -> bool:
    redirected = len(request.url_list) > 1 and not strictly
    return csp_sources.matches_list(_target(request, redirected, trace), sources)


def _target(request: Request, redirected: bool, trace: Trace) -> Target:
    one_way = "csp-schemes-one-way" in trace.departures
    url = request.url
    # chromium, firefox, webkit: a web socket is judged by its own scheme, not as http(s).
    if request.mode == "websocket" and "csp-sockets-keep-scheme" in trace.departures:
        url = as_web_socket(url)
    return Target(url, _own_origin(request), redirected, one_way)


def _own_origin(request: Request) -> Origin:
    """What `'self'` means: the origin of the document's URL, sandboxed or not."""
    return request.client.url.origin


@lru_cache(maxsize=256)
def as_web_socket(url: URL) -> URL:
    """The same URL with the scheme ws or wss."""
    if url.scheme not in ("http", "https"):
        return url
    return parse_url(url.href.replace("http", "ws", 1)) or url


def _report(request: Request, policy: Policy, name: str, effective: str, trace: Trace) -> None:
    """Record a violation: what its event says, and how many events there are."""
    trace.note(
        "csp-violation",
        directive=effective,
        violated=policy.directive(name),
        fallback=name,
        blocked=_blocked(request, effective, trace),
        disposition=policy.disposition,
        url=_shown(request),
        first_url=_as_asked(request.url_list[0], request).href,
        events=_events(request, effective, policy, trace),
        initiator=request.initiator,
        destination=request.destination,
        redirected=len(request.url_list) > 1,
        report_to=policy.directives.get("report-uri", ()),
        policy=policy.text,
    )


def _as_asked(url: URL, request: Request) -> URL:
    return as_web_socket(url) if request.mode == "websocket" else url


def _shown(request: Request) -> str:
    return _as_asked(request.url, request).href


def _blocked(request: Request, effective: str, trace: Trace) -> str:
    """The URL that the violation names: the first of the request, stripped for reports.

    https://w3c.github.io/webappsec-csp/#create-violation-for-request
    """
    url = request.url_list[0]
    if effective not in FRAME_DIRECTIVES:
        return stripped(_as_asked(url, request))
    # chromium, webkit: a frame's violation names the URL that was refused.
    if len(request.url_list) > 1 and trace.departs("csp-frames-name-target"):
        url = request.url
    hidden = not same_origin(url.origin, request.client.url.origin)
    if hidden and trace.departs("csp-hides-frame-urls"):
        return url.origin.serialized
    return stripped(url)


def stripped(url: URL) -> str:
    """https://w3c.github.io/webappsec-csp/#strip-url-for-use-in-reports"""
    if url.scheme not in ("http", "https", "ws", "wss"):
        return url.scheme
    bare = url.without_fragment
    if url.includes_credentials:
        scheme, _, rest = bare.partition("://")
        return f"{scheme}://{rest.partition('@')[2]}"
    return bare


def _events(request: Request, effective: str, policy: Policy, trace: Trace) -> int:
    """How many `securitypolicyviolation` events, and reports, this violation makes."""
    redirected, report_only = len(request.url_list) > 1, policy.disposition == "report"
    preload = request.initiator in ("preload", "modulepreload")
    # firefox: a preload that was refused before it was sent is not reported.
    if preload and not redirected and _firefox_hides(request, report_only):
        return 0 if trace.departs("csp-preloads-unreported") else 1
    # chromium: a preload that was redirected is not reported.
    if request.initiator == "preload" and redirected:
        return 0 if trace.departs("csp-preload-redirects-unreported") else 1
    twice = (
        (effective == "media-src" and report_only and "csp-media-reported-twice"),
        (effective == "font-src" and not preload and "csp-fonts-reported-twice"),
        (effective == "style-src-elem" and report_only and "csp-styles-reported-twice"),
        (request.mode == "websocket" and report_only and "csp-sockets-reported-twice"),
    )
    return 2 if any(name and trace.departs(name) for name in twice) else 1


def _firefox_hides(request: Request, report_only: bool) -> bool:
    return not (report_only and request.destination == "")


# -- forms ---------------------------------------------------------------------------------------


def check_form_action(request: Request, trace: Trace) -> None:
    """May the page send its form there?
    https://w3c.github.io/webappsec-csp/#form-action-pre-navigate
    """
    redirected = len(request.url_list) > 1
    # firefox, webkit: only the form's own action is looked at.
    if redirected and trace.departs("csp-form-redirects-unchecked"):
        return
    enforced: list[str] = []
    governed = False
    for policy in request.client.policies.csp:
        if "form-action" not in policy.directives:
            continue
        governed = True
        if _matches(policy.directives["form-action"], request, trace):
            continue
        _report_form(request, policy, trace)
        if policy.disposition == "enforce":
            enforced.append(policy.directive("form-action"))
    if governed:
        trace.check(
            "csp-allows",
            not enforced,
            directive="form-action",
            violated=enforced[0] if enforced else "",
            silent=False,
            url=_form_url(request, trace).href,
            fallback="form-action",
            initiator="form",
            redirected=redirected,
        )


def _form_url(request: Request, trace: Trace) -> URL:
    url = request.url_list[0]
    # firefox, webkit: the violation names the form's action, without the fields of a GET.
    if url.query and request.method == "GET" and trace.departs("csp-form-named-by-action"):
        return request.form_action or url
    return url


def _report_form(request: Request, policy: Policy, trace: Trace) -> None:
    url = _form_url(request, trace)
    trace.note(
        "csp-violation",
        directive="form-action",
        violated=policy.directive("form-action"),
        fallback="form-action",
        blocked=stripped(url),
        disposition=policy.disposition,
        url=url.href,
        first_url=url.href,
        events=1,
        initiator="form",
        destination="form",
        redirected=len(request.url_list) > 1,
        policy=policy.text,
        report_to=policy.directives.get("report-uri", ()),
    )


# -- frames --------------------------------------------------------------------------------------


def check_frame_ancestors(
    policies: Iterable[Policy], url: URL, ancestors: Iterable[Origin], trace: Trace
) -> bool:
    """May the document at `url`, with these policies, be framed by pages of these origins?

    https://w3c.github.io/webappsec-csp/#frame-ancestors-navigation-response
    """
    allowed = True
    above = list(ancestors)
    for policy in policies:
        refused = next(_refused(policy, url, above, trace), None)
        if refused is None:
            continue
        trace.note(
            "csp-frame-ancestors",
            violated=policy.directive("frame-ancestors"),
            disposition=policy.disposition,
            policy=policy.text,
            url=url.href,
            origin=url.origin.serialized,
            heard=bool(policy.directives.keys() & {"report-uri", "report-to"}),
            ancestor=refused.serialized,
        )
        allowed = allowed and policy.disposition != "enforce"
    return allowed


def _refused(policy: Policy, url: URL, above: list[Origin], trace: Trace) -> Iterator[Origin]:
    if "frame-ancestors" not in policy.directives:
        return
    one_way = "csp-schemes-one-way" in trace.departures
    for origin in above:
        ancestor = parse_url(f"{origin.serialized}/")
        sources = policy.directives["frame-ancestors"]
        if ancestor is None or not csp_sources.matches_list(
            Target(ancestor, url.origin, False, one_way), sources
        ):
            yield origin
