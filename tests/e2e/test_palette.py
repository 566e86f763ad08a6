"""Every part in the colours of every host, light and dark, in a real Chromium: axe is content, and
what is painted can be read.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from cors_lab import Bench
from cors_lab.course import (
    SpeedChallenge,
    cards,
    decision_map,
    lesson,
    preflight_or_not,
    quiz,
    review,
)
from cors_lab.result.player import Player
from tests.e2e.axe import violations
from tests.result.fetched import FETCHED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOO_WEAK = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
LIGHT, DARK = (255, 255, 255), (13, 17, 23)
JUPYTER = "--jp-ui-font-color1: {}; --jp-layout-color0: {}; --jp-border-color1: {};"
VSCODE = (
    "--vscode-editor-foreground: {}; --vscode-editor-background: {}; --vscode-panel-border: {};"
)


class Host(NamedTuple):
    """What a host says of its theme: attributes of html and body, its variables, what the system
    prefers; and the ground we then paint.
    """

    html: str
    body: str
    system: Any
    ground: tuple[int, int, int]


# The names and values are those that each host sets: JupyterLab, Notebook and Voila alike; VS
# Code's webviews; Colab's output frames.
HOSTS = {
    "JupyterLab Light": Host(
        JUPYTER.format("rgba(0,0,0,0.87)", "white", "#e0e0e0"),
        'data-jp-theme-light="true"',
        "dark",
        LIGHT,
    ),
    "JupyterLab Dark": Host(
        JUPYTER.format("white", "#111111", "#424242"),
        'data-jp-theme-light="false"',
        "light",
        (17, 17, 17),
    ),
    "VS Code Light": Host(
        VSCODE.format("#3b3b3b", "#ffffff", "#e5e5e5"),
        'data-vscode-theme-kind="vscode-light"',
        "dark",
        LIGHT,
    ),
    "VS Code Dark": Host(
        VSCODE.format("#cccccc", "#1f1f1f", "#2b2b2b"),
        'data-vscode-theme-kind="vscode-dark"',
        "light",
        (31, 31, 31),
    ),
    "VS Code Contrast": Host(
        VSCODE.format("white", "black", "cyan"),
        'data-vscode-theme-kind="vscode-high-contrast"',
        "light",
        (0, 0, 0),
    ),
    "Colab Dark": Host('" theme="dark', "", "light", DARK),
    "no host, light": Host("", "", "light", LIGHT),
    "no host, dark": Host("", "", "dark", DARK),
}
PARTS: dict[str, Any] = {
    "bench": lambda: Bench(
        state={"method": "PUT", "headers": ["X-Demo: 1"], "allow_origin": "https://app.example"}
    ),
    "player": lambda: Player(FETCHED["header-refused"]),
    "header": lambda: lesson(4),
    "quiz": lambda: answered(quiz("04")),
    "cards": lambda: cards("04"),
    "experiment": preflight_or_not,
    "challenge": SpeedChallenge,
    "review": lambda: review("05"),
    "map": decision_map,
}
DOCUMENT = """<!doctype html><html lang="en" style="@HTML@"><title>parts</title><style>@CSS@</style><body @BODY@><main><h1>Parts</h1></main>
<script type="module">
const shown = async ([code, state]) => {
  const el = document.querySelector("main").appendChild(document.createElement("div"));
  const model = { get: (name) => state[name], set() {}, save_changes() {}, send() {}, on() {}, off() {} };
  (await import(`data:text/javascript;base64,${code}`)).default.render({ model, el });
};
Promise.all(@PARTS@.map(shown)).then(() => (window.ready = true));
</script>"""  # noqa: E501


def answered(asked: Any) -> Any:
    """The same option for two questions: one right, one wrong."""
    asked.given = [0, 0, None]
    return asked


@pytest.fixture(scope="module")
def parts() -> tuple[str, str]:
    """The style sheets of all widgets, one after the other as a notebook loads them, and the code
    and state of each as JSON.
    """
    made = [make() for make in PARTS.values()]
    states = [
        {name: getattr(each, name) for name in each.traits(sync=True) if not name.startswith("_")}
        for each in made
    ]
    codes = [base64.b64encode(each._esm.encode()).decode() for each in made]
    return "\n".join(each._css for each in made), json.dumps(
        list(zip(codes, states, strict=True)), default=str
    ).replace("</", "<\\/")


@pytest.fixture(params=HOSTS)
def shown(request: pytest.FixtureRequest, browser: Browser, parts: tuple[str, str]) -> Any:
    host = HOSTS[request.param]
    context = browser.new_context(
        color_scheme=host.system, viewport={"width": 1100, "height": 1200}
    )
    page = context.new_page()
    document = DOCUMENT
    for name, part in {
        "@HTML@": host.html,
        "@BODY@": host.body,
        "@CSS@": parts[0],
        "@PARTS@": parts[1],
    }.items():
        document = document.replace(name, part)
    page.set_content(document)
    page.wait_for_function("window.ready")
    yield request.param, host, page
    context.close()


def test_every_part_can_be_read_in_this_host(
    shown: tuple[str, Host, Page], screenshots: Path
) -> None:
    name, host, page = shown
    page.locator("details").evaluate_all("all => all.forEach((node) => (node.open = true))")
    grounds = page.locator(".cors-lab").evaluate_all(
        "all => all.map((node) => getComputedStyle(node).backgroundColor)"
    )
    assert set(grounds) == {f"rgb{host.ground}"}
    assert len(grounds) == len(PARTS) + 3  # three questions, two cards
    page.screenshot(path=screenshots / f"palette-{name.replace(' ', '-')}.png", full_page=True)
    assert violations(page, ".cors-lab") == []
    assert page.evaluate(TOO_WEAK, "main") == []
