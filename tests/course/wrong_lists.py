"""Plausible wrong answers to the exercises of lesson 06."""

from __future__ import annotations

HOOK = (
    "import re\nfrom flask import abort, request\nfrom servers import practice\napp = "
    "practice.create_app()\n@app.after_request\ndef allow(response):\n"
)
LET = '    response.headers["Access-Control-Allow-'
APP = f'{LET}Origin"] = "https://app.example"\n'
BOTH = f'{APP}{LET}Methods"] = "DELETE"\n{LET}Headers"] = "Content-Type"\n'
CORS = "from flask_cors import CORS\nfrom servers import practice\napp = practice.create_app()\n"
LISTED = '["https://app.example", "https://admin.example"]'


def listed(
    condition: str, credentials: str = "true", first: str = "    response.vary.add('Origin')\n"
) -> str:
    """An app that allows an origin with cookies where the condition on `o`, the origin that asks,
    holds.
    """
    then = (
        f'        response.headers.update({{"Access-Control-Allow-Origin": o, '
        f'"Access-Control-Allow-Credentials": "{credentials}"}})\n'
    )
    return (
        f'{HOOK}{first}    o = request.headers.get("Origin", "")\n    if {condition}:\n{then}    '
        "return response"
    )


EXACT = "o in {'https://app.example', 'https://admin.example'}"

LISTS: dict[str, list[tuple[str, str]]] = {
    "06-by-hand": [
        (
            f'{HOOK}    if request.method == "OPTIONS":\n    {APP}    return response',
            "response has no Access-Control-Allow-Origin",
        ),
        (f"{HOOK}{APP}    return response", "wants to send the header content-type"),
        (
            f'{HOOK}{APP}{LET}Headers"] = "Content-Type"\n    return response',
            "wants to send DELETE",
        ),
        (
            (
                f"{HOOK}    if response.status_code < 400:\n        "
                f"response.headers.update({{'Access-Control-Allow-Origin': "
                "'https://app.example', 'Access-Control-Allow-Methods': 'DELETE', "
                f"'Access-Control-Allow-Headers': 'Content-Type'}})\n    return response"
            ),
            "answers 401, but cannot",
        ),
        (
            (
                f"{HOOK}    if response.status_code not in (404, 500):\n        "
                f"response.headers.update({{'Access-Control-Allow-Origin': "
                "'https://app.example', 'Access-Control-Allow-Methods': 'DELETE', "
                f"'Access-Control-Allow-Headers': 'Content-Type'}})\n    return response"
            ),
            "answers 404, but cannot",
        ),
        (
            (
                f"{HOOK}{BOTH}    return response\n@app.before_request\ndef auth():\n    if "
                "request.method == 'OPTIONS':\n        abort(401)"
            ),
            "must let OPTIONS through",
        ),
        (
            (
                f"{HOOK}{BOTH}    response.headers['Access-Control-Allow-Origin'] = '*'\n    "
                "return response"
            ),
            "`https://other.example` must not read",
        ),
        (f"{HOOK}{BOTH}", "has to end with `return response`"),
    ],
    "06-allow-list": [
        (listed("o"), "Any Origin is sent back as it came"),
        (listed("o and 'app.example' in o or 'admin.example' in o"), "only contains the name"),
        (
            listed("o.startswith(('https://app.example', 'https://admin.example'))"),
            "only begins like yours",
        ),
        (
            listed("o.startswith('https://') and o.endswith(('app.example', 'admin.example'))"),
            "only ends like yours",
        ),
        (listed("re.fullmatch('https://(app|admin).example', o)"), "A dot in your pattern"),
        (listed(f"{EXACT} or o == 'null'"), "`null` is allowed"),
        (listed(r"re.fullmatch(r'https?://(app|admin)\.example', o)"), "without TLS"),
        (
            listed(r"re.fullmatch(r'https://(app|admin)\.example(:\d+)?', o)"),
            "Any port of the host",
        ),
        (listed(r"re.fullmatch(r'https://(.+\.)?(app|admin)\.example', o)"), "Any subdomain"),
        (listed(EXACT, first=""), "a cache does not know"),
        (
            listed(
                EXACT,
                first=(
                    "    if request.headers.get('Origin', '') == 'https://app.example': "
                    "response.vary.add('Origin')\n"
                ),
            ),
            "with one answer and not with the other",
        ),
        (listed(EXACT, credentials="True"), "in lower case. It sent: True"),
        (
            f'{HOOK}{LET}Origin"] = "*"\n{LET}Credentials"] = "true"\n    return response',
            "must name the origin that it trusts",
        ),
    ],
    "06-flask-cors": [
        (f"{CORS}CORS(app)", "supports_credentials=True"),
        (f"{CORS}CORS(app, supports_credentials=True)", "Any Origin is sent back as it came"),
        (
            (
                f"{CORS}CORS(app, origins=['https://app.example/', 'https://admin.example/'], "
                "supports_credentials=True)"
            ),
            "compares origins character by character",
        ),
        (
            (
                f"{CORS}CORS(app, origins=[r'https://.*app\\.example', "
                "'https://admin.example'], supports_credentials=True)"
            ),
            "only contains the name",
        ),
        (
            (
                f"{CORS}CORS(app, origins={LISTED}, allow_headers=['X-Demo'], "
                "supports_credentials=True)"
            ),
            "wants to send the header content-type",
        ),
        (
            (
                f"{CORS}CORS(app, origins={LISTED}, methods=['GET', 'POST'], "
                "supports_credentials=True)"
            ),
            "wants to send DELETE",
        ),
        (f"{CORS}CORS(app, send_wildcard=True)", "With `send_wildcard`"),
        (
            f"{CORS}CORS(app, origins={LISTED}, supports_credentials=True, vary_header=False)",
            "a cache does not know",
        ),
    ],
}
