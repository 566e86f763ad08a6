"""Answers that were given before, judged again: what a certificate asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cors_lab.course.clinic.diagnosis import diagnose
from cors_lab.course.clinic.judge import repaired
from cors_lab.course.clinic.ward import EXAM, drawn, exam_cases, is_seed
from cors_lab.course.exercises.model import Finding


def replay(case: int, seed: int, answer: Mapping[str, Any], foreign: bool = True) -> Finding:
    """Does this answer hold? `answer` has `check`, `place` and `repair`. Never raises for it.

    `foreign`: its code may be a stranger's, and is looked at before it is run.
    """
    if not is_seed(case) or not is_seed(seed):
        return Finding(False, "The case and its seed have to be numbers.")
    try:
        sick = drawn(case, seed)
    except ValueError as error:
        return Finding(False, str(error))
    name = f"Case {case}, seed {seed}"
    said = diagnose(sick, str(answer.get("check", "")), str(answer.get("place", "")))
    if not said.right:
        return Finding(False, f"{name}: the diagnosis does not hold.")
    failed = [
        one for one in repaired(sick, str(answer.get("repair", "")), foreign) if not one.works
    ]
    if failed:
        return Finding(False, f"{name}: the repair does not hold.", failed[0].sentence)
    return Finding(True, f"{name}: {sick.title}.")


def replay_exam(value: Mapping[str, Any]) -> list[Finding]:
    """A finding for each case of an exam, in its order; `value` is the record's."""
    seed, given = value.get("seed"), value.get("answers")
    if not is_seed(seed) or not isinstance(given, list):
        return [Finding(False, "This is not the record of an exam.")]
    answers = [one if isinstance(one, Mapping) else {} for one in given[:EXAM]]
    answers += [{}] * (EXAM - len(answers))
    pairs = zip(exam_cases(seed), answers, strict=True)
    return [replay(number, own, answer) for (number, own), answer in pairs]
