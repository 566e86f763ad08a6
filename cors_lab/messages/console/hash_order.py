"""The order in which Chromium goes through the headers of a request: of several that are refused,
its console names the first.

They lie in a hash table by rapidhash (Nicolas De Carli, https://github.com/Nicoshev/rapidhash) of
their names in lower case and UTF-16, in which Accept and, to a secure URL, three client hints came
first.
"""

from __future__ import annotations

from functools import lru_cache

LONGEST = 2048  # characters
MASK = (1 << 64) - 1
SEED = 0xBDD89AA982704029
SECRET = (0x2D358DCCAA6C78A5, 0x8BB84B93962EACC9, 0x4B33A62ED433D4A3)
SMALLEST_TABLE = 8
FIRST = ("accept",)
CLIENT_HINTS = ("sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform")


def _mix(a: int, b: int) -> int:
    product = (a & MASK) * (b & MASK)
    return (product & MASK) ^ (product >> 64)


def _read(data: bytes, start: int, size: int = 8) -> int:
    return int.from_bytes(data[start : start + size], "little")


def _short(data: bytes) -> tuple[int, int]:
    """Both halves of up to sixteen bytes."""
    size = len(data)
    if size < 4:
        return (data[0] << 56 | data[size >> 1] << 32 | data[-1]) if data else 0, 0
    last, delta = size - 4, (size & 24) >> (size >> 3)
    left = _read(data, 0, 4) << 32 | _read(data, last, 4)
    return left, _read(data, delta, 4) << 32 | _read(data, last - delta, 4)


def _long(data: bytes, seed: int) -> int:
    """The seed after all but the last sixteen bytes of more than sixteen."""
    start, lanes = 0, [seed, seed, seed]
    if len(data) > 48:
        while len(data) - start >= 48:
            lanes = [
                _mix(
                    _read(data, start + 16 * lane) ^ SECRET[lane],
                    _read(data, start + 16 * lane + 8) ^ lanes[lane],
                )
                for lane in range(3)
            ]
            start += 48
        lanes[0] ^= lanes[1] ^ lanes[2]
    seed, left = lanes[0], len(data) - start
    if left > 16:
        seed = _mix(_read(data, start) ^ SECRET[2], _read(data, start + 8) ^ seed ^ SECRET[1])
    if left > 32:
        seed = _mix(_read(data, start + 16) ^ SECRET[2], _read(data, start + 24) ^ seed)
    return seed


def rapidhash(data: bytes) -> int:
    """The 64-bit hash of some bytes, with the default seed."""
    size = len(data)
    seed = SEED ^ _mix(SEED ^ SECRET[0], SECRET[1]) ^ size
    if size > 16:
        seed = _long(data, seed)
        a, b = _read(data, size - 16), _read(data, size - 8)
    else:
        a, b = _short(data)
    product = (a ^ SECRET[1]) * ((b ^ seed) & MASK)
    return _mix(product & MASK ^ SECRET[0] ^ size, (product >> 64) ^ SECRET[1])


def _hash(name: str) -> int:
    if len(name) > LONGEST:  # a cache that is bounded by number must not keep what is long
        return rapidhash(name.encode("utf-16-le"))
    return _kept_hash(name)


@lru_cache(maxsize=1024)
def _kept_hash(name: str) -> int:
    return rapidhash(name.encode("utf-16-le"))


def _insert(table: list[str], name: str) -> None:
    """Open addressing, with steps that grow."""
    place, step = _hash(name) % len(table), 0
    while table[place]:
        step += 1
        place = (place + step) % len(table)
    table[place] = name


def in_chromium_order(names: tuple[str, ...], secure: bool) -> list[str]:
    """Header names (in any case) as Chromium goes through them; `secure`: the first URL is one that
    gets client hints.
    """
    table = [""] * SMALLEST_TABLE
    first = (*(CLIENT_HINTS if secure else ()), *FIRST)
    for count, name in enumerate(
        dict.fromkeys([*first, *sorted(name.lower() for name in names)]), 1
    ):
        _insert(table, name)
        if count * 2 >= len(table):
            old, table = table, [""] * (len(table) * 2)
            for known in filter(None, old):
                _insert(table, known)
    return [name for name in table if name]
