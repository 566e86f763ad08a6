"""A round: one case after another in practice, ten in an exam; what was said, tried and scored."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cors_lab.course.clinic.diagnosis import CHOOSE, diagnose, is_offered
from cors_lab.course.clinic.judge import repaired
from cors_lab.course.clinic.ward import EXAM, MOST_SEED, case_of, drawn, exam_cases, is_seed
from cors_lab.course.record import log

if TYPE_CHECKING:
    from cors_lab.course.clinic.model import Sick
    from cors_lab.course.record.record import Record

DIAGNOSIS, REPAIR = 4, 6  # points
WRONG, HINT = 1, 2  # what a wrong try and a hint cost
EXAM_ID = "16-exam"


def new_seed() -> int:
    """A seed that nobody chose."""
    return random.SystemRandom().randrange(10**6)


def _seed_of(given: int | None) -> int:
    """This seed, or a new one. Raises ValueError for anything else."""
    if given is None:
        return new_seed()
    if not is_seed(given):
        raise ValueError(f"seed: give a whole number from 0 to {MOST_SEED}, not {given!r:.40}.")
    return given


@dataclass(slots=True)
class Stay:
    """One patient: the case, and how far the learner is with it."""

    number: int
    seed: int
    sick: Sick = field(init=False)
    check: str = ""
    place: str = ""
    repair: str = ""
    diagnosed: bool = False
    healed: bool = False
    misses: int = 0
    failures: int = 0
    hints: int = 0
    told: list[tuple[bool, str]] = field(default_factory=list)
    tried: list[tuple[bool, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sick = drawn(self.number, self.seed)
        self.repair = self.sick.starter

    @property
    def solved(self) -> bool:
        """Diagnosed, and repaired."""
        return self.diagnosed and self.healed

    @property
    def points(self) -> int:
        """Of ten."""
        found = max(0, DIAGNOSIS - WRONG * self.misses) if self.diagnosed else 0
        fixed = max(0, REPAIR - WRONG * self.failures) if self.healed else 0
        return max(0, found + fixed - HINT * self.hints)

    def say(self, check: str, place: str) -> None:
        """A diagnosis."""
        self.check, self.place = check, place
        said = diagnose(self.sick, check, place)
        self.told = list(zip((said.check_right, said.place_right), said.told, strict=True))
        self.diagnosed = self.diagnosed or said.right
        self.misses += not said.right

    def try_repair(self, text: str) -> None:
        """A repair."""
        self.repair = text
        found = repaired(self.sick, text)
        self.tried = [(one.works, one.sentence, one.why or one.fix) for one in found]
        right = bool(found) and all(one.works for one in found)
        self.failures += not (right or self.healed)
        self.healed = self.healed or right

    def hint(self) -> None:
        """One hint more."""
        self.hints = min(self.hints + 1, len(self.sick.hints))

    def answer(self) -> dict[str, Any]:
        """As the record has it."""
        return {
            "case": self.number,
            "seed": self.seed,
            "check": self.check,
            "place": self.place,
            "repair": self.repair,
        }


@dataclass(slots=True)
class Round:
    """A round of practice (`exam` is None), or the exam of this seed."""

    record: Record
    stay: Stay
    exam: int | None = None
    done: list[Stay] = field(default_factory=list)
    finished: bool = False
    kept: bool = False
    named: bool = False  # the learner chose the case

    @classmethod
    def practice(cls, record: Record, seed: int | None, case: int | None) -> Round:
        """Practice, beginning with this seed and this case, drawn where they are None."""
        seed = _seed_of(seed)
        return cls(record, Stay(case_of(seed) if case is None else case, seed), named=bool(case))

    @classmethod
    def of_exam(cls, record: Record, seed: int | None) -> Round:
        """The exam of this seed."""
        seed = _seed_of(seed)
        return cls(record, Stay(*exam_cases(seed)[0]), seed)

    def diagnose(self, check: str, place: str) -> None:
        """Say what is wrong; in an exam the first word counts. An answer that is not one of those
        offered costs nothing.
        """
        if not is_offered(check, place):
            self.stay.told = [(False, CHOOSE)]
        elif self.exam is None or not self.stay.check:
            self.stay.say(check, place)
            self._keep_misread()

    def repair(self, text: str) -> None:
        """Try a repair; in an exam the first one counts, and the next case comes."""
        if self.finished or (self.exam is not None and not self.stay.check):
            return
        self.stay.try_repair(text)
        if self.exam is not None:
            self.next()
        elif self.stay.solved:
            self._keep()

    def hint(self) -> None:
        """A hint; there is none in an exam."""
        if self.exam is None and not self.stay.solved:
            self.stay.hint()

    def next(self) -> None:
        """The next case."""
        if self.finished:
            return
        self.done.append(self.stay)
        if self.exam is None:
            seed = new_seed()
            self.stay, self.kept, self.named = Stay(case_of(seed), seed), False, False
        elif len(self.done) < EXAM:
            self.stay = Stay(*exam_cases(self.exam)[len(self.done)])
        else:
            self.finished = True
            self._keep_exam()

    @property
    def right(self) -> int:
        """How many are diagnosed and repaired."""
        return sum(one.solved for one in self.done)

    @property
    def points(self) -> int:
        """Of all that are done."""
        return sum(one.points for one in self.done)

    def _keep_misread(self) -> None:
        """The first wrong diagnosis of a case, which brings it back in a review."""
        if self.stay.misses == 1 and not self.stay.diagnosed:
            id = f"16-case-{self.stay.number:02}"
            self.record.add(log.CLINIC, id, seed=self.stay.seed, right=False)

    def _keep(self) -> None:
        """A case that is solved, once."""
        if self.kept:
            return
        self.kept = True
        value = self.stay.answer() | {"right": True, "points": self.stay.points}
        value["hints"] = self.stay.hints
        self.record.add(log.CLINIC, f"16-case-{self.stay.number:02}", **value)

    def _keep_exam(self) -> None:
        self.record.add(
            log.EXAM,
            EXAM_ID,
            seed=self.exam,
            right=self.right,
            cases=EXAM,
            points=self.points,
            most=EXAM * (DIAGNOSIS + REPAIR),
            answers=[one.answer() for one in self.done],
        )
