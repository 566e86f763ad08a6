"""The command `cors-lab`, also as `python -m cors_lab`."""

from __future__ import annotations

import atexit
import gc

from cors_lab.commands import main

atexit.register(gc.freeze)  # or Python, as it ends, looks for garbage in all that was loaded: a tenth of the time of a check

if __name__ == "__main__":
    main(prog_name="cors-lab")
