"""`screenshot.py [FILE]` makes the README's picture: lesson 00, run in a real JupyterLab in
Chromium, scrolled to the bench.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.e2e.lab import NOTEBOOKS, chromium, headless, jupyterlab, notebook

LESSON = "00-start-here.ipynb"
PICTURE = NOTEBOOKS / "images" / "lesson-00.png"
BENCH = ".jp-OutputArea-output .cors-bench"


def make(picture: Path, executable: str) -> None:
    """Write what a learner sees of the bench after Run All."""
    with (
        tempfile.TemporaryDirectory() as home,
        jupyterlab(NOTEBOOKS, Path(home)) as lab,
        headless(executable) as browser,
        notebook(browser, lab, LESSON, width=1280, height=1500) as opened,
    ):
        opened.run_all()
        opened.show(BENCH)
        opened.screenshot(picture.stem, picture.parent)


def main(arguments: list[str]) -> int:
    executable = chromium()
    if executable is None:
        print("no Chromium is installed", file=sys.stderr)
        return 1
    picture = Path(arguments[0]) if arguments else PICTURE
    make(picture, executable)
    print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
