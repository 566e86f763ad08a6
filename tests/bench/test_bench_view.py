"""The view of the bench by keyboard and by mouse, in a real Chromium without Jupyter."""

from __future__ import annotations

import json

import pytest

from cors_lab.bench.tabs.network import network_view
from cors_lab.bench.tabs.tabs import TABS
from cors_lab.result.live import view_of
from tests.bench.views import expect_verdict, shown_bench
from tests.result.samples import ATTACK, HOSTILE, PAGE

BLOCKED, ALLOWED = "has no Access-Control-Allow-Origin", "The page can read the response"
ORIGIN = "Access-Control-Allow-Origin"


@pytest.fixture
def shown(browser):
    with shown_bench(browser, views=("one", "two")) as (_, page):
        yield page


def view(page, id="one"):
    return page.locator(f"#{id}")


def control(page, label, id="one"):
    return view(page, id).get_by_label(label, exact=True)


def choose(page, label, text, id="one"):
    """Write into a combobox, as a hand would; one that chooses writes what the choice shows."""
    control(page, label, id).fill(text)
    control(page, label, id).press("Enter")


def words(node):
    return " ".join(node.text_content().split())


def test_a_choice_by_keyboard_changes_the_verdict_and_the_focus_stays(shown):
    expect_verdict(shown, BLOCKED)
    node = control(shown, ORIGIN)
    node.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        node.press(key)
    expect_verdict(shown, ALLOWED)
    assert node.input_value() == PAGE
    assert node.evaluate("node => node === document.activeElement")


def test_a_choice_by_mouse_and_a_list_that_closes_without_one(shown):
    node, list_ = (
        control(shown, ORIGIN),
        view(shown).get_by_role("listbox", name=f"Choices for {ORIGIN}"),
    )
    node.click()
    list_.wait_for()
    node.press("Escape")
    assert list_.count() == 0
    assert node.get_attribute("aria-expanded") == "false"
    node.click()
    list_.get_by_role("option", name="* any page").click()
    expect_verdict(shown, ALLOWED)
    assert node.input_value() == "*"


def test_shift_enter_acts_on_the_bench_and_is_not_heard_by_the_notebook(shown):
    shown.evaluate(
        "window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))"
    )
    control(shown, "URL").fill("https://api.example/other")
    control(shown, "URL").press("Shift+Enter")
    shown.locator("#one .cors-call", has_text="https://api.example/other").wait_for()
    assert "Enter" not in shown.evaluate("heard")


def test_the_culprit_is_marked_in_its_line_and_what_was_changed_too(shown):
    row = view(shown).locator(".cors-row-allow_origin")
    assert "Missing" in row.inner_text()
    assert control(shown, ORIGIN).get_attribute("aria-invalid") == "true"
    choose(shown, ORIGIN, "*")
    expect_verdict(shown, ALLOWED)
    assert "Missing" not in row.inner_text()
    assert "cors-changed" in row.get_attribute("class")
    choose(shown, "Method", "PUT")
    expect_verdict(shown, "PUT")
    methods = view(shown).locator(".cors-row-allow_methods")
    assert "Does not allow PUT." in methods.inner_text()
    assert "asks first" in view(shown).locator(".cors-row-method").inner_text()


def test_each_origin_has_one_sign_and_one_colour_in_all_views(shown):
    choose(shown, ORIGIN, "https://other.example")
    expect_verdict(shown, "https://other.example")

    def colour(selector):
        return view(shown).locator(selector).first.evaluate("node => getComputedStyle(node).color")

    rows = [f".cors-row-{name} .cors-chip" for name in ("page", "url", "allow_origin")]
    assert [view(shown).locator(row).inner_text() for row in rows] == ["●", "■", "▲"]
    assert len({colour(row) for row in rows}) == 3
    origin = view(shown).locator(".cors-fact", has_text="Origin: ● https://app.example")
    assert origin.evaluate("node => getComputedStyle(node).color") == colour(rows[0])


def test_a_key_that_works_a_control_does_not_reach_the_notebook_but_a_shortcut_does(shown):
    shown.evaluate(
        "window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))"
    )
    for key in ("ArrowDown", "Escape", "Control+s", "Escape"):
        control(shown, "Method").press(key)
    shown.get_by_role("tab", name="Steps").first.press("ArrowRight")
    assert shown.evaluate("heard") == ["Control", "s", "Escape"]


def test_the_verdict_is_said_once_and_the_player_says_what_it_is_for(shown):
    expect_verdict(shown, BLOCKED)
    assert BLOCKED in view(shown).locator(".cors-display").inner_text()
    assert BLOCKED not in view(shown).locator(".cors-picture").inner_text()
    assert "Play tells it step by step." in view(shown).locator(".cors-player-said").inner_text()
    view(shown).get_by_role("button", name="Previous").click()
    assert "fetch() rejects" in view(shown).locator(".cors-player-said").inner_text()


def test_the_focus_stays_in_the_bench_when_a_fix_has_been_applied(shown):
    view(shown).get_by_role("button", name="Find the smallest fix").press("Enter")
    view(shown).get_by_role("button", name="Apply it").press("Enter")
    expect_verdict(shown, ALLOWED)
    assert shown.evaluate("document.activeElement.textContent") == "Find the smallest fix"


def test_two_views_of_one_bench_agree_and_share_no_id(shown):
    choose(shown, ORIGIN, "*")
    expect_verdict(shown, ALLOWED, "two")
    assert control(shown, ORIGIN, "two").input_value() == "*"
    ids = shown.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_every_control_has_a_name(shown):
    nodes = "[...document.querySelectorAll('select, input')]"
    assert shown.evaluate(f"{nodes}.length") > 60
    assert (
        shown.evaluate(
            f"{nodes}.filter((node) => !(node.labels.length === 1 || "
            "node.getAttribute('aria-label'))).length"
        )
        == 0
    )


def test_a_value_may_be_typed_and_several_lines_of_it(shown):
    choose(shown, ORIGIN, "https://mine.example")
    expect_verdict(shown, "https://mine.example")
    control(shown, f"+ another line of {ORIGIN}").click()
    choose(shown, f"{ORIGIN}, line 2", PAGE)
    expect_verdict(shown, "https://mine.example, https://app.example")
    view(shown).get_by_label(f"✕ Remove line 2 of {ORIGIN}").click()
    choose(shown, ORIGIN, "*")
    expect_verdict(shown, ALLOWED)
    assert control(shown, f"{ORIGIN}, line 2").count() == 0


def test_a_value_that_python_sets_and_that_is_no_choice_is_shown_as_it_is(shown):
    shown.evaluate("receive({allow_methods: 'BREW', max_age: null})")
    assert control(shown, "Access-Control-Allow-Methods").input_value() == "BREW"
    assert control(shown, "Access-Control-Max-Age").input_value() == ""


def test_an_emptied_box_is_the_value_that_says_nothing(shown):
    choose(shown, "Method", "BREW")
    expect_verdict(shown, "preflight")
    choose(shown, "Method", "")
    expect_verdict(shown, BLOCKED)
    assert control(shown, "Method").input_value() == "GET"


def test_headers_are_a_list_to_choose_from_and_to_write(shown):
    choose(shown, "More headers", "X-Demo: 1")
    expect_verdict(shown, "preflight")
    choose(shown, "More headers", "X-Two")
    expect_verdict(shown, "headers: each line must look like 'X-Demo: 1', not 'X-Two'.")
    assert control(shown, "More headers").get_attribute("aria-invalid") == "true"
    view(shown).get_by_label("✕ Remove line 2 of More headers").click()
    expect_verdict(shown, "preflight")
    assert control(shown, "More headers").get_attribute("aria-invalid") is None
    view(shown).get_by_label("✕ Remove line 1 of More headers").press("Enter")
    expect_verdict(shown, BLOCKED)


def test_the_form_of_a_first_run_has_one_control_and_the_rest_one_click_away(browser):
    with shown_bench(browser, show=["allow_origin"]) as (bench, page):
        boxes = page.locator(".cors-top :is(input, select)").filter(visible=True)
        assert boxes.count() == 1
        assert page.locator(".cors-row-url").inner_text().split() == ["URL", "■", bench.url]
        choose(page, ORIGIN, PAGE)
        expect_verdict(page, ALLOWED)
        page.get_by_role("button", name="All controls").click()
        assert boxes.count() > 10
        page.get_by_role("button", name="Fewer controls").click()
        assert boxes.count() == 1


def test_another_page_offers_its_own_origin_to_allow(shown):
    choose(shown, "Page", "http://localhost:3000")
    expect_verdict(shown, "http://localhost:3000")
    control(shown, ORIGIN).click()
    view(shown).get_by_role("option", name="http://localhost:3000 this page").click()
    expect_verdict(shown, ALLOWED)


def test_a_fold_counts_what_is_changed_in_it(shown):
    group = view(shown).locator("details", has_text="More options")
    assert words(group.locator("summary")) == "More options"
    group.locator("summary").press("Enter")
    control(shown, "mode").select_option(label="no-cors")
    expect_verdict(shown, "opaque")
    assert words(group.locator("summary")) == "More options 1 changed"


def test_the_failed_step_is_open_with_its_fix_and_what_the_learner_opened_stays_open(shown):
    steps = view(shown).locator(".cors-step details")
    opened = "all => all.map((node) => node.open)"
    assert steps.evaluate_all(opened) == [False, False, False, False, True, False]
    assert "Fix: On the server" in steps.nth(4).inner_text()
    steps.nth(0).locator("summary").press("Enter")
    choose(shown, ORIGIN, "*")
    expect_verdict(shown, ALLOWED)
    assert steps.evaluate_all(opened)[:2] == [True, False]
    assert steps.evaluate_all(opened).count(True) == 1


def test_the_tabs_are_worked_by_arrow_keys_and_each_shows_something(shown):
    tab = view(shown).get_by_role("tab", name="Steps")
    tab.focus()
    for name in [*list(TABS.values())[1:], "Steps"]:
        shown.keyboard.press("ArrowRight")
        panel = view(shown).get_by_role("tabpanel", name=name)
        panel.wait_for()
        chosen = view(shown).get_by_role("tab", name=name)
        assert chosen.evaluate(
            "node => node === document.activeElement && "
            "node.getAttribute('aria-selected') === 'true'"
        )
        assert len(panel.inner_text()) > 40
    shown.keyboard.press("End")
    view(shown).get_by_role("tabpanel", name=list(TABS.values())[-1]).wait_for()
    shown.keyboard.press("Home")
    view(shown).get_by_role("tabpanel", name="Steps").wait_for()
    assert view(shown).locator("[role=tab][tabindex='0']").count() == 1


def test_time_passes_and_the_same_call_is_sent_again(shown):
    view(shown).get_by_role("tab", name="State").click()
    view(shown).get_by_role("button", name="+ 10 min").click()
    view(shown).get_by_text("Clock 10 min").wait_for()
    control(shown, "Seconds").fill("30")
    control(shown, "Seconds").press("Enter")
    view(shown).get_by_text("Clock 10 min 30 s").wait_for()
    control(shown, "Seconds").fill("-1")
    view(shown).get_by_role("button", name="Advance").press("Enter")
    view(shown).get_by_text("seconds: the clock only goes forward, -1 is not possible.").wait_for()
    view(shown).get_by_role("button", name="Send again").press("Enter")
    view(shown).get_by_role("tab", name="Runs").click()
    view(shown).get_by_role("tabpanel").get_by_text("10 min 30 s later, sent again").wait_for()


def test_visible_words_are_the_names_of_buttons(shown):
    view(shown).get_by_role("tab", name="State").click()
    view(shown).get_by_role("button", name="Clear cookies and caches").wait_for()
    wrong = (
        view(shown)
        .locator("button")
        .evaluate_all(
            "all => all.filter((node) => node.getAttribute('aria-label') && "
            "!node.getAttribute('aria-label').startsWith(node.textContent)).map((node) => "
            "node.getAttribute('aria-label'))"
        )
    )
    assert wrong == []


def test_a_run_is_compared_and_recalled(shown):
    choose(shown, ORIGIN, "*")
    view(shown).get_by_role("tab", name="Runs").click()
    view(shown).get_by_role("button", name="Compare run 1").press("Enter")
    view(shown).get_by_role("table", name="Settings of run 1 and of run 2").wait_for()
    view(shown).get_by_role("button", name="Recall run 1").press("Enter")
    expect_verdict(shown, BLOCKED)
    assert control(shown, ORIGIN).input_value() == ""


def test_the_smallest_fix_is_one_button_and_applying_it_another(shown):
    find = view(shown).get_by_role("button", name="Find the smallest fix")
    find.press("Enter")
    view(shown).get_by_role("button", name="Apply it").press("Enter")
    expect_verdict(shown, ALLOWED)
    assert find.get_attribute("aria-disabled") == "true"
    assert view(shown).get_by_role("button", name="Apply it").count() == 0


def test_an_unsafe_fix_is_called_so_and_the_safe_one_comes_first(browser):
    state = {"headers": ["Authorization: x"], "allow_origin": "<echo>", "allow_credentials": "true"}
    with shown_bench(browser, state) as (bench, page):
        page.get_by_role("button", name="Find the smallest fix").click()
        page.get_by_text("✗ Not safe. It sends every Origin back").wait_for()
        page.get_by_role("button", name="Apply the better one").click()
        expect_verdict(page, ALLOWED)
        assert bench.allow_origin == PAGE


def test_what_is_copied_can_be_chosen(shown):
    view(shown).get_by_role("tab", name="Copy as").click()
    view(shown).get_by_role("combobox", name="Copy as").select_option(label="pytest test")
    view(shown).locator("pre", has_text="def test_").wait_for()
    view(shown).get_by_role("button", name="Copy", exact=True).click()
    view(shown).get_by_role("button", name="Marked: press Ctrl+C").wait_for()
    assert "def test_" in shown.evaluate("getSelection().toString()")


def test_a_server_that_blocks_is_copied_with_its_fix_unless_it_is_wished_as_it_is(shown):
    view(shown).get_by_role("tab", name="Copy as").click()
    view(shown).get_by_role("combobox", name="Copy as").select_option(label="nginx")
    view(shown).get_by_text("still blocks the page. This is the fixed one").wait_for()
    view(shown).locator("pre", has_text=PAGE).wait_for()
    view(shown).get_by_label("The server as it is set").click()
    view(shown).get_by_text("Copy the fixed one instead?").wait_for()
    assert PAGE not in view(shown).locator("pre").inner_text()


def test_a_kernel_that_does_not_answer_is_said_in_place_until_it_does(shown):
    shown.clock.install()
    shown.evaluate(
        "() => { window.real = window.toPython; window.toPython = () => new "
        "Promise((done) => (window.answer = done)); }"
    )
    choose(shown, ORIGIN, "*")
    shown.clock.run_for(1000)
    assert view(shown).get_by_text("No answer from the kernel yet").count() == 0
    shown.clock.run_for(1000)
    view(shown).get_by_text(
        "No answer from the kernel yet: it is busy with another cell"
    ).wait_for()
    shown.evaluate("async () => answer(await real('allow_origin', '*'))")
    expect_verdict(shown, ALLOWED)
    assert view(shown).get_by_text("No answer from the kernel yet").count() == 0


def test_what_a_hostile_server_sends_is_text(shown):
    outcome = {name: value for name, value in view_of(HOSTILE).items() if name != "steps"}
    shown.evaluate("receive", json.loads(json.dumps({"outcome": outcome, "runs": 99})))
    expect_verdict(shown, ATTACK)
    for panel in (
        {"tab": "steps", "steps": view_of(HOSTILE)["steps"]},
        {"tab": "network", "rows": network_view(HOSTILE, {})},
    ):
        shown.evaluate("receive", json.loads(json.dumps({"panel": panel, "tab": panel["tab"]})))
        assert ATTACK in view(shown).get_by_role("tabpanel").text_content()
        assert (
            shown.locator(
                "img, script:not([type=module]), [onload], [onerror], [onmouseover]"
            ).count()
            == 0
        )
        assert set(
            shown.locator("a[href]").evaluate_all("all => all.map((node) => node.protocol)")
        ) <= {"https:"}
    assert view(shown).locator("svg").count() == 3


def test_nothing_moves_above_the_picture_when_verdicts_change(browser):
    with shown_bench(browser) as (_, page):
        tops = set()
        for label in (
            "not sent",
            "*",
            "null",
            "https://app.example/",
        ):
            choose(page, ORIGIN, "" if label == "not sent" else label)
            page.wait_for_function("!document.querySelector('[aria-busy]')")
            tops.add(
                page.locator(".cors-below").evaluate("node => node.getBoundingClientRect().top")
            )
        assert len(tops) == 1


def test_of_a_change_only_the_verdict_is_announced(shown):
    live = (
        "[...document.querySelectorAll('#one [aria-live], #one [role=status]')].filter((node) "
        "=> node.ariaLive !== 'off')"
    )
    before = shown.evaluate(f"{live}.map((node) => [node.className, node.textContent])")
    choose(shown, ORIGIN, "*")
    expect_verdict(shown, ALLOWED)
    after = shown.evaluate(f"{live}.map((node) => [node.className, node.textContent])")
    assert [old[0] for old, new in zip(before, after, strict=True) if old != new] == [
        "cors-verdict"
    ]


def test_a_closed_view_listens_no_more(shown):
    assert shown.evaluate("listeners()") > 0
    shown.evaluate("end()")
    assert shown.evaluate("listeners()") == 0


@pytest.mark.parametrize(("width", "columns"), [(1600, 2), (1100, 2), (700, 1), (320, 1)])
def test_columns_stack_and_nothing_is_wider_than_the_page(browser, width, columns):
    with shown_bench(browser, {"method": "PUT", "headers": ["X-Demo: 1"]}, width=width) as (
        _,
        page,
    ):
        lefts = page.locator(".cors-side").evaluate_all(
            "all => all.map((node) => node.getBoundingClientRect().left)"
        )
        assert len(set(lefts)) == columns
        for name in TABS.values():
            page.get_by_role("tab", name=name).click()
            page.get_by_role("tabpanel", name=name).wait_for()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
