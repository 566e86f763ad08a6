"""The fix as code for the server's framework: the header lines of a finding as a policy, which
`copying` writes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cors_lab.fetch.url import parse_origin, parse_url
from cors_lab.fixes.code import COPIES, Case
from cors_lab.fixes.frameworks import FRAMEWORKS
from cors_lab.fixes.paste import PLACEHOLDER
from cors_lab.fixes.required_headers import TO_READ
from cors_lab.server.policy import Policy

if TYPE_CHECKING:
    from cors_lab.fixes.paste import Paste

# Its name in `copying`, the sign of its comments, and what of the generated program belongs into a
# server that exists.
TAKE = {
    "nginx": (
        "nginx",
        "#",
        "the map goes into your http { }; the if and the add_header lines into your location { }.",
    ),
    "flask": ("Flask by hand", "#", "the functions above the route go into your app."),
    "flask-cors": (
        "Flask-CORS",
        "#",
        "the import, CORS(...) and the function below it go into your app.",
    ),
    "fastapi": (
        "FastAPI / Starlette",
        "#",
        "the import of CORSMiddleware and its call go into your app, the call at the very end.",
    ),
    "django": (
        "Django (django-cors-headers)",
        "#",
        (
            "in settings.py, add to INSTALLED_APPS, put the middleware first in MIDDLEWARE, add the"
            " CORS_... lines."
        ),
    ),
    "express": (
        "Express (cors)",
        "//",
        "the import and app.use(cors(...)) go into your app, before all routes.",
    ),
}
YOURS = f"Put your page's origin in the place of {PLACEHOLDER}."
ASSUMED = (
    "What was given does not tell which methods and headers your page sends: list yours in place of"
    " those below."
)
METHODS, NAMES = "PUT, PATCH, DELETE", "Content-Type, Authorization"
_LINE = re.compile(r"(Access-Control-Allow-(?:Origin|Methods|Headers|Credentials)): (.+)")
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


class Blocked(Protocol):
    """A call that a server blocked: what it asked for, and the header lines that let it pass, as
    far as they are known.
    """

    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def page(self) -> str: ...  # noqa: D102
    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def stage(self) -> str: ...  # noqa: D102
    @property
    def pastes(self) -> tuple[Paste, ...]: ...  # noqa: D102
    @property
    def no_code(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a server must say for one call: to one origin, never to all; the lists are None where no
    preflight asks for anything.
    """

    origin: str
    url: str
    method: str
    allow_methods: str | None
    allow_headers: str | None
    credentials: bool
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Blocked) -> Wanted:
        """What this finding asks for; what it does not tell is assumed, and said in `remarks`."""
        said = {
            found[1]: found[2]
            for paste in finding.pastes
            for line in paste.lines
            if (found := _LINE.fullmatch(line))
        }
        origin = parse_origin(said.get("Access-Control-Allow-Origin") or finding.page)
        methods, names = (
            said.get("Access-Control-Allow-Methods"),
            _names(said.get("Access-Control-Allow-Headers")),
        )
        complete = any(paste.heading.startswith(TO_READ) for paste in finding.pastes)
        assumed = (
            finding.stage == "preflight"
            and not complete
            and (finding.code == "preflight-status" or not (methods and names))
        )
        remarks = ((YOURS,) if origin is None or origin.serialized == PLACEHOLDER else ()) + (
            (ASSUMED,) if assumed else ()
        )
        methods, names = (
            (methods or finding.method or METHODS, names or NAMES) if assumed else (methods, names)
        )
        if finding.method.isalpha():
            method = finding.method
        else:
            method = (methods or "GET").partition(",")[0]
        credentials = (
            "Access-Control-Allow-Credentials" in said or "allow-origin-wildcard" in finding.code
        )
        return cls(
            origin.serialized if origin else PLACEHOLDER,
            finding.url,
            method,
            methods,
            names,
            credentials,
            remarks,
        )

    def code(self, framework: str) -> str:
        """A whole small server of this framework that sends just this, and a remark on what of it
        to take over. ValueError for others.
        """
        if framework not in TAKE:
            raise ValueError(f"fix: {framework!r} is not one of {', '.join(FRAMEWORKS)}.")
        label, sign, take = TAKE[framework]
        # Starlette's middleware allows Content-Type in any case.
        names = self.allow_headers
        if framework == "fastapi":
            names = _with_content_type(self.allow_headers)
        policy = Policy(
            allow_origin=self.origin,
            allow_credentials=self.credentials or None,
            allow_methods=self.allow_methods,
            allow_headers=names,
            vary=True,
        )
        remarks = "".join(
            f"{sign} {remark}\n"
            for remark in (f"A whole small server. For yours: {take}", *self.remarks)
        )
        return remarks + COPIES[label](self._case(policy))

    def _case(self, policy: Policy) -> Case:
        url = parse_url(self.url)
        headers = [
            (name, "application/json") for name in (self.allow_headers or "").split(", ") if name
        ]
        call: dict[str, Any] = {"url": url.href if url and url.is_http else "https://api.example/"}
        try:
            return Case.of(call | {"method": self.method, "headers": headers}, policy, self.origin)
        except (TypeError, ValueError):  # what a line says need not be what fetch() takes
            return Case.of(call, policy, self.origin)


def code_for(finding: Blocked, framework: str) -> str:
    """The fix of this finding as code; a sentence where no code helps."""
    wanted = Wanted.of(finding).code(framework)
    return finding.no_code or wanted


def _names(listed: str | None) -> str | None:
    """Header names without what cannot be one: a line of a console may say anything."""
    names = [
        name
        for name in (listed or "").replace(" ", "").split(",")
        if name and not _NOT_A_NAME.search(name)
    ]
    return ", ".join(dict.fromkeys(names)) or None


def _with_content_type(listed: str | None) -> str:
    names = (listed or "").split(", ") if listed else []
    return ", ".join(
        names if "content-type" in {name.lower() for name in names} else [*names, "Content-Type"]
    )
