"""Every code that the algorithm records has its words, and the words name only what was
recorded.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from cors_lab.fetch.engines import DEPARTURES
from cors_lab.messages import rules
from cors_lab.messages.rules import (
    ARGUMENTS,
    DEPARTURE_WORDS,
    FAULTS,
    RULES,
    argument_sentence,
    fix_sentence,
    render,
)

PACKAGE = Path(rules.__file__).parents[2]
ANCHORS = frozenset((Path(__file__).parents[1] / "fetch" / "anchors.txt").read_text().split())
SOURCES = [
    ast.parse(path.read_text())
    for path in [
        *sorted((PACKAGE / "fetch").glob("*.py")),
        *sorted((PACKAGE / "browser" / "transport").glob("*.py")),
    ]
]
OTHER_STANDARDS = (
    "https://w3c.github.io/webappsec-mixed-content/",
    "https://w3c.github.io/webappsec-subresource-integrity/",
    "https://w3c.github.io/webappsec-csp/",
    "https://html.spec.whatwg.org/",
    "https://drafts.csswg.org/css-fonts-4/",
    "https://github.com/annevk/orb",
    "https://xhr.spec.whatwg.org/",
    "https://websockets.spec.whatwg.org/",
    "https://wicg.github.io/local-network-access/",
)
# What result.py adds: the code of a body that broke, and the outcome.
OUTCOMES = {code for code in RULES if code.startswith(("body-", "verdict-"))}
NO_FACTS_OF_THEIR_OWN = (
    "verdict-basic",
    "verdict-cors",
    "verdict-opaque",
    "verdict-opaqueredirect",
)


def _strings(node: ast.expr) -> set[str]:
    return {
        n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def _first_words(node: ast.expr, local: dict[str, set[str]]) -> set[str]:
    """The codes that a first argument can be: a constant, either side of a conditional, or a local
    name for one of these.
    """
    if isinstance(node, ast.Name):
        return local.get(node.id, set())
    if isinstance(node, ast.IfExp):
        return _first_words(node.body, local) | _first_words(node.orelse, local)
    return _strings(node) if isinstance(node, ast.Constant) else set()


def _recorded() -> dict[str, set[str]]:
    """The facts of each code, from every call of check, fail or note; a NetworkFailure's code is
    recorded with its detail.
    """
    facts: defaultdict[str, set[str]] = defaultdict(set)
    for tree in SOURCES:
        assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
        local: defaultdict[str, set[str]] = defaultdict(set)
        for node in assigned:
            for target in node.targets:
                if isinstance(target, ast.Name):
                    local[target.id] |= _first_words(node.value, {})
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args):
            if re.fullmatch(r"(.*\.)?(trace|self)\.(check|fail|note)", ast.unparse(call.func)):
                for code in _first_words(call.args[0], local):
                    facts[code] |= {keyword.arg for keyword in call.keywords if keyword.arg}
    return facts


def _failures() -> set[str]:
    """The codes that the docstring of NetworkFailure lists, and those that the transport uses."""
    used = set().union(*(_strings(tree) for tree in SOURCES))  # type: ignore[arg-type]
    return {code for code in RULES if RULES[code].error == code and code in used}


RECORDED = _recorded()


def _fields(*templates: str) -> set[str]:
    found = {field for template in templates for field in re.findall(r"\{(\w+)\}", template)}
    return {
        "origin" if field == "reader" else field for field in found
    }  # the reader is the origin in words


def _codes_of(error: str) -> list[str]:
    """The checks whose failure can be this error."""
    plain = error.removeprefix("preflight-")
    if error in ("preflight-redirect", "preflight-status"):
        return ["preflight-status"]
    if plain.startswith("allow-origin-"):
        return ["allow-origin-present" if plain.endswith("missing") else "allow-origin-match"]
    return [code for code, rule in RULES.items() if rule.error in (error, plain)]


def test_every_code_that_is_recorded_has_words() -> None:
    assert set(RECORDED) - set(RULES) == set()


def test_every_row_of_words_belongs_to_a_code_that_is_recorded() -> None:
    assert set(RULES) - set(RECORDED) - _failures() - OUTCOMES == set()


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(set(RULES) - set(NO_FACTS_OF_THEIR_OWN)))
def test_words_of_a_step_name_only_its_facts(code: str) -> None:
    rule = RULES[code]
    assert _fields(rule.title, rule.passed, rule.noted, rule.not_reached) <= RECORDED.get(
        code, set()
    )


@pytest.mark.parametrize("error", sorted(FAULTS))
def test_words_of_an_error_name_only_facts_of_its_check(error: str) -> None:
    codes = _codes_of(error)
    assert codes, error
    facts = set().union(*(RECORDED.get(code, {"detail"}) for code in codes))
    assert _fields(FAULTS[error].why, FAULTS[error].fix) <= facts


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(RULES))
def test_every_step_links_to_the_standard(code: str) -> None:
    spec = RULES[code].spec
    if not spec.startswith(OTHER_STANDARDS):
        address, _, anchor = spec.partition("#")
        assert (address, anchor in ANCHORS) == ("https://fetch.spec.whatwg.org/", True), spec


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(RULES))
def test_every_step_has_a_title_and_words_for_what_it_can_be(code: str) -> None:
    rule = RULES[code]
    failed_only = rule.error == code and not rule.passed
    assert rule.title
    assert rule.not_reached
    assert failed_only or rule.passed or rule.noted or code in OUTCOMES
    assert not rule.error or rule.error in FAULTS


@pytest.mark.parametrize("error", sorted(FAULTS))
def test_every_error_says_why_and_what_to_change_and_where(error: str) -> None:
    fault = FAULTS[error]
    assert fault.why.endswith((".", "?"))
    assert fault.fix.endswith(".")
    assert re.search(r"[Ss]erver|page|URL", fault.fix)


@pytest.mark.parametrize(
    "error", ["allow-origin-missing", "preflight-allow-origin-mismatch", "allow-origin-wildcard"]
)
def test_the_fix_is_the_very_header_line_to_send(error: str) -> None:
    assert "`Access-Control-Allow-Origin: https://app.example`" in fix_sentence(
        error, {"origin": "https://app.example"}
    )


@pytest.mark.parametrize("error", [error for error in FAULTS if "allow-origin" in error])
def test_nobody_is_told_to_allow_null(error: str) -> None:
    assert "Allow-Origin: null" not in fix_sentence(
        error, {"origin": "null", "value": "https://app.example", "status": 200}
    )


def test_a_preflight_error_names_the_answer_to_options() -> None:
    assert "OPTIONS" in FAULTS["preflight-allow-origin-missing"].fix
    assert "OPTIONS" not in FAULTS["allow-origin-missing"].fix


def test_every_departure_of_an_engine_has_a_sentence() -> None:
    assert set(DEPARTURE_WORDS) == {departure.name for departure in DEPARTURES}


def test_every_refused_argument_has_a_sentence_that_names_it() -> None:
    raised = [
        tuple(
            argument.value if isinstance(argument, ast.Constant) else None
            for argument in call.args[:2]
        )
        for tree in SOURCES
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "InvalidArgument"
    ]
    assert raised
    for argument, code in raised:
        arguments = (
            [argument]
            if argument
            else [pair[0] for pair in ARGUMENTS if isinstance(pair, tuple) and pair[1] == code]
            or ["url"]
        )
        for name in arguments:
            sentence = argument_sentence(str(name), str(code), "some value")
            assert sentence.startswith(f"{name}: ")
            assert "is not possible here" not in sentence


def test_a_missing_fact_is_an_ellipsis() -> None:
    assert render("{status} from {server}", {"status": 404}) == "404 from …"


def test_an_absent_header_and_an_empty_list_are_nothing_and_an_empty_value_is_shown() -> None:
    assert (
        render("{value}, {allowed}, {origin}", {"value": None, "allowed": [], "origin": ""})
        == "nothing, nothing, (empty)"
    )


def test_a_long_value_is_cut_and_control_characters_are_visible() -> None:
    assert render("{value}", {"value": "x" * 1_000_000}) == "x" * 199 + "…"
    assert render("{value}", {"value": "a\r\n\x00\u202eb"}) == "a\\r\\n\\x00\\u202eb"


@pytest.mark.parametrize(
    "value", [object(), b"\xff", 1.5, {"a": 1}, ("a", None), True, "{value}", "{0}", "%s"]
)
@pytest.mark.parametrize(
    "template", ["{value}", "{", "}", "{}", "{0}", "{a.b}", "{value!r:>{width}}", "%(value)s"]
)
def test_render_never_raises(template: str, value: object) -> None:
    assert isinstance(render(template, {"value": value}), str)


def test_null_reads_nothing() -> None:
    why = render(FAULTS["allow-origin-missing"].why, {"status": 200, "origin": "null"})
    assert why.endswith("so a page whose origin is null may not read it.")
