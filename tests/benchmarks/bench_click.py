"""From click to changed pixels in a real JupyterLab, beside a plain checkbox that echoes a label:
`python -m tests.benchmarks.bench_click`.

Both are clicked by turns in one session, 50 times each; every click of the bench is a preflight and
a request over real HTTP, all checks, the diagram and the steps. Nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from tests.e2e.lab import NOTEBOOKS, chromium, headless, jupyterlab, notebook
from tests.tools.notebooks import METADATA

CLICKS = 50
BENCH = """\
from cors_lab import Bench
Bench(state={"method": "PUT", "allow_origin": "https://app.example", "allow_methods": "PUT", "response_status": 200})"""  # noqa: E501
ECHO = """\
import ipywidgets
box, label = ipywidgets.Checkbox(description="echo"), ipywidgets.Label("False")
box.observe(lambda change: setattr(label, "value", str(change.new)), "value")
ipywidgets.VBox([box, label])"""
# Milliseconds from the event until the frame after the one that shows the changed text.
MEASURE = """async ([press, watch]) => {
    const node = document.querySelector(watch);
    const changed = new Promise((done) => {
        const observer = new MutationObserver(() => (observer.disconnect(), requestAnimationFrame(() => setTimeout(done))));
        observer.observe(node, { childList: true, characterData: true, subtree: true });
    });
    const start = performance.now();
    press === "box" ? document.querySelector(".widget-checkbox input").click() : turn(document.querySelector(press));
    await changed;
    return performance.now() - start;

    function turn(select) {
        select.value = select.value === "201" ? "200" : "201"; // a combobox, as a hand would write into it
        select.dispatchEvent(new Event("change", { bubbles: true }));
    }
}"""  # noqa: E501
BUSY = "() => document.querySelector('.cors-surface').hasAttribute('aria-busy')"


def clicks(page: Any) -> dict[str, list[float]]:
    """Milliseconds of each click, by turns, so that a busy machine is unfair to neither."""
    contenders = {
        "checkbox": ("box", ".widget-label:last-child"),
        "bench": ("[id$=-response_status]", ".cors-verdict"),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for round_ in range(CLICKS + 3):
        for name, where in contenders.items():
            taken = page.evaluate(MEASURE, list(where))
            page.wait_for_function(f"() => !({BUSY})()")
            if round_ >= 3:  # the first ones warm up
                times[name].append(taken)
    return times


def main() -> int:
    executable = chromium()
    if executable is None:
        print("no Chromium is installed", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory() as home,
        jupyterlab(NOTEBOOKS, Path(home)) as lab,
        headless(executable) as browser,
    ):
        cells = [new_code_cell(BENCH), new_code_cell(ECHO)]
        nbformat.write(new_notebook(cells=cells, metadata=METADATA), lab.folder / "click.ipynb")
        with notebook(browser, lab, "click.ipynb", height=2400) as opened:
            opened.run_all()
            opened.page.locator(".widget-checkbox input").wait_for()
            times = clicks(opened.page)
    base = statistics.median(times["checkbox"])
    for name, taken in times.items():
        p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(
            f"{name:9} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {p50 / base:5.2f} x the "
            "checkbox's p50"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
