"""Wrong answers to the exercises of lesson 14, and the words that each is answered with."""

from __future__ import annotations

from cors_lab.course.lessons.n14_between_app_and_browser.exercises import (
    ALWAYS,
    DOUBLED,
    GUARD,
    LINES,
    MAP,
    NO_TOKEN,
    RELAY,
    RELAY_SOLUTION,
)

ALLOW = "add_header Access-Control-Allow-Origin"
HIDE = "proxy_hide_header Access-Control-Allow-Origin;\n"
BOTH = MAP.replace("}", "    https://admin.example  $http_origin;\n}")


def nginx(lines: str) -> str:
    return LINES.format(lines=lines)


def mapped(rows: str, rest: str = f"{ALLOW} $cors always;") -> str:
    """nginx speaks alone, by a map of these rows."""
    return nginx(f"map $http_origin $cors {{\n{rows}\n}}\n{HIDE}{rest}")


def errors(old: str, new: str) -> str:
    """The solution of 14-error-page with one thing changed."""
    assert old in ALWAYS, old
    return nginx(ALWAYS.replace(old, new))


def guard(condition: str) -> str:
    return GUARD.format(condition=condition)


def relay(condition: str) -> str:
    """The solution of 14-relay with another condition for what is refused."""
    old = 'request.args["url"] not in KNOWN'
    assert old in RELAY_SOLUTION
    return "import re\nfrom urllib.parse import urlsplit\n" + RELAY_SOLUTION.replace(old, condition)


def changed(old: str, new: str, code: str = RELAY_SOLUTION) -> str:
    assert old in code, old
    return code.replace(old, new)


URL = 'request.args["url"]'
WRONG: dict[str, list[tuple[str, str]]] = {
    "14-doubled": [
        (nginx(f"{ALLOW} * always;"), "one is the app's, one is nginx's"),
        (nginx(DOUBLED + "\nproxy_set_header Origin '';"), "`proxy_set_header Origin` changes"),
        (nginx(HIDE + DOUBLED), "The answer names another page"),
        (nginx(HIDE), "The answer has no `Access-Control-Allow-Origin` for this page"),
        (nginx(f"{HIDE}{ALLOW} $http_origin always;"), "every page on the web is allowed"),
        (nginx(f"{HIDE}{ALLOW} * always;"), "nginx says `*`, which allows every page"),
        (
            mapped('"~^https://(app|admin).example$" $http_origin;'),
            "`https://appxexample` reads",
        ),
        (
            mapped('"~^https://(app|admin)\\.example" $http_origin;'),
            "`https://app.example.evil.example` reads",
        ),
        (mapped('"~(app|admin)\\.example$" $http_origin;'), "`https://evilapp.example` reads"),
        (mapped('"~^https?://(app|admin)\\.example$" $http_origin;'), "`http://app.example` reads"),
        (
            mapped(
                "https://app.example $http_origin;\nhttps://admin.example $http_origin;\n"
                "null $http_origin;"
            ),
            "`null` reads",
        ),
        (
            mapped(
                "https://app.example $http_origin;\nhttps://admin.example $http_origin;",
                f"{ALLOW} $cors;",
            ),
            "should read the 404 of `GET /nothing`",
        ),
        (
            nginx(f"{BOTH}{HIDE}proxy_hide_header Vary;\n{ALLOW} $cors always;"),
            "`Vary: Origin` is missing on the 200",
        ),
        (
            nginx(HIDE + "add_header Access-Control-Allow-Origin;"),
            "takes 2 or 3 words, and has 1",
        ),
        (nginx(f"{HIDE}{ALLOW} $origin always;"), "there is no variable `$origin`"),
        (nginx("more_clear_headers Access-Control-Allow-Origin;"), "nginx does not know"),
        (
            nginx(f"{ALLOW} https://app.example always"),
            "takes 2 or 3 words, and has 5",
        ),
        ('my_answer = ""', "No request reaches the app"),
    ],
    "14-error-page": [
        (errors("$cors always", "$cors"), "should read the 404 of `GET /nothing`"),
        (errors("$cors always", "* always"), "nginx says `*`"),
        (errors("$cors always", "$http_origin always"), "every page on the web is allowed"),
        (
            errors("https://app.example ", '"~https://app.example"'),
            "the pattern has no end",
        ),
        (
            errors("https://app.example ", '"~^https://app\\.example"'),
            "the pattern has no end",
        ),
        (errors("https://app.example ", '"~app\\.example$"'), "`https://evilapp.example` reads"),
        (
            errors("https://app.example ", "null $http_origin; https://app.example "),
            "`null` reads",
        ),
        (errors("Origin always;", "Origin;"), "is missing on the 404 of `GET /nothing`"),
        (errors("add_header Vary Origin always;", ""), "is missing on the 200 of `GET /notes`"),
        (
            nginx(ALWAYS + "\nif ($request_uri = /nothing) { return 200; }"),
            "reads 200 for `GET /nothing`, and should read 404",
        ),
        (
            nginx(ALWAYS + "\nclient_max_body_size 2m;"),
            "reads 201 for `POST /notes`, and should read 413",
        ),
        (errors("https://app.example ", "https://app.example/ "), "for this page"),
        (errors(MAP, ""), "there is no variable `$cors`"),
        (
            nginx(ALWAYS + '\nif ($http_origin = "") { return 403; }'),
            "A program that has no Origin gets 403",
        ),
        (
            nginx(ALWAYS + "\nif ($request_method = POST) { return 413; }"),
            "reads 413 for `POST /notes`, and should read 201",
        ),
    ],
    "14-options": [
        (guard(f'{NO_TOKEN} and "OPTIONS"'), "A preflight never carries `Authorization`"),
        (
            guard(f'"Access-Control-Request-Method" not in request.headers and {NO_TOKEN}'),
            "It has a header that preflights have",
        ),
        (guard(f'"Origin" not in request.headers and {NO_TOKEN}'), "It only says `Origin:"),
        (
            guard(
                'request.headers.get("Origin") != "https://app.example" and '
                f'"Access-Control-Request-Method" not in request.headers and {NO_TOKEN}'
            ),
            "It only says `Origin:",
        ),
        (
            guard(
                'not (request.headers.get("Origin") and '
                f'request.headers.get("Access-Control-Request-Method")) and {NO_TOKEN}'
            ),
            "It has both headers of a preflight, and it is none",
        ),
        (
            guard(
                'request.method != "OPTIONS" and not request.headers.get("Referer", "")'
                f'.startswith("https://app.example") and {NO_TOKEN}'
            ),
            "`Referer` is only what the client says",
        ),
        (
            guard(
                'request.method != "OPTIONS" and '
                'request.headers.get("Authorization", "none") not in token_gateway.TOKEN'
            ),
            "an empty string is a part of every string",
        ),
        (
            guard(
                'request.method != "OPTIONS" and '
                'not request.headers.get("Authorization", "").startswith(token_gateway.TOKEN)'
            ),
            "Its token only begins like the right one",
        ),
        (
            guard('request.method != "OPTIONS" and "Authorization" not in request.headers'),
            "an empty string is a part of every string",
        ),
        (guard("False"), "without a token gets 200"),
        (
            guard(f'request.method != "OPTIONS" and not request.is_json and {NO_TOKEN}'),
            "JSON is a type, and no proof of anything",
        ),
        (
            guard(f'"Access-Control-Request-Headers" not in request.headers and {NO_TOKEN}'),
            "It only says that it will send a token",
        ),
        (
            guard(
                'request.method != "OPTIONS" and '
                'not request.headers.get("Authorization", "").endswith("Bearer ada")'
            ),
            "Its token only ends like the right one",
        ),
        (
            guard(f'request.method != "OPTIONS" and not request.cookies and {NO_TOKEN}'),
            "A cookie is not the token",
        ),
        (
            guard(f'request.method not in ("OPTIONS", "HEAD") and {NO_TOKEN}'),
            "`HEAD /notes` without a token",
        ),
        (
            guard(
                f'{NO_TOKEN}:\n        if request.method == "OPTIONS": return "", 204\n'
                f"    if {NO_TOKEN}"
            ),
            "Your gateway answers the preflight itself",
        ),
        (
            guard(
                f'{NO_TOKEN}:\n        if request.method == "OPTIONS": return "", 204, '
                '{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "*", '
                '"Access-Control-Allow-Headers": "Authorization, Content-Type"}\n'
                f"    if {NO_TOKEN}"
            ),
            "The preflight of `https://stranger.test` passes",
        ),
    ],
    "14-relay": [
        (RELAY.replace('"*"', '"https://app.example"'), "That is an open relay"),
        (
            relay(f'not {URL}.startswith("https://weather.example") and {URL} not in KNOWN'),
            "It only begins like an address of yours",
        ),
        (
            relay(f'"weather.example" not in {URL} and {URL} not in KNOWN'),
            "It only begins like an address of yours",
        ),
        (
            relay(f"{URL} not in ' '.join(KNOWN)"),
            "A part of an address is enough for it",
        ),
        (
            relay(f"not any(one in {URL} for one in KNOWN)"),
            "Your address is only a part of it",
        ),
        (relay(f'not {URL}.endswith("/today")'), "Its path is right, and its host is not"),
        (
            relay(f'not re.match(r"https://(weather|news).example/today$", {URL})'),
            "In a pattern a dot stands for any character",
        ),
        (
            relay(f'not re.match(r"https://(weather|news)\\.example/today", {URL})'),
            "Its path leads out of what you meant",
        ),
        (
            relay(f'urlsplit({URL}).hostname not in ("weather.example", "news.example")'),
            "with the name and password of someone else in front",
        ),
        (
            relay(f'urlsplit({URL}).netloc not in ("weather.example", "news.example")'),
            "Over http, anyone on the way can answer",
        ),
        (
            relay(f"urlsplit({URL})[:2] not in [urlsplit(one)[:2] for one in KNOWN]"),
            "Its path leads out of what you meant",
        ),
        (
            relay(f'not urlsplit({URL}).netloc.endswith("weather.example") and {URL} not in KNOWN'),
            "Its host only ends like yours",
        ),
        (
            changed(
                '    if request.args["url"] not in KNOWN:\n        abort(403)\n    answer = '
                'get(request.args["url"]',
                '    url = request.args["url"].replace("http://", "https://")\n'
                "    if url not in KNOWN:\n        abort(403)\n    answer = get(url",
            ),
            "The address was changed until it fitted",
        ),
        (
            relay(
                'not request.headers.get("Referer", "").startswith("https://app.example") '
                f"and {URL} not in KNOWN"
            ),
            "A program that says the same",
        ),
        (
            relay(f'request.headers.get("Origin") != "https://app.example" and {URL} not in KNOWN'),
            "A program that says the same",
        ),
        (
            changed(", allow_redirects=False", ""),
            "A redirect is an address that someone else chose",
        ),
        (
            changed('get("/relay")', 'route("/relay", methods=["GET", "POST"])'),
            "A POST to `/relay` becomes a GET",
        ),
        (
            changed("timeout=5,", "timeout=5, headers=request.headers,"),
            "It was meant for your server",
        ),
        (
            changed(
                "return answer.content, {",
                'return answer.content, {"Set-Cookie": answer.headers.get("Set-Cookie", ""), ',
            ),
            "Their `Set-Cookie` comes from your server",
        ),
        (
            changed(
                'request.args["url"] not in',
                'request.args.get("url", "https://news.example/today") not in',
            ).replace(
                'get(request.args["url"]',
                'get(request.args.get("url", "https://news.example/today")',
            ),
            "Without `url` it answers 200",
        ),
        (
            changed('"https://app.example"}', '"*"}'),
            "`https://stranger.test` reads through your relay",
        ),
        (
            changed('"https://app.example"}', 'request.headers.get("Origin", "")}').replace(
                "abort(403)",
                'abort(403)\n    if "app.example" not in request.headers.get("Origin", '
                '"app.example"): abort(403)',
            ),
            "-app.example.evil.example` reads through your relay",
        ),
        (
            changed("from requests import get", "from urllib.request import urlopen").replace(
                'get(request.args["url"], timeout=5, allow_redirects=False)',
                'urlopen(request.args["url"])',
            ),
            "in this exercise, ask with `requests`",
        ),
        (
            changed('get(request.args["url"]', 'get(request.args.getlist("url")[-1]'),
            "One was looked at, and the other one was asked",
        ),
        (
            relay(f"{URL}.lower() not in KNOWN"),
            "In a path, capital letters are other letters",
        ),
        (changed("return answer.content", 'return "rain"'), "something else than the other server"),
    ],
    "14-dev-proxy": [
        ('my_answer = "EHJ"', "The page asks its own origin"),
        ('my_answer = "ABEHJ"', "A whole URL goes past it"),
        ('my_answer = "ACEHJ"', "HTML, where the page wants JSON"),
        ('my_answer = "ADEHJ"', "Now the browser does"),
        ('my_answer = "AHJ"', "The proxy is in production too"),
        ('my_answer = "AEFHJ"', "This page has another one"),
        ('my_answer = "AEGHJ"', "a port of the visitor's own machine"),
        ('my_answer = "AEJ"', "That is CORS, and it needs no proxy"),
        ('my_answer = "AEHIJ"', "the page in development has another origin"),
        ('my_answer = "AEH"', "needs no preflight, even with PUT"),
    ],
}
