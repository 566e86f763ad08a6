"""Write a certificate to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.course.certificate.claims import claims, without_text
from cors_lab.course.certificate.page import page
from cors_lab.course.exercises.feedback import Notice
from cors_lab.course.record import person, store

if TYPE_CHECKING:
    from pathlib import Path

    from cors_lab.course.record.record import Record

NO_NAME = 'Nothing was written: say whose it is, `certificate("ada.html", name="Ada Lovelace")`.'
NOTHING = "Nothing was written: there is no answer yet. Solve an exercise first."
NOT_KEPT = " Not on it, since their answers were not kept: {ids}. Run check() again for them."
MAX_NAME = 100


def written(record: Record, file: Path, name: str = "") -> Notice:
    """Write it; a sentence about it. Never raises for a file."""
    record.refresh()
    whose = " ".join((name or person.name()).split())[:MAX_NAME]
    if not whose:
        return Notice(NO_NAME)
    claimed = claims(record, whose)
    if not claimed["exercises"] and not claimed["questions"] and not claimed["exams"]:
        return Notice(NOTHING)
    try:
        store.write(file.absolute(), page(claimed))
    except OSError as error:
        return Notice(f"Nothing was written: {file.name} cannot be written ({error.strerror}).")
    except ValueError:  # a NUL byte
        return Notice("Nothing was written: no file can have that name.")
    said = (
        f"Your certificate is in {file.name}. It has your answers: exercises "
        f"{len(claimed['exercises'])}, questions {len(claimed['questions'])}, exams "
        f"{len(claimed['exams'])}. `cors-lab verify {file.name}` judges them again."
    )
    if missing := without_text(record):
        said += NOT_KEPT.format(ids=", ".join(missing))
    return Notice(said, "noted")
