"""All 25 cases, and what a seed makes of them: `drawn(7, 123)` is the same in every process."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeGuard

from cors_lab.course.clinic.cases import answers, calls, layers, origins, preflights
from cors_lab.course.clinic.draw import Draw
from cors_lab.course.clinic.model import Sick

Make = Callable[[Draw], Sick]
WARD: dict[int, tuple[Make, ...]] = {
    1: (origins.nothing_allows,),
    2: (preflights.own_options,),
    3: (preflights.guarded, layers.refused_outside),
    4: (preflights.options_only,),
    5: (answers.lost_on_errors,),
    6: (preflights.slash, layers.moved),
    7: (origins.star,),
    8: (origins.credentials,),
    9: (layers.doubled,),
    10: (origins.two_values,),
    11: (preflights.a_header,),
    12: (calls.answer_header,),
    13: (preflights.a_method, calls.small_letters),
    14: (origins.misspelt,),
    15: (origins.other_localhost,),
    16: (calls.sandboxed, origins.trusts_null),
    17: (calls.opaque,),
    18: (answers.hidden,),
    19: (answers.cached,),
    20: (layers.kept,),
    21: (answers.cookie,),
    22: (answers.leaves,),
    23: (calls.not_cors,),
    24: (calls.local,),
    25: (origins.reflects,),
}
EXAM = 10
MOST_SEED = 10**9
OF_EACH_PLACE = ((12, 13, 17, 23), (1, 2, 4, 7, 11, 14), (9,), (19,), (20, 24))


def drawn(number: int, seed: int) -> Sick:
    """The case of this number that this seed draws. Raises ValueError for one that does not
    exist.
    """
    if number not in WARD:
        raise ValueError(f"case: there are cases 1 to {len(WARD)}, and no {number!r}.")
    draw = Draw(number, seed)
    return draw.rng.choice(WARD[number])(draw)


def is_seed(value: object) -> TypeGuard[int]:
    """Is this a seed, a whole number from 0 to a billion?"""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_SEED


def case_of(seed: int) -> int:
    """The case that a seed draws, where none is named."""
    return random.Random(f"ward {seed}").choice(sorted(WARD))


def exam_cases(seed: int) -> list[tuple[int, int]]:
    """Case and seed of each of the ten of an exam, every kind of place among them."""
    rng = random.Random(f"exam {seed}")
    numbers = [rng.choice(group) for group in OF_EACH_PLACE]
    numbers += rng.sample(sorted(set(WARD) - set(numbers)), EXAM - len(numbers))
    rng.shuffle(numbers)
    return [(number, rng.randrange(10**6)) for number in numbers]
