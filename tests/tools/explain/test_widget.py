"""The widget's words are those of text and HTML, and nothing that is pasted breaks it."""

from __future__ import annotations

import json

import pytest

from cors_lab import explain
from cors_lab.tools.explain.page import document
from cors_lab.tools.explain.widget import EXAMPLES, ExplainWidget


def ask(text: str, page: str = "") -> list[list[dict[str, object]]]:
    widget = explain()
    assert isinstance(widget, ExplainWidget)
    widget.asked = {"text": text, "page": page}
    groups: list[list[dict[str, object]]] = widget.shown["groups"]
    return groups


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_an_example_is_explained_in_the_words_of_its_text(name: str, text: str) -> None:
    assert ask(text) == document(explain(text), hinted=False, codes=True).data()["groups"]
    assert ask(text)[0][0]["state"] in {"failed", "noted"}, name


@pytest.mark.parametrize(
    "text", ["", "hello", "{", "<img src=x onerror=alert(1)>", "\0", "a" * 9999]
)
def test_nonsense_gets_one_sentence(text: str) -> None:
    (block, *_), *_ = ask(text)
    assert block["kind"] == "verdict"
    assert block["sentence"]


def test_the_page_is_taken_and_a_wrong_one_is_told() -> None:
    text = "fetch('https://api.example/notes', {method: 'PUT'})"
    assert "https://shop.example" in json.dumps(ask(text, "https://shop.example"))
    assert "is not an origin" in str(ask(text, "shop")[0][0]["sentence"])


def test_the_same_text_again_is_another_answer() -> None:
    widget = explain()
    widget.asked = {"text": EXAMPLES[0][1], "number": 1}
    first = widget.shown["number"]
    widget.asked = {"text": EXAMPLES[0][1], "number": 2}
    assert widget.shown["number"] == first + 1


def test_without_a_kernel_it_says_what_it_takes() -> None:
    text = repr(explain())
    assert "explain('file.har')" in text
    assert all(name in text for name, _ in EXAMPLES)
