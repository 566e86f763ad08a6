"""The bench's JavaScript in a real Chromium, with a model that talks to a real Bench in this process and no Jupyter in between."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

import cors_lab.bench
from cors_lab.bench.widget import Bench
from cors_lab.views.model import view_of
from tests.bench_room.fakes import fake_bench
from tests.views.samples import ATTACK, HOSTILE, PAGE

HERE = Path(cors_lab.bench.__file__).parent
DOCUMENT = """<!doctype html><title>bench</title><style>@CSS@</style><div id="one"></div><div id="two"></div>
<script type="module">
import bench from "data:text/javascript;base64,@JS@";
const state = @STATE@, handlers = {};
let dirty;
const model = {
  get: (name) => state[name],
  set: (name, value) => { dirty = [name, value]; receive({ [name]: value }); },
  save_changes: async () => receive(await window.toPython(...dirty)),
  on: (event, handler) => (handlers[event] ??= new Set()).add(handler),
  off: (event, handler) => handlers[event].delete(handler),
};
const receive = (news) => {
  for (const [name, value] of Object.entries(news)) {
    const changed = JSON.stringify(state[name]) !== JSON.stringify(value);
    state[name] = value;
    if (changed) for (const handler of handlers[`change:${name}`] ?? []) handler();
  }
};
const ends = ["one", "two"].map((id) => bench.render({ model, el: document.getElementById(id) }));
const listeners = () => Object.values(handlers).reduce((sum, set) => sum + set.size, 0);
Object.assign(window, { receive, listeners, end: () => ends.forEach((end) => end()), ready: true });
</script>"""


def synced(bench):
    names = ("controls", "outcome", "runs", *bench.state)
    return json.loads(json.dumps({name: getattr(bench, name) for name in names}))


@pytest.fixture
def shown(browser):
    """The page with two views of one bench; whatever the page complains about fails the test."""
    bench, page, complaints = fake_bench(), browser.new_page(), []
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.expose_function("toPython", lambda name, value: (setattr(bench, name, value), synced(bench))[1])
    parts = {"@CSS@": (HERE / "bench.css").read_text(), "@JS@": base64.b64encode(Bench._esm.encode()).decode()}
    document = DOCUMENT
    for name, part in {**parts, "@STATE@": json.dumps(synced(bench)).replace("</", "<\\/")}.items():
        document = document.replace(name, part)
    page.set_content(document)
    page.wait_for_function("window.ready")
    yield page
    page.close()
    assert complaints == []


def view(page, id="one"):
    return page.locator(f"#{id}")


def expect_verdict(page, words, id="one"):
    view(page, id).get_by_role("status").filter(has_text=words).wait_for()


def test_a_choice_by_keyboard_changes_the_verdict_and_the_focus_stays(shown):
    expect_verdict(shown, "Blocked")
    control = view(shown).get_by_label("Allow-Origin", exact=True)
    control.focus()
    control.press("ArrowDown")
    expect_verdict(shown, "may read the response")
    assert control.input_value() == json.dumps(PAGE)
    assert control.evaluate("node => node === document.activeElement")


def test_a_key_that_works_a_control_does_not_reach_the_notebook_but_a_shortcut_does(shown):
    shown.evaluate("window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))")
    control = view(shown).get_by_label("Method", exact=True)
    for key in ("ArrowDown", "Control+s", "Escape"):
        control.press(key)
    assert shown.evaluate("heard") == ["Control", "s", "Escape"]


def test_two_views_of_one_bench_agree_and_share_no_id(shown):
    view(shown).get_by_label("Allow-Origin", exact=True).select_option(label="*")
    expect_verdict(shown, "may read the response", "two")
    assert view(shown, "two").get_by_label("Allow-Origin", exact=True).input_value() == '"*"'
    ids = shown.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_every_control_has_a_label(shown):
    assert shown.evaluate("[...document.querySelectorAll('select, input')].every((node) => node.labels.length === 1)")


def test_the_failed_step_is_open_with_its_fix_and_what_the_learner_opened_stays_open(shown):
    steps = view(shown).locator("details")
    assert steps.evaluate_all("all => all.map((node) => node.open)") == [False, False, True, False]
    assert "Fix: Send Access-Control-Allow-Origin" in steps.nth(2).inner_text()
    steps.nth(0).locator("summary").press("Enter")
    view(shown).get_by_label("Allow-Origin", exact=True).select_option(label="*")
    expect_verdict(shown, "may read the response")
    assert steps.evaluate_all("all => all.map((node) => node.open)") == [True, False]


def test_a_bad_url_is_a_sentence_in_place(shown):
    view(shown).get_by_label("URL").fill("nonsense")
    view(shown).get_by_label("URL").press("Tab")
    expect_verdict(shown, "Nothing was sent. ValueError: url: 'nonsense' is not a URL.")
    assert view(shown).locator("svg").count() == 0


def test_a_value_that_is_no_choice_is_shown_as_it_is(shown):
    shown.evaluate("receive({allow_methods: 'BREW'})")
    assert view(shown).get_by_label("Allow-Methods").evaluate("node => node.selectedOptions[0].text") == "BREW"


def test_what_a_hostile_server_sends_is_text(shown):
    shown.evaluate("receive", {"outcome": json.loads(json.dumps(view_of(HOSTILE))), "runs": 99})
    expect_verdict(shown, ATTACK)
    assert shown.locator("img, script:not([type=module]), [onload], [onerror], [onmouseover]").count() == 0
    hrefs = shown.locator("a[href]").evaluate_all("all => all.map((node) => node.protocol)")
    assert set(hrefs) == {"https:"}
    assert view(shown).locator("svg").count() == 2


def test_a_closed_view_listens_no_more(shown):
    assert shown.evaluate("listeners()") > 0
    shown.evaluate("end()")
    assert shown.evaluate("listeners()") == 0


@pytest.mark.parametrize(("width", "columns", "drawn"), [(1100, 2, "cors-wide"), (700, 1, "cors-wide"), (400, 1, "cors-narrow")])
def test_columns_stack_and_nothing_is_wider_than_the_page(shown, width, columns, drawn):
    shown.set_viewport_size({"width": width, "height": 800})
    lefts = view(shown).locator("fieldset").evaluate_all("all => all.map((node) => node.getBoundingClientRect().left)")
    assert len(set(lefts)) == columns
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert view(shown).locator(f".{drawn} svg").is_visible()
