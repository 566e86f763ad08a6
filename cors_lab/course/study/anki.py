"""Cards for Anki: a package (`.apkg`, with the extra `anki`), or a text that Anki imports."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING
from zlib import crc32

from markupsafe import Markup, escape

from cors_lab.course.record import store
from cors_lab.display.html import marked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cors_lab.course.study.deck import Face, Item

DECK = "CORS Lab"
NO_GENANKI = (
    "Nothing was exported: an .apkg file needs genanki (`pip install 'cors-lab[anki]'`). "
    "Give a name that ends in .txt instead: Anki imports that, too."
)
HEAD = "#separator:tab\n#html:true\n#deck:{}\n#guid column:1\n#tags column:4\n"
CSS = ".card { font: 20px sans-serif; text-align: left; max-width: 36em; margin: auto; }"


def export(items: Sequence[Item], path: Path) -> str:
    """Write the items as a deck; a sentence about it. Never raises for a file."""
    if not items:
        return "Nothing was exported: there is nothing to review yet."
    try:
        if path.suffix.lower() == ".apkg":
            _write_package(items, path)
        elif path.suffix.lower() in (".txt", ".tsv"):
            store.write(path.absolute(), _text(items))
        else:
            return f"Nothing was exported: {path.name} ends neither in .apkg nor in .txt."
    except ImportError:
        return NO_GENANKI
    except OSError as error:
        return f"Nothing was exported: {path.name} cannot be written ({error.strerror})."
    except ValueError:  # a NUL byte
        return "Nothing was exported: no file can have that name."
    return f"Exported {len(items)} cards to {path.name}. In Anki: File > Import."


def _fields(item: Item) -> tuple[str, str]:
    """Front and back as HTML, on one line."""
    face = item.face()
    front = marked(face.front) + _listed(face)
    return str(front).replace("\t", " "), str(marked(face.back)).replace("\t", " ")


def _listed(face: Face) -> Markup:
    choices = Markup("").join(Markup("<li>{}</li>").format(marked(one)) for one in face.choices)
    return Markup('<ol type="A">{}</ol>').format(choices) if choices else Markup("")


def _text(items: Sequence[Item]) -> str:
    rows = [
        "\t".join([f"cors-lab-{item.key}", *_fields(item), f"lesson-{item.lesson}"])
        for item in items
    ]
    return HEAD.format(DECK) + "\n".join(rows) + "\n"


def _write_package(items: Sequence[Item], path: Path) -> None:
    import genanki  # type: ignore[import-untyped]  # it has no types

    fields = [{"name": "Front"}, {"name": "Back"}]
    template = {
        "name": "Card",
        "qfmt": "{{Front}}",
        "afmt": "{{FrontSide}}<hr id=answer>{{Back}}",
    }
    model = genanki.Model(
        crc32(b"cors-lab model"), escape(DECK), fields=fields, templates=[template], css=CSS
    )
    deck = genanki.Deck(crc32(b"cors-lab deck"), DECK)
    for item in items:
        guid = f"cors-lab-{item.key}"
        note = genanki.Note(model, [*_fields(item)], guid=guid, tags=[f"lesson-{item.lesson}"])
        deck.add_note(note)
    # A package is a zip of a database: written beside, then put in its place whole.
    beside = path.with_name(f".{path.name}.{random.getrandbits(32):08x}.part")
    try:
        genanki.Package(deck).write_to_file(str(beside))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
