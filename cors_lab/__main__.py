"""The command `cors-lab`, also as `python -m cors_lab`."""

from __future__ import annotations

import atexit
import gc

# Most runs are over before there is garbage worth looking for: to look while modules load, and in
# all of them at the end, takes a sixth of a check's time. A recording of 2,000 entries takes no
# more memory without.
gc.disable()
atexit.register(gc.freeze)

from cors_lab.tools.cli import main  # noqa: E402

if __name__ == "__main__":
    main(prog_name="cors-lab")
