"""Laws of the smallest fix: nothing smaller reads, nothing of it is needless, and the safe one
passes the security lint.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cors_lab.course.exercises.lint import Ask, Lint
from cors_lab.fixes.smallest_fix import Fix, NoFix, smallest_fix
from cors_lab.server.policy import ECHO, SAME, Policy, PolicyFront
from tests.fixes.test_smallest_fix import CALLS, PAGE, ask, changed, page, reads

SPACE = {
    "allow_origin": [None, PAGE, f"{PAGE}/", "*", ECHO],
    "preflight_allow_origin": [SAME, None, PAGE],
    "allow_credentials": [None, "true"],
    "allow_methods": [None, "PUT"],
    "allow_headers": [None, "content-type", "authorization"],
    "preflight_status": [204, 404],
    "answer_preflight": [True, False],
    "on_preflight": [True, False],
    "on_response": [True, False],
}


@cache
def all_that_read(number):
    every = (Policy(**dict(zip(SPACE, values, strict=True))) for values in product(*SPACE.values()))
    return [policy for policy in every if reads(policy, CALLS[number])]


def distance(one, other):
    return sum(getattr(one, field) != getattr(other, field) for field in SPACE)


@pytest.mark.parametrize("number", range(len(CALLS)))
@settings(max_examples=40, deadline=None)
@given(values=st.tuples(*map(st.sampled_from, SPACE.values())))
def test_no_smaller_fix_exists(number, values):
    policy = Policy(**dict(zip(SPACE, values, strict=True)))
    found = smallest_fix(page(), CALLS[number], policy)
    least = min(distance(policy, other) for other in all_that_read(number))
    assert len(found.changes if isinstance(found, Fix) else ()) == least


FIELDS = SPACE | {
    "allow_origin": [*SPACE["allow_origin"], "null", "", (PAGE, PAGE)],
    "allow_credentials": [None, "true", "True", "false"],
    "preflight_allow_credentials": [SAME, None, "true"],
    "allow_methods": [None, "PUT", "put", "*", ECHO, "PUT DELETE", ""],
    "allow_headers": [None, "content-type", "*", ECHO, "x y", "X-Demo, Authorization"],
    "vary": [None, "Origin", "Accept"],
    "preflight_status": [204, 200, 301, 401, 500],
    "on_errors": [True, False],
}
any_policy = st.builds(
    Policy, **{field: st.sampled_from(values) for field, values in FIELDS.items()}
)


@settings(max_examples=100, deadline=None)
@given(
    any_policy,
    st.sampled_from(CALLS),
    st.sampled_from([PAGE, "null"]),
    st.sampled_from(["chromium", "firefox", "webkit", "standard"]),
)
def test_a_fix_reads_and_none_of_it_can_be_left_out(policy, call, origin, engine):
    found = smallest_fix(page(origin, engine), call, policy)
    if isinstance(found, NoFix):
        assert reads(policy, call, origin, engine)
        return
    assert replace(policy, **changed(found)) == found.policy
    assert reads(found.policy, call, origin, engine)
    for field, before, _ in found.changes:
        assert not reads(replace(found.policy, **{field: before}), call, origin, engine)


@settings(max_examples=50, deadline=None)
@given(any_policy, st.sampled_from(CALLS))
def test_a_safe_fix_reads_and_passes_the_security_lint(policy, call):
    found = smallest_fix(page(), call, policy)
    safe = found.safe or found if isinstance(found, Fix) else None
    if safe is None or safe.unsafe:
        return
    assert reads(safe.policy, call)
    front = PolicyFront(lambda environ, start: (start("200 OK", []), [b"ok"])[1], safe.policy)
    lint = Lint((PAGE,), (Ask("/notes"),), caches=False)
    findings = list(
        lint.findings(lambda origin, path, **arguments: ask(front, origin, path, **arguments))
    )
    if found.safe:
        assert [finding for finding in findings if not finding.works] == []


def test_every_field_of_a_policy_is_reached():
    untried = {"max_age", "expose_headers", "vary"}  # these open no door
    assert {field.name for field in fields(Policy)} - untried == set(FIELDS) - untried
