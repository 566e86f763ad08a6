"""Which of several refused headers Chromium names: as recorded, one row for each size of its hash
table.
"""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cors_lab.messages.console.hash_order import CLIENT_HINTS, in_chromium_order, rapidhash

NAMES = st.text(string.ascii_letters + string.digits + "-_.", min_size=1, max_size=80)


@pytest.mark.parametrize(
    ("names", "secure", "first"),
    [
        (("Authorization", "Content-Type"), False, "content-type"),  # r00160
        (("Authorization", "Content-Type"), True, "authorization"),  # r00126
        (("X-Test", "Authorization"), False, "x-test"),  # t01730
        (("Z", "a", "M"), False, "m"),  # t00514
        (("X-A", "Content-Type", "If-Match", "Range"), True, "if-match"),  # r00175
    ],
)
def test_the_first_is_the_one_that_was_recorded(
    names: tuple[str, ...], secure: bool, first: str
) -> None:
    low = {name.lower() for name in names}
    assert next(name for name in in_chromium_order(names, secure) if name in low) == first


@given(st.lists(NAMES, max_size=40), st.booleans())
def test_every_name_is_there_once(names: list[str], secure: bool) -> None:
    expected = (
        {name.lower() for name in names} | {"accept"} | (set(CLIENT_HINTS) if secure else set())
    )
    assert sorted(in_chromium_order(tuple(names), secure)) == sorted(expected)


@given(st.binary(max_size=200), st.integers(0, 199))
def test_each_byte_counts(data: bytes, position: int) -> None:
    if data:
        place = position % len(data)
        other = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert rapidhash(other) != rapidhash(data) < 2**64
