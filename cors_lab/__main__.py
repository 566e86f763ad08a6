"""The command `cors-lab`, also as `python -m cors_lab`."""

from __future__ import annotations

from cors_lab.commands import main

if __name__ == "__main__":
    main(prog_name="cors-lab")
