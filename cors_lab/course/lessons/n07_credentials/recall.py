"""Questions and cards on credentials and cookies."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.exercises.trials import status_of
from cors_lab.course.lessons.n07_credentials.predictions import ENGINES, logged_in, readers
from servers.login_api import COOKIE


def _lost_in() -> list[str]:
    """The engines in which a login from another site does not last."""
    kept = readers(COOKIE)
    return [name for name, _ in ENGINES if name not in kept]


QUESTIONS = (
    Question(
        "07-include-at-login",
        "A page logs in at another site with no options, and then asks for /me with "
        'credentials: "include". Cookie and CORS are in order. What does it read?',
        (
            (
                "Ada's account: the login has set the cookie.",
                lambda result: status_of(result) == 200,
                "The server has sent it. The browser did not keep it: the login did not ask for "
                "credentials.",
            ),
            (
                "The status 401.",
                lambda result: status_of(result) == 401,
                "Without `include` at the login, the browser throws the cookie away. Later there "
                "is nothing to send.",
            ),
            (
                "Nothing: a CORS error.",
                lambda result: status_of(result) is None,
                "CORS is in order, so the page reads the answer.",
            ),
        ),
        lambda: logged_in(COOKIE, login="same-origin"),
    ),
    Question(
        "07-third-parties",
        "Page and API are two sites. The cookie says SameSite=None; Secure, and each request says "
        "include. In which engine does the login not last?",
        (
            (
                "Chromium",
                ["Chromium"],
                "Chromium lets the cookie travel, unless its user forbids it.",
            ),
            (
                "Firefox",
                ["Firefox"],
                "Firefox keeps it, in a drawer for this page's site.",
            ),
            (
                "WebKit",
                ["WebKit"],
                "WebKit lets no third party store a cookie.",
            ),
        ),
        _lost_in,
    ),
    Question(
        "07-silent-console",
        "The cookie was withheld because of SameSite, and the answer is 401. What does Chromium's "
        "console say?",
        (
            (
                "That the cookie was blocked by CORS policy.",
                lambda lines: any("CORS" in line for line in lines),
                "CORS has no opinion on a cookie that is not there.",
            ),
            (
                "That the status is 401, and not a word about cookies.",
                lambda lines: bool(lines) and "CORS" not in " ".join(lines),
                "The answer is readable, and it is 401. Look at the tab Cookies of the request.",
            ),
            (
                "Nothing at all.",
                lambda lines: not lines,
                "Chromium prints a line for every 4xx and 5xx. It does not help here.",
            ),
        ),
        lambda: logged_in("session=ada; Path=/; HttpOnly").console(),
    ),
)

CARDS = (
    (
        "Which three conditions must a cookie meet to reach another origin?",
        'The request asks (`credentials: "include"`), the server agrees (the origin by name, and '
        "`Access-Control-Allow-Credentials: true`), and the cookie's own rules allow it "
        "(`SameSite`, `Secure`, `Domain`, third parties).",
    ),
    (
        "What makes a login work in every engine?",
        "One site: page and API on hosts of one registrable domain. Then `SameSite=Lax` is enough.",
    ),
    (
        "A cookie says `SameSite=None`. What else does the server need?",
        "`Secure`, and a defence against forged requests: refuse a POST whose `Origin` is not on "
        "the list.",
    ),
)
