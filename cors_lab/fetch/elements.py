"""What each element makes of its response: does it load, and what may the page see of it.
https://html.spec.whatwg.org/

Each function is given the load and its response, unfiltered, and gives the fields that the page can
observe; a check that fails raises NetworkError, after which `failed` gives the fields of the
failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cors_lab.fetch import sniff
from cors_lab.fetch.javascript import read_script
from cors_lab.fetch.mime_checks import JAVASCRIPT, response_type
from cors_lab.fetch.url import same_origin

if TYPE_CHECKING:
    from cors_lab.fetch.destinations import Attributes
    from cors_lab.fetch.document import Document
    from cors_lab.fetch.javascript import Script, Thrown
    from cors_lab.fetch.params import Profile
    from cors_lab.fetch.request import Request
    from cors_lab.fetch.response import Response
    from cors_lab.fetch.trace import Trace

Seen = dict[str, Any]
SECURITY_ERROR = "SecurityError"
CSS_RULE = b"{"


@dataclass(slots=True)
class Load:
    """One load under way: the element, what the author wrote on it, its request, and where it
    happens.
    """

    element: str
    attributes: Attributes
    request: Request
    trace: Trace
    profile: Profile
    document: Document
    response: Response | None = None

    @property
    def is_opaque(self) -> bool:
        """Must the page not see what is in the response?
        https://html.spec.whatwg.org/#cors-cross-origin
        """
        return self.request.tainting == "opaque" or self._is_upgraded_home

    @property
    def _is_upgraded_home(self) -> bool:
        # firefox: an insecure URL of the page's own host stays another origin's once it is
        # upgraded.
        upgraded = any(
            record.code == "request-upgraded" and record.facts["reason"] == "mixed-content"
            for record in self.trace.records
        )
        without = upgraded and self.request.mode == "no-cors"
        return without and self.trace.departs("upgraded-stays-cross-origin")

    @property
    def is_same_origin(self) -> bool:
        """Is the URL that was asked for first of the page's origin?"""
        return same_origin(self.request.url_list[0].origin, self.request.origin)


def _tell(load: Load) -> bool:
    """Note whether the page may look into the response; True if so."""
    opaque = load.is_opaque
    load.trace.note(
        "contents-hidden" if opaque else "contents-readable",
        url=load.request.url.href,
        origin=load.request.origin.serialized,
        element=load.element,
    )
    return not opaque


def use_image(load: Load, response: Response) -> Seen:
    """https://html.spec.whatwg.org/#update-the-image-data"""
    essence, _ = response_type(response)
    width = sniff.image_width(response.body, _is_svg(load, essence, response))
    load.trace.check("image-decodes", width > 0, url=load.request.url.href, type=essence)
    return {"event": "load", "width": width, "readable": "yes" if _tell(load) else SECURITY_ERROR}


def _is_svg(load: Load, essence: str, response: Response) -> bool:
    if essence != "image/svg+xml":
        return False
    # firefox: bytes of a bitmap are one, whatever the type says.
    return not (sniff.is_image(response.body) and load.trace.departs("bitmap-despite-svg-type"))


def use_media(load: Load, response: Response) -> Seen:
    """https://html.spec.whatwg.org/#concept-media-load-resource"""
    load.trace.check(
        "media-decodes",
        response.is_ok and sniff.is_media(response.body),
        url=load.request.url.href,
        type=response_type(response)[0],
    )
    readable = _tell(load)
    if load.element == "audio":
        return {"event": "load"}
    return {"event": "load", "readable": "yes" if readable else SECURITY_ERROR}


def use_track(load: Load, response: Response) -> Seen:
    """https://html.spec.whatwg.org/#start-the-track-processing-model"""
    load.trace.check("status-ok", response.is_ok, status=response.status)
    load.trace.check("track-parses", sniff.is_web_vtt(response.body), url=load.request.url.href)
    _tell(load)
    return {"event": "load", "readable": f"cues {sniff.cues(response.body)}"}


def use_font(load: Load, response: Response) -> Seen:
    """https://drafts.csswg.org/css-fonts-4/#font-fetching-requirements"""
    load.trace.check("status-ok", response.is_ok, status=response.status)
    load.trace.check("font-decodes", sniff.is_font(response.body), url=load.request.url.href)
    return {"event": "load", "promise": "ok", "status": "loaded", "check": True}


def use_style_sheet(load: Load, response: Response) -> Seen:
    """https://html.spec.whatwg.org/#link-type-stylesheet"""
    trace = load.trace
    trace.check("status-ok", response.is_ok, status=response.status)
    essence, missing = response_type(response)
    if not missing and essence != "text/css" and not _is_quirky(load):
        if not trace.departs(
            "not-css-still-loads"
        ):  # chromium: fires `load` for a sheet that is not applied
            trace.check(
                "style-type",
                False,
                type=essence,
                url=load.request.url.href,
                quirks=load.request.client.policies.quirks,
            )
        trace.note("style-ignored", type=essence, url=load.request.url.href)
        return {
            "event": "load",
            "applied": False,
            "readable": "rules 0" if _tell(load) else SECURITY_ERROR,
        }
    if not missing and essence != "text/css":
        trace.note("style-type-quirk", type=essence, url=load.request.url.href)
    rules = (
        response.body.count(CSS_RULE)
        if not sniff.is_json(response.body) and not sniff.has_parser_breaker(response.body)
        else 0
    )
    readable = f"rules {rules}" if _tell(load) else SECURITY_ERROR
    return {"event": "load", "applied": rules > 0, "readable": readable}


def _is_quirky(load: Load) -> bool:
    """Does quirks mode allow another type here?
    https://html.spec.whatwg.org/#link-type-stylesheet:content-type-4
    """
    if not load.request.client.policies.quirks or load.is_opaque:
        return False
    if same_origin(load.request.url.origin, load.request.origin):
        return True
    # chromium, firefox: whatever CORS lets the page read is as good as its own.
    return load.trace.departs("quirks-by-tainting")


def use_script(load: Load, response: Response) -> Seen:
    """https://html.spec.whatwg.org/#fetch-a-classic-script"""
    load.trace.check("status-ok", response.is_ok, status=response.status)
    _tell(load)
    return {
        "event": "load",
        **_run(load, response, read_script(response.body), _is_muted(load, response)),
    }


def use_module(load: Load, response: Response) -> Seen:
    """https://html.spec.whatwg.org/#fetch-a-single-module-script"""
    module_check(load, response)
    script = read_script(response.body)
    _tell(load)
    url = load.request.url_list[0].href
    again = url in load.document.evaluated
    load.document.evaluated.add(url)
    # webkit: a module that does not parse has no event.
    silent = not script.parses and load.trace.departs("unparsable-module-is-silent")
    seen = _run(load, response, script, False)
    # A module runs once, whoever asks; what it threw is reported again.
    seen["ran"] = seen["ran"] and not again
    return {"event": "none" if silent else "load", **seen}


def module_check(load: Load, response: Response) -> None:
    """A module needs a JavaScript type and a good status.
    https://html.spec.whatwg.org/#fetch-a-single-module-script
    """
    load.trace.check("status-ok", response.is_ok, status=response.status)
    essence, _ = response_type(response)
    load.trace.check("module-type", essence in JAVASCRIPT, type=essence, url=load.request.url.href)


def _is_muted(load: Load, response: Response) -> bool:
    """https://html.spec.whatwg.org/#muted-errors"""
    if not load.is_opaque:
        return False
    # firefox: goes by where the script came from in the end.
    home = response.url is not None and same_origin(response.url.origin, load.request.origin)
    return not (home and load.trace.departs("muted-by-final-url"))


def _run(load: Load, response: Response, script: Script, muted: bool) -> Seen:
    seen: Seen = {"ran": script.parses and script.acts}
    thrown = script.thrown
    if thrown is not None:
        seen |= _reported(load, response, thrown, muted)
    if script.rejection is not None:
        # webkit: tells the page of a rejection in a script whose errors are muted.
        told = not muted or load.trace.departs("muted-rejections-told")
        load.trace.note(
            "rejection-told" if told else "rejection-muted",
            rejection=script.rejection,
            url=load.request.url.href,
        )
        if told:
            seen["unhandledrejection"] = script.rejection
    return seen


def _reported(load: Load, response: Response, thrown: Thrown, muted: bool) -> Seen:
    """What `window.onerror` is told. https://html.spec.whatwg.org/#report-an-exception"""
    trace = load.trace
    # firefox: mutes only what the engine throws.
    if muted and thrown.own and trace.departs("own-errors-not-muted"):
        muted = False
    # webkit: in a timer, a script of another origin has muted errors whatever CORS said.
    elsewhere = not same_origin(load.request.url_list[0].origin, load.request.origin)
    if not muted and thrown.later and elsewhere and trace.departs("timers-mute-errors"):
        muted = True
    # chromium, firefox: the source of an error is the URL that was asked for, webkit: the one that
    # answered.
    module = load.element == "module"
    final = trace.departs("error-source-is-final-url") or (
        module and trace.departs("module-source-is-final-url")
    )
    source = (response.url if final and response.url else load.request.url_list[0]).href
    trace.note("errors-muted" if muted else "errors-told", url=source, thrown=thrown, muted=muted)
    return {"thrown": thrown, "muted": muted, "source": source}


def failed(load: Load | None, element: str, code: str) -> Seen:
    """What the page sees of a load that failed."""
    seen: Seen = {"event": "error"}
    if element == "img":
        seen["width"] = 0
    elif element in ("script", "module"):
        seen["ran"] = False
    elif element == "stylesheet":
        seen |= {"applied": False, "readable": _failed_sheet(load, code)}
    elif element == "font":
        seen |= {
            "promise": "NetworkError",
            "status": "error",
            "check": load is not None and load.trace.departs("font-check-after-failure"),
        }
    elif element in ("video", "audio"):
        seen["media_error"] = 4
    elif element == "track":
        seen["readable"] = "cues 0"
    elif element == "import()":
        seen["error"] = code
    elif element in ("worker", "module-worker"):
        seen["message"] = None
    return seen


def _failed_sheet(load: Load | None, code: str) -> str:
    """What `cssRules` of a sheet is that did not load."""
    if load is None:
        return "no sheet"
    trace = load.trace
    if code == "status-ok":
        return SECURITY_ERROR if load.is_opaque else "rules 0"
    # chromium, webkit: a sheet that is not what its integrity says is not there.
    if code == "integrity-match" and trace.departs("mismatched-sheet-is-gone"):
        return "no sheet"
    # firefox, webkit: nor is one that a policy refused.
    unsent = len(load.request.url_list) == 1
    refused = code in ("csp-allows", "not-mixed-content")
    if refused and unsent and trace.departs("refused-sheet-is-gone"):
        return "no sheet"
    # firefox: the sheet is there and empty, to be read where a loaded one could be.
    if trace.departs("failed-sheet-is-empty"):
        return (
            SECURITY_ERROR
            if load.request.mode == "no-cors" and not load.is_same_origin
            else "rules 0"
        )
    # webkit: so is one whose type is wrong.
    if code in ("style-type", "nosniff-style") and trace.departs("wrong-type-sheet-is-empty"):
        return SECURITY_ERROR if load.is_opaque else "rules 0"
    return SECURITY_ERROR


USES = {
    "img": use_image,
    "video": use_media,
    "audio": use_media,
    "track": use_track,
    "font": use_font,
    "stylesheet": use_style_sheet,
    "script": use_script,
    "module": use_module,
}
