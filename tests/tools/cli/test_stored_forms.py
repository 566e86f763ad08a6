"""A notebook that is opened without its kernel: stored forms, and never "model not found"."""

from __future__ import annotations

import asyncio
import typing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from traitlets import Any
from traitlets.config import Configurable

from cors_lab.tools.cli.stored_forms import READABLE, VIEW, StoredForms

NAME = "lesson.ipynb"


class Server(Configurable):
    """As much of Jupyter's server as its files ask for."""

    session_manager = Any()


def opened(folder: Path, running: list[str]) -> typing.Any:
    """The data of the one output, as Jupyter hands the notebook out."""

    async def list_sessions() -> list[dict[str, str]]:
        return [{"path": path} for path in running]

    server = Server(session_manager=SimpleNamespace(list_sessions=list_sessions))
    forms = StoredForms(root_dir=str(folder), parent=server)
    with ThreadPoolExecutor(1) as apart:  # a browser test's loop may run in this thread
        model = apart.submit(lambda: asyncio.run(forms.get(NAME))).result()
    return model["content"]["cells"][0]["outputs"][0]["data"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = {VIEW: {"model_id": "1"}, READABLE: "<p>a bench</p>", "text/plain": "a bench"}
    cell = new_code_cell("Bench()", outputs=[new_output("display_data", data)])
    nbformat.write(new_notebook(cells=[cell]), tmp_path / NAME)
    return tmp_path


def test_without_a_kernel_the_stored_form_is_shown(folder: Path) -> None:
    assert opened(folder, []) == {READABLE: "<p>a bench</p>", "text/plain": "a bench"}


def test_with_its_kernel_alive_the_widget_comes_back(folder: Path) -> None:
    assert VIEW in opened(folder, [NAME])


def test_the_file_stays_as_it_is(folder: Path) -> None:
    before = (folder / NAME).read_text()
    opened(folder, [])
    assert (folder / NAME).read_text() == before
