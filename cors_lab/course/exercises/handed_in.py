"""The text of an answer, so that it can be judged again elsewhere, and the log of tries."""

from __future__ import annotations

import ast
import builtins
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cors_lab.course.record import log, store
from cors_lab.course.record.record import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cors_lab.course.exercises.feedback import Feedback
    from cors_lab.course.exercises.model import Exercise

VALUES = ("letters", "text", "texts", "request")
CALLS = frozenset("check task hint solution display print lesson predict progress".split())


def answer_text(exercise: Exercise, answer: Any, cells: Sequence[str]) -> str:
    """Code that makes the answer, under the exercise's name for it; "" where it is not known.

    `cells` are the sources of the cells that were run, the last of them is the one that checks.
    """
    if exercise.accepts in VALUES:
        with suppress(ValueError, SyntaxError, RecursionError):
            if ast.literal_eval(repr(answer)) == answer:
                return f"{exercise.name} = {answer!r}\n"
        return ""
    text = _code(exercise, cells)
    return text if len(text) <= log.MOST_TEXT else ""


def _code(exercise: Exercise, cells: Sequence[str]) -> str:
    if not cells or (last := _tree(_plain(cells[-1]))) is None:
        return ""
    handed = _handed_in(last, exercise.id) or exercise.name
    parts = [_without_calls(_plain(cells[-1]), last)]
    made = _made(last)
    wanted = {handed, *_used(parts[0])}
    for cell in reversed(cells[:-1]):
        tree = _tree(_plain(cell))
        if tree is None or not _made(tree) & (wanted - made):
            continue
        parts.insert(0, _without_calls(_plain(cell), tree))
        made |= _made(tree)
        wanted |= _used(parts[0])
    if handed not in made:
        return ""
    if handed != exercise.name:
        parts.append(f"{exercise.name} = {handed}")
    return "\n".join(part for part in parts if part) + "\n"


def _used(source: str) -> set[str]:
    """The names that this code reads, without Python's own."""
    tree = _tree(source)
    if tree is None:
        return set()
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names - set(dir(builtins))


def _plain(cell: str) -> str:
    """The cell without IPython's own lines."""
    return "\n".join(line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!")))


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _handed_in(tree: ast.Module, id: str) -> str:
    """The name that the cell hands to `check` for this exercise."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) == "check" and len(node.args) > 1:
            first, second = node.args[:2]
            if isinstance(first, ast.Constant) and first.value == id:
                return second.id if isinstance(second, ast.Name) else ""
    return ""


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _made(tree: ast.Module) -> set[str]:
    """The names that this code defines at its top level."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(each.asname or each.name).partition(".")[0] for each in node.names}
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                found.add(part.id)
    return found


def _without_calls(source: str, tree: ast.Module) -> str:
    """The code without the lines that call `check` and the like."""
    lines = source.splitlines()
    for node in tree.body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and _name(call) in CALLS:
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines).strip()


def log_try(exercise: Exercise, feedback: Feedback, text: str) -> None:
    """Keep this try, unless it is the starter. One that is the same as the try before is kept
    without its text, and one that was right before is not kept again.
    """
    first = next(iter(feedback.failed), None)
    value: dict[str, Any] = {"right": feedback.passed, "text": text}
    if first is not None:
        value |= {"said": first.sentence, "why": first.why, "fix": first.fix}
    solved = store.nothing() | {"exercises": {exercise.id: feedback.passed}}
    before = log.last(tries(exercise.id))  # without repetitions
    repeated = before is not None and before.value.get("text") == text and bool(text)
    if _same(text, exercise.starter) or (repeated and feedback.passed):
        current().keep(solved)
    elif repeated:
        again = {name: value[name] for name in value if name in ("right", "said")}
        current().add(log.TRY, exercise.id, solved, again=True, **again)
    else:
        current().add(log.TRY, exercise.id, solved, **value)


def _same(text: str, starter: str) -> bool:
    def bare(code: str) -> list[str]:
        tree = _tree(code)
        return _without_calls(code, tree).split() if tree else code.split()

    return bool(text) and bare(text) == bare(starter)


def tries(id: str, repeated: bool = False) -> list[log.Entry]:
    """The tries at this exercise, in order; with `repeated`, those too that repeat one."""
    found = [entry for entry in current().entries(log.TRY) if entry.id == id]
    return [entry for entry in found if repeated or not entry.value.get("again")]


def stuck(id: str) -> int:
    """How many tries, up to the last one, failed with the same sentence as the one before: a
    failure that differs is a step forward, and needs no other hint.
    """
    count = 0
    said = None
    for entry in tries(id, repeated=True):
        sentence = entry.value.get("said")
        if sentence and sentence == said:
            count += 1
        elif not sentence:
            count = 0
        said = sentence
    return count


def hints_shown(id: str) -> int:
    """How many hints were asked for."""
    return sum(entry.id == id for entry in current().entries(log.HINT))
