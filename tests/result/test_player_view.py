"""The player's JavaScript in a real Chromium, with no Jupyter: by mouse, by keyboard, with a clock
that the test turns.
"""

from __future__ import annotations

import base64
import json
import re

import pytest

from cors_lab.result.frames import film, frames
from cors_lab.result.player import Player
from cors_lab.result.sequence import sequence
from tests.result.fetched import FETCHED
from tests.result.samples import HOSTILE
from tests.result.test_diagram import contrast

CSS = str(Player._css)
DOCUMENT = """<!doctype html><html lang="en"><title>player</title><style>@CSS@</style><main><h1>One fetch</h1><div id="one"></div></main>
<script type="module">
import widget from "data:text/javascript;base64,@JS@";
const state = { film: @FILM@ }, handlers = new Set();
const model = { get: (name) => state[name], on: (_, handler) => handlers.add(handler), off: (_, handler) => handlers.delete(handler) };
const end = widget.render({ model, el: document.getElementById("one") });
const show = (film) => { state.film = film; for (const handler of handlers) handler(); };
const seen = (selector = ".cors-player-wide .cors-event") =>
  [...document.querySelectorAll(selector)].flatMap((node, number) => (getComputedStyle(node).visibility === "visible" ? [number] : []));
const now = () => [...document.querySelectorAll(".cors-player-wide .cors-event")].findIndex((node) => node.classList.contains("cors-now"));
const timers = new Map();
let made = 0;
const holdTime = () => {
  window.setTimeout = (handler, milliseconds) => (timers.set(++made, [handler, milliseconds]), made);
  window.clearTimeout = (number) => timers.delete(number);
};
/** Let the time pass for which the player waits; how long that is, null if it waits for nothing. */
const tick = () => {
  const [[number, [handler, milliseconds]] = [0, [null, null]]] = timers;
  timers.delete(number);
  handler?.();
  return milliseconds;
};
Object.assign(window, { show, seen, now, end, handlers, holdTime, tick, ready: true });
</script>"""  # noqa: E501
NAME = "header-refused"
LAST = len(frames(FETCHED[NAME]))


def as_json(result):
    return json.loads(json.dumps(film(result)))


@pytest.fixture
def open_player(browser):
    """Opens a page with one player, in a context of its own; whatever the page complains about
    fails the test.
    """
    contexts, complaints = [], []

    def opened(result=FETCHED[NAME], **context):
        contexts.append(
            browser.new_context(**{"viewport": {"width": 1000, "height": 900}, **context})
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        parts = {"@CSS@": CSS, "@JS@": base64.b64encode(Player._esm.encode()).decode()}
        document = DOCUMENT
        for name, part in {
            **parts,
            "@FILM@": json.dumps(film(result)).replace("</", "<\\/"),
        }.items():
            document = document.replace(name, part)
        page.set_content(document)
        page.wait_for_function("window.ready")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_player):
    return open_player()


def button(page, name):
    return page.get_by_role("button", name=name)


def count(page):
    return page.locator(".cors-player-count").inner_text()


def said(page):
    return page.locator(".cors-player-said").inner_text()


def test_it_rests_on_the_whole_picture_and_says_the_verdict_to_nobody(page):
    assert count(page) == f"{LAST} / {LAST}"
    assert page.evaluate("seen()") == list(range(LAST - 1))
    assert said(page).startswith("The page wants to send the header content-type")
    assert page.locator("[aria-live=polite]").count() == 0


@pytest.fixture
def held(page):
    """The page, in which time passes only as the test says."""
    page.evaluate("holdTime()")
    return page


def test_play_begins_at_the_first_decision_and_stops_at_the_end(held):
    page = held
    button(page, "Play").click()
    told = (count(page), page.evaluate("seen()"), page.evaluate("now()"))
    assert told == (f"2 / {LAST}", [0, 1], 1)
    for number, frame in enumerate(frames(FETCHED[NAME])[1:-1], start=3):
        assert button(page, "Pause").is_visible()
        assert page.evaluate("tick()") == pytest.approx(frame.seconds * 1000)
        assert count(page) == f"{number} / {LAST}"
    assert button(page, "Play").is_visible()
    assert page.evaluate("tick()") is None


def test_pause_holds_and_play_goes_on_from_there(held):
    page = held
    button(page, "Play").click()
    button(page, "Next").click()
    assert button(page, "Play").is_visible()
    assert page.evaluate("tick()") is None
    assert count(page) == f"3 / {LAST}"
    button(page, "Play").click()
    button(page, "Pause").click()
    assert page.evaluate("tick()") is None
    assert count(page) == f"3 / {LAST}"


def test_it_plays_as_fast_as_it_is_told(held):
    held.get_by_label("Speed").select_option(label="double speed")
    button(held, "Play").click()
    assert held.evaluate("tick()") == pytest.approx(frames(FETCHED[NAME])[1].seconds * 500)


def test_each_step_is_announced_in_its_sentence(page):
    page.get_by_role("slider").press("Home")
    for number, frame in enumerate(frames(FETCHED[NAME])):
        page.keyboard.press("ArrowRight") if number else None
        assert page.locator("[aria-live=polite]").inner_text() == frame.sentence.replace("`", "")
        assert (
            page.get_by_role("slider").get_attribute("aria-valuetext")
            == f"step {number + 1} of {LAST}"
        )


@pytest.mark.parametrize("focused", ["button", "slider"])
def test_keys_step_and_play_wherever_the_focus_is_and_none_reaches_the_notebook(page, focused):
    page.evaluate(
        "window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))"
    )
    control = (
        page.get_by_role("slider") if focused == "slider" else page.get_by_role("button").nth(1)
    )
    wanted = {"Home": 1, "ArrowRight": 2, "ArrowLeft": 1, "End": LAST}
    for key, place in wanted.items():
        control.press(key)
        assert count(page) == f"{place} / {LAST}", key
    control.press("Space")
    assert button(page, "Pause").is_visible()
    control.press("Space")
    assert button(page, "Play").is_visible()
    assert page.evaluate("heard") == []


def test_space_on_the_slider_does_not_scroll_the_page(page):
    press = (
        "node => node.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, "
        "cancelable: true }))"
    )
    assert page.get_by_role("slider").evaluate(press) is False


def test_an_end_keeps_the_focus_and_goes_no_further(page):
    button(page, "Next").press("Enter")
    assert count(page) == f"{LAST} / {LAST}"
    assert button(page, "Next").get_attribute("aria-disabled") == "true"
    assert button(page, "Next").evaluate("node => node === document.activeElement")


def test_the_slider_scrubs(page):
    page.get_by_role("slider").fill("3")
    assert (count(page), page.evaluate("seen()"), page.evaluate("now()")) == (
        f"3 / {LAST}",
        [0, 1, 2],
        2,
    )


def test_a_click_into_the_picture_goes_to_what_was_hit_and_keys_go_on_from_there(page):
    page.locator(".cors-player-wide .cors-answer").click()
    assert page.evaluate("now()") == [event.kind for event in sequence(FETCHED[NAME])].index(
        "answer"
    )
    page.keyboard.press("ArrowRight")
    assert said(page).startswith("The browser stops here.")


def test_what_never_happened_is_marked_as_such_when_it_is_told(page):
    page.get_by_role("slider").fill(str(LAST - 2))
    assert said(page) == "POST /notes is never sent."
    assert page.locator(".cors-player-wide .cors-never").count() == 1


def test_nothing_moves_but_what_is_told(page):
    tops = (
        "[...document.querySelectorAll('.cors-player button, .cors-player svg')].map((node) "
        "=> node.getBoundingClientRect().top)"
    )
    before = page.evaluate(tops)
    page.get_by_role("slider").press("Home")
    for _ in range(LAST):
        assert page.evaluate(tops) == before
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(
    ("motion", "moves"), [("no-preference", "cors-player-right"), ("reduce", "none")]
)
def test_arrows_travel_only_for_those_who_like_it(open_player, motion, moves):
    page = open_player(reduced_motion=motion)
    page.get_by_role("slider").fill("2")
    button(page, "Next").click()
    assert (
        page.locator(".cors-player-wide .cors-now .cors-arrow").evaluate(
            "node => getComputedStyle(node).animationName"
        )
        == moves
    )


def test_a_narrow_player_shows_the_narrow_drawing_and_is_no_wider_than_its_place(open_player):
    page = open_player(viewport={"width": 320, "height": 800})
    assert page.locator(".cors-player-narrow svg").is_visible()
    assert not page.locator(".cors-player-wide svg").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    smallest = page.locator(".cors-player-narrow text").evaluate_all(
        "all => Math.min(...all.map((node) => parseFloat(getComputedStyle(node).fontSize) "
        "* node.getScreenCTM().a))"
    )
    assert smallest >= 9


def test_paper_has_the_whole_picture_and_no_buttons(page):
    page.get_by_role("slider").press("Home")
    page.emulate_media(media="print")
    assert page.evaluate("seen()") == list(range(LAST - 1))
    assert not button(page, "Play").is_visible()


def test_another_film_is_shown_as_a_whole_and_the_old_one_stops(held):
    page = held
    button(page, "Play").click()
    page.evaluate("show", as_json(FETCHED["preflighted"]))
    whole = len(frames(FETCHED["preflighted"]))
    assert page.evaluate("tick()") is None
    assert count(page) == f"{whole} / {whole}"
    page.evaluate("show(null)")
    assert not page.locator(".cors-player").is_visible()


def test_a_closed_view_listens_no_more_and_its_clock_stands(held):
    page = held
    button(page, "Play").click()
    page.evaluate("end()")
    assert page.evaluate("tick()") is None
    assert page.evaluate("handlers.size") == 0
    assert count(page) == f"2 / {LAST}"


def test_what_a_hostile_server_sends_is_text(open_player):
    page = open_player(HOSTILE)
    page.get_by_role("slider").focus()
    for _ in frames(HOSTILE):
        page.keyboard.press("ArrowLeft")
    assert (
        page.locator(
            "img, a, script:not([type=module]), [onload], [onerror], [onmouseover], foreignObject"
        ).count()
        == 0
    )
    assert "<img src=x onerror=alert(1)>" in said(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_player, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_player(color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("slider").fill("3")
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_the_drawing_can_be_read_in_this_theme(open_player, scheme):
    page = open_player(color_scheme=scheme)
    names = ("ink", "muted", "bad", "good", "surface", "accent")
    read = (
        "names => names.map((name) => "
        "getComputedStyle(document.querySelector('.cors-player-alone')).getPropertyValue(`--cors-${name}`))"
    )
    colours = dict(
        zip(
            names,
            [re.findall("#[0-9a-f]{6}", value)[-1] for value in page.evaluate(read, list(names))],
            strict=True,
        )
    )
    for name in ("ink", "muted", "bad", "good"):
        assert contrast(colours[name], colours["surface"]) >= 4.5, (name, colours)
    for name in (
        "ink",
        "muted",
        "bad",
    ):  # what is told now stands on a band; good is the colour of a shape, not of words
        assert contrast(colours[name], mixed(colours["accent"], colours["surface"], 0.12)) >= 4.5, (
            name,
            colours,
        )
    assert contrast(colours["good"], mixed(colours["accent"], colours["surface"], 0.12)) >= 3


def mixed(colour, ground, share):
    parts = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(
        f"{round(share * over + (1 - share) * under):02x}" for over, under in parts
    )
