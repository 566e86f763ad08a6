"""Exercises of lesson 14: two voices, error pages, a gateway, a relay, and a dev proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.exercises.answer_judges import letters_judge, letters_of
from cors_lab.course.exercises.model import Exercise
from cors_lab.course.exercises.trials import trials_judge
from cors_lab.course.lessons.n14_between_app_and_browser.builds import ITEMS
from cors_lab.course.lessons.n14_between_app_and_browser.gateway_judge import guarded
from cors_lab.course.lessons.n14_between_app_and_browser.nginx_judge import doubled, error_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import WSGIApplication

    from cors_lab.course.exercises.model import Finding

LINES = 'my_answer = r"""\n{lines}\nproxy_pass http://app;\n"""'
DOUBLED = "add_header Access-Control-Allow-Origin https://app.example always;"
MAP = """map $http_origin $cors {
    https://app.example  $http_origin;
}
"""
ERRORS = f"""{MAP}add_header Access-Control-Allow-Origin $cors;
add_header Vary Origin;"""
ALWAYS = f"""{MAP}add_header Access-Control-Allow-Origin $cors always;
add_header Vary Origin always;"""
GUARD = """from flask import abort, request
from servers import token_gateway

my_app = token_gateway.create_app()

@my_app.before_request
def guard():
    if {condition}:
        abort(403)"""
NO_TOKEN = 'request.headers.get("Authorization") != token_gateway.TOKEN'
EXPRESS_GUARD = """app.use((req, res, next) => {
  // A preflight never has a token. The API behind answers it.
  if (req.method === "OPTIONS") return next();
  if (req.get("Authorization") !== TOKEN) return res.sendStatus(403);
  next();
});"""
RELAY = """from flask import Flask, request
from requests import get

my_app = Flask("relay")

@my_app.get("/relay")
def relay():
    answer = get(request.args["url"], headers=request.headers)
    return answer.content, {"Access-Control-Allow-Origin": "*"}"""
RELAY_SOLUTION = """from flask import Flask, abort, request
from requests import get

my_app = Flask("relay")
KNOWN = {"https://weather.example/today", "https://news.example/today"}

@my_app.get("/relay")
def relay():
    if request.args["url"] not in KNOWN:
        abort(403)
    answer = get(request.args["url"], timeout=5, allow_redirects=False)
    return answer.content, {"Access-Control-Allow-Origin": "https://app.example"}"""
EXPRESS_RELAY = """const KNOWN = new Set(["https://weather.example/today", "https://news.example/today"]);

app.get("/relay", async (req, res) => {
  if (!KNOWN.has(req.query.url)) return res.sendStatus(403);
  const signal = AbortSignal.timeout(5000);
  const answer = await fetch(req.query.url, { redirect: "manual", signal });
  res.set("Access-Control-Allow-Origin", "https://app.example");
  res.send(Buffer.from(await answer.arrayBuffer()));
});"""


def _relayed(app: WSGIApplication) -> Iterator[Finding]:
    """Judge a back end that asks with `requests`."""
    from cors_lab.course.lessons.n14_between_app_and_browser.relay_judge import relayed

    return trials_judge(relayed)(app)


EXERCISES = (
    Exercise(
        id="14-doubled",
        title="Two who mean well",
        task="The app allows `https://app.example` and `https://admin.example`, says so by itself, "
        "and says `Vary: Origin`. nginx in front of it adds a header too. These are the lines of "
        "its location. Change them, so that both pages read every answer of the app, and no other "
        "page does. (You may add a `map`; we put it where nginx wants it.)",
        accepts="text",
        judge=doubled,
        hints=(
            "Count the lines `Access-Control-Allow-Origin` in the answer. Who set which?",
            "Two ways lead there: nginx falls silent, or it hides what the app says and knows both "
            "pages itself.",
            "The shorter way is to take a line out.",
        ),
        starter=LINES.format(lines=DOUBLED),
        solution=lambda: LINES.format(lines="# The app speaks for itself."),
        praise="The best line of a configuration is the one that is no longer there.",
    ),
    Exercise(
        id="14-error-page",
        title="An error that no one can read",
        task="This app says nothing about CORS; nginx does it. The page reads the notes, and sees "
        "`CORS error` for every 404, for a note that is too long (nginx: 413), and when the app is "
        "down (nginx: 502). Change the lines, so that `https://app.example` reads all of them, "
        "status and all, and no other page does.",
        accepts="text",
        judge=error_page,
        hints=(
            "On which answers does `add_header` work, and on which does it not? The word for it "
            "is in the lesson.",
            "`Vary` matters on errors too: a 404 may be kept.",
        ),
        starter=LINES.format(lines=ERRORS),
        solution=lambda: LINES.format(lines=ALWAYS),
        praise="Now `CORS error` is a 502 again, and somebody can look after it.",
    ),
    Exercise(
        id="14-options",
        title="A gateway with no sense of humour",
        task="The API behind this gateway answers preflights as it should. The gateway wants the "
        "token of every request, and stops them. Let `https://app.example` work with its token, "
        "and let nothing through that has none.",
        accepts="app",
        judge=trials_judge(guarded),
        hints=(
            "What does a preflight carry, and what does it never carry?",
            "Make the condition narrower by one method.",
        ),
        starter=GUARD.format(condition=NO_TOKEN),
        solution=lambda: GUARD.format(condition=f'request.method != "OPTIONS" and {NO_TOKEN}'),
        praise="A preflight only asks a question. Now somebody is allowed to answer.",
        express=EXPRESS_GUARD,
    ),
    Exercise(
        id="14-relay",
        title="The API is not yours",
        task="`https://weather.example/today` and `https://news.example/today` say nothing of "
        "CORS, and are not yours. This back end of your own asks them: "
        "`/relay?url=https://weather.example/today`. It also asks anything else, for anyone. Let "
        "`https://app.example` read these two through it, and let no one read anything else.",
        accepts="app",
        judge=_relayed,
        hints=(
            "You know both addresses. Do not ask what an address looks like.",
            "A list is worth nothing if the other server may send you elsewhere: "
            "`allow_redirects=False`.",
            "What belongs to the visitor stays with you: no headers of the request go on.",
        ),
        starter=RELAY,
        solution=lambda: RELAY_SOLUTION,
        praise="A back end with two friends and no ambition. No one will rob a bank with it.",
        express=EXPRESS_RELAY,
    ),
    Exercise(
        id="14-dev-proxy",
        title="It worked on my machine",
        task="The dev proxy of Vite answers `/api/...` of http://localhost:3000, and asks "
        "`https://api.example/...`. In which of these does the page get what it wants from the "
        "API? Where nothing else is said, the API says nothing about CORS.",
        accepts="letters",
        judge=letters_judge(ITEMS, "works", "does not work"),
        hints=(
            "Write down two origins for each: the page's, and that of the URL.",
            "Where does the dev proxy run, after `npm run build`?",
        ),
        choices=tuple(item.text for item in ITEMS),
        starter='my_answer = ""',
        solution=lambda: f'my_answer = "{letters_of(ITEMS)}"',
        praise="A proxy does not solve CORS. It makes the question go away.",
    ),
)
