"""Wrong answers to the exercises of lesson 12, and the words that each is answered with."""

from __future__ import annotations

from cors_lab.course.lessons.n12_secure_by_design.exercises import (
    ATTACKS,
    LOGIN_SOLUTION,
    LOGIN_STARTER,
    VAULT,
)


def attacks(**changed: str) -> str:
    """The right attacks, but for these."""
    return f"my_answer = {ATTACKS | changed!r}"


def close(condition: str) -> str:
    return VAULT.format(body=f"    import re\n    return bool({condition})")


def shops(pattern: str, call: str = "fullmatch") -> str:
    body = f'    import re\n    return bool(re.{call}(r"{pattern}", origin))'
    return VAULT.format(body=body)


TWO = '{"https://app.example", "https://admin.example"}'
GATE = LOGIN_STARTER[LOGIN_STARTER.index("    if ") :]

WRONG: dict[str, list[tuple[str, str]]] = {
    "12-break-in": [
        (attacks(reflects="https://app.example"), "That page belongs to the victim"),
        (attacks(null="https://evil.example"), "`null`: `https://evil.example` is kept out"),
        (
            attacks(begins="https://evilapp.example"),
            "`begins`: `https://evilapp.example` is kept out",
        ),
        (
            attacks(ends="https://app.example.evil.example"),
            "`ends`: `https://app.example.evil.example` is kept out",
        ),
        (attacks(dot="https://evil.example"), "`dot`: `https://evil.example` is kept out"),
        (attacks(http="https://evil.example"), "`http`: `https://evil.example` is kept out"),
        (attacks(ends="evilapp.example"), "`evilapp.example` is no origin of a page"),
        (
            attacks(begins="https://app.example.evil.example/"),
            "`https://app.example.evil.example/` is no origin of a page",
        ),
        (attacks(http=""), "`http`: no attack yet"),
    ],
    "12-close": [
        (close("True"), "`https://stranger.test` gets in"),
        (
            close('origin.endswith(("app.example", "admin.example"))'),
            "`https://evilapp.example` gets in",
        ),
        (
            close('origin.startswith(("https://app.example", "https://admin.example"))'),
            "`https://app.example.evil.example` gets in",
        ),
        (
            close('origin in "https://app.example https://admin.example"'),
            "`https://app.exampl` gets in",
        ),
        (
            close('re.match(r"https://(app|admin)\\.example", origin)'),
            "`https://app.example.evil.example` gets in",
        ),
        (
            close('re.fullmatch("https://(app|admin).example", origin)'),
            "`https://appxexample` gets in",
        ),
        (close(f'origin in {TWO} | {{"null"}}'), "`null` gets in"),
        (close('origin.replace("http:", "https:") in ' + TWO), "`http://app.example` gets in"),
        (
            close('origin.rsplit(":", 1)[0] in ' + TWO + " or origin in " + TWO),
            "`https://app.example:8443` gets in",
        ),
        (
            close('origin == "https://app.example"'),
            "`https://admin.example` should read the secret",
        ),
        (
            close('origin in ["https://app.example/", "https://admin.example/"]'),
            "`https://app.example` should read the secret",
        ),
        (
            close("origin in " + TWO)
            + (
                "\n@my_app.after_request\ndef referer(response):\n    from flask import "
                "request\n    if request.headers.get('Referer', "
                "'').startswith('https://app.example'):\n        "
                "response.headers['Access-Control-Allow-Origin'] = "
                "request.headers.get('Origin', '')\n        "
                "response.headers['Access-Control-Allow-Credentials'] = 'true'\n    return "
                "response"
            ),
            "`https://app.example.evil.example` gets in",
        ),
    ],
    "12-shops": [
        (shops(r"https://.*\.shop\.example"), "A name below a customer's is not a customer"),
        (shops(r"https://.*shop\.example"), "The dot in front of `shop` is missing"),
        (shops(r"https://[a-z0-9-]+.shop.example"), "The dot in front of `shop` is missing"),
        (
            shops(r"https://[a-z0-9-]+\.shop\.example", "match"),
            "`https://ada.shop.example.evil.example` gets in",
        ),
        (shops(r"https?://[a-z0-9-]+\.shop\.example"), "The scheme is not checked"),
        (shops(r"https://[a-z0-9-]+\.shop\.example(:\d+)?"), "Another port is another server"),
        (shops(r"https://([a-z0-9-]+\.)?shop\.example"), "is no customer"),
        (shops(r"https://[^.]+\.shop\.example"), "Your pattern lets any sign pass"),
        (shops(r"https://[a-z]+\.shop\.example"), "`https://bob-2.shop.example` should read"),
        (
            VAULT.format(body='    return origin.endswith(".shop.example")'),
            "The scheme is not checked",
        ),
        (
            VAULT.format(body='    return origin in {"https://ada.shop.example"}'),
            "`https://bob-2.shop.example` should read",
        ),
        (
            VAULT.format(body='    return "shop.example" in origin'),
            "The dot in front of `shop` is missing",
        ),
    ],
    "12-not-a-login": [
        (
            LOGIN_STARTER.replace(
                GATE,
                (
                    '    if request.headers.get("Origin", '
                    '"").startswith("https://app.example"):\n        return {"secret": '
                    "vault.SECRET}"
                ),
            ),
            "A program reads the secret",
        ),
        (
            LOGIN_STARTER.replace(
                GATE,
                (
                    '    if request.headers.get("Referer", '
                    '"").startswith("https://app.example"):\n        return {"secret": '
                    "vault.SECRET}"
                ),
            )
            + (
                "\n    if request.headers.get('Origin') == 'https://app.example':\n        "
                "return {'secret': vault.SECRET}"
            ),
            "A program reads the secret",
        ),
        (
            LOGIN_STARTER.replace(
                GATE,
                (
                    '    if "session" in request.cookies and request.path == "/secret":\n        '
                    'return {"secret": vault.SECRET}'
                ),
            ),
            "`Cookie: session=eve` reads the secret",
        ),
        (
            LOGIN_STARTER.replace(GATE, '    if request.path == "/secret":\n        abort(403)'),
            "`https://app.example` should read the secret",
        ),
        (
            LOGIN_STARTER.replace('["https://app.example"].__contains__', "bool").replace(
                GATE, "    return None"
            ),
            "`https://stranger.test` gets in",
        ),
        (
            LOGIN_STARTER.replace(
                '["https://app.example"].__contains__',
                '["https://app.example", "null"].__contains__',
            ).replace(GATE, "    return None"),
            "`null` gets in",
        ),
        (
            LOGIN_STARTER.replace('["https://app.example"]', '"https://app.example"').replace(
                GATE, "    return None"
            ),
            "`https://app.exampl` gets in",
        ),
        (
            LOGIN_SOLUTION.replace('!= "ada"', '== "ada"'),
            "`https://app.example` should read the secret",
        ),
        (
            LOGIN_STARTER.replace(
                GATE,
                (
                    '    if request.headers.get("User-Agent", "").startswith("Mozilla"):\n        '
                    'return None\n    return {"secret": vault.SECRET}'
                ),
            ),
            "A program reads the secret",
        ),
    ],
}
