"""A learner's own notes and bookmarks, and where they were: read from the log of progress."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cors_lab.course.lessons import EXERCISES
from cors_lab.course.record import log
from cors_lab.course.syllabus import CONTENTS

if TYPE_CHECKING:
    from cors_lab.course.record.record import Record

LOOKED_BACK = 14  # days


def note(record: Record, lesson: str, text: str | None) -> str:
    """Keep this note for the lesson (an empty one removes it); the note as it is now."""
    record.refresh()
    if text is not None:
        kept = text.strip()[: log.MOST_TEXT]
        record.add(log.NOTE, f"{lesson}-note", text=kept)
    return notes(record).get(lesson, "")


def notes(record: Record) -> dict[str, str]:
    """The last note of each lesson."""
    found = {entry.id[:2]: str(entry.value.get("text", "")) for entry in record.entries(log.NOTE)}
    return {lesson: text for lesson, text in sorted(found.items()) if text}


def bookmark(record: Record, id: str, on: bool) -> None:
    """Set or remove a bookmark."""
    record.refresh()
    record.add(log.BOOKMARK, id, on=on)


def bookmarks(record: Record) -> list[str]:
    """The ids with a bookmark, in the order of the course."""
    last = {entry.id: entry.value.get("on") is True for entry in record.entries(log.BOOKMARK)}
    return sorted(id for id, on in last.items() if on)


def where_you_were(record: Record) -> str:
    """The lesson of the last thing that was done, and the next exercise in it; "" before any."""
    last = log.last(entry for entry in record.entries() if entry.id[:2] in CONTENTS)
    if last is None:
        return ""
    lesson = CONTENTS[last.id[:2]]
    solved = record.done["exercises"]
    left = [id for id in EXERCISES if id.startswith(f"{lesson.number}-") and not solved.get(id)]
    following = f" Next: exercise {left[0]}." if left else ""
    return f"You were in lesson {lesson.name} ({lesson.file}).{following}"


def days(record: Record) -> str:
    """On how many of the last days something was done: told, and never demanded."""
    today = record.clock().astimezone().date()
    worked = {entry.at.astimezone().date() for entry in record.entries()}
    recent = [day for day in worked if timedelta() <= today - day < timedelta(days=LOOKED_BACK)]
    if not recent:
        return ""
    plural = "day" if len(recent) == 1 else "days"
    return f"You worked here on {len(recent)} {plural} of the last {LOOKED_BACK}."
