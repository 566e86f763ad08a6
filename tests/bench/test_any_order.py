"""Whatever is set and pressed, in whatever order: no exception, a verdict, and a state that opens
the same case elsewhere.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cors_lab import Bench
from cors_lab.bench.controls import FIELDS
from cors_lab.bench.tabs.tabs import TABS

ODD = [
    None,
    "",
    "x",
    5,
    -1,
    ["a", "b"],
    [],
    "<echo>",
    "\n",
    "é",
    "€",
    {"a": 1},
    True,
    "https://é.example",
    "javascript:1",
]
SETTINGS = [(name, choice) for name, field in FIELDS.items() for _, choice, _ in field.choices]
PRESSES = [
    lambda bench: bench.again(),
    lambda bench: bench.advance(600),
    lambda bench: bench.clear(),
    lambda bench: bench.find_fix(),
]
PRESSES += [
    lambda bench: bench.apply_fix(),
    lambda bench: bench.recall(bench.history[0].number),
    lambda bench: bench.compare(1),
]

changes = st.tuples(st.just("set"), st.sampled_from(SETTINGS))
oddities = st.tuples(st.just("set"), st.tuples(st.sampled_from(list(FIELDS)), st.sampled_from(ODD)))
presses = st.tuples(st.just("press"), st.sampled_from(PRESSES))
tabs = st.tuples(st.just("set"), st.tuples(st.just("tab"), st.sampled_from(list(TABS))))


@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(st.one_of(changes, changes, changes, oddities, presses, tabs), max_size=12))
@pytest.mark.slow
def test_a_bench_survives_and_its_state_tells_all(steps):
    bench = Bench()
    for what, step in steps:
        if what == "press":
            step(bench)
        else:
            setattr(bench, *step)
        assert len(bench.verdict) > 10
        assert bench.panel["tab"] == bench.tab
    assert repr(bench)
    if bench.result is not None:
        again = Bench(state=json.loads(json.dumps(bench.state)))
        assert (again.verdict, again.outcome["answers"]) == (
            bench.verdict,
            bench.outcome["answers"],
        )
