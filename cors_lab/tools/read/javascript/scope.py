"""The variables of a snippet: which value a name has where it is used. What is assigned twice, or
is an argument, is not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cors_lab.tools.read.call import Unreadable
from cors_lab.tools.read.javascript.reader import Reader
from cors_lab.tools.read.javascript.values import Made, Unknown, add_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 200  # values that are looked up for one call
MOST_TIMES = 8  # assignments of one name
LONGEST = 100_000  # characters; what is longer is no snippet
_NOT_CODE = re.compile(
    r"""//[^\n]*|/\*(?:.*?\*/|.*)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?"""
    r"""|(?<=[=(,:\[!&|?{};])[ ]?/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,300}/[a-z]{0,8}""",  # noqa: E501
    re.DOTALL,
)
_ASSIGNED = re.compile(
    r"(?<![\w$.])(?:(?:const|let|var)\s+)?(?P<path>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[)*)"
    r"(?:\s*:\s*[A-Za-z_$][\w$.<>\[\]|, ]{0,80}?)?\s*=(?![=>])"
)
_CALLED = re.compile(r"(?<![\w$.])(?P<name>[A-Za-z_$][\w$]*)\s*\.\s*(?:set|append)\s*\(")
_PARAMETERS = re.compile(
    r"\bfunction\b[^()]{0,80}\((?P<a>[^()]{0,400})\)|\((?P<b>[^()]{0,400})\)\s*(?::[^={}()]{1,60})?=>|(?<![\w$.])(?P<c>[A-Za-z_$][\w$]{0,60})\s{0,9}=>"
    r"|\basync\s+[A-Za-z_$][\w$]*\s*\((?P<d>[^()]{0,400})\)\s*\{"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_KEY = re.compile(r"\s*(['\"])([^'\"\\\n]{1,100})\1\s*\]\s*=(?![=>])")


def code_of(text: str) -> str:
    """The text with blanks for comments, strings, templates and regular expressions; every
    character keeps its place.
    """
    return _NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text[:LONGEST])


class Scope:
    """The assignments of one text; `value` looks a path such as `config.url` up."""

    def __init__(self, text: str) -> None:
        self.text, self.code = text, code_of(text)
        self.arguments = {
            name
            for found in _PARAMETERS.finditer(self.code)
            for name in _names(next(filter(None, found.groups()), ""))
        }
        self.assigned: dict[str, list[int]] = {}
        for found in _ASSIGNED.finditer(self.code):
            if "[" not in found["path"]:
                self.assigned.setdefault(found["path"], []).append(found.end())
        self.looked_up = 0
        self.open: set[str] = set()
        self.notes: list[str] = []

    def value(self, path: str, before: int) -> tuple[Any] | None:
        """The value of this path at this place, in a tuple; None where the text does not say, or
        says several.
        """
        path = re.sub(r"\s|\?(?=\.)", "", path)
        name, *keys = path.split(".")
        self.looked_up += 1
        if name in self.open or name in self.arguments or self.looked_up > MOST:
            return None
        self.open.add(name)
        known = self._of_name(name, before)
        self.open.discard(name)
        for key in keys:
            if known is None or not isinstance(known[0], dict) or key not in known[0]:
                return None
            known = (known[0][key],)
        if known is None or (isinstance(known[0], Unknown) and "://" not in known[0].text):
            return None
        return known

    def why(self, path: str) -> str:
        """Why the text does not say what this path holds; "" where it simply does not stand
        there.
        """
        name = path.partition(".")[0]
        if name in self.arguments:
            return "an argument of a function"
        if len(self.assigned.get(name, ())) > 1:
            return "which is assigned more than once"
        return ""

    def _of_name(self, name: str, before: int) -> tuple[Any] | None:
        places = self.assigned.get(name, [])
        earlier = [place for place in places if place <= before] or places
        if len(earlier) > MOST_TIMES:
            return None
        values = [self.read(place) for place in earlier]
        if not values or any(value != values[0] for value in values):
            return None
        for key, part in self._changes(name, earlier[-1], before):
            if not (isinstance(values[0], (dict, list, Made)) and add_pair(values[0], key, part)):
                return None
        return (values[0],)

    def read(self, at: int) -> Any:
        """The expression that begins here, Unknown where it cannot be read."""
        reader = Reader(self.text, at, scope=self, statement=True)
        try:
            value = reader.value()
        except Unreadable:
            return Unknown(self.text[at : at + 40].strip(), at)
        self.notes += [sentence for sentence in reader.notes if sentence not in self.notes]
        return value

    def _changes(self, name: str, start: int, end: int) -> Iterator[tuple[Any, Any]]:
        """`name.append(key, value)`, `name.key = value` and `name["key"] = value` in between, in
        order.
        """
        found: list[tuple[int, Any, Any]] = []
        for call in _CALLED.finditer(self.code, start, max(start, end)):
            if call["name"] == name:
                found.append((call.start(), *self._pair(call.end() - 1)))
        for path, places in self.assigned.items():
            if path.startswith(f"{name}.") and path.count(".") == 1:
                found += [
                    (place, path.partition(".")[2], self.read(place))
                    for place in places
                    if start < place <= end
                ]
        for bracket in re.finditer(
            rf"(?<![\w$.]){re.escape(name)}\s*\[", self.code[start : max(start, end)]
        ):
            if key := _KEY.match(self.text, start + bracket.end()):
                found.append((key.end(), key[2], self.read(key.end())))
        yield from ((key, part) for _, key, part in sorted(found, key=lambda one: one[0]))

    def default(self, path: str) -> tuple[Any] | None:
        """The value that was last assigned to exactly this path, such as axios.defaults.baseURL."""
        places = self.assigned.get(path)
        value = self.read(places[-1]) if places else None
        if value is None or isinstance(value, Unknown):
            return None
        return (value,)

    def defaults_of_headers(
        self, pattern: re.Pattern[str], client: str
    ) -> Iterator[tuple[str, Any]]:
        """The names and values that `client.defaults.headers…[name] = value` assigns; the pattern
        begins behind the client.
        """
        for found in pattern.finditer(self.text[:LONGEST]):
            if self.code[: found.start()].endswith(client):
                yield found[1] or found[2], self.read(found.end())

    def _pair(self, at: int) -> tuple[Any, Any]:
        given = self.call(at)
        if given is not None and len(given) > 1:
            return (given[0], given[1])
        return (None, None)

    def call(self, at: int) -> list[Any] | None:
        """The arguments of the call whose bracket opens here; None where they cannot be read."""
        try:
            return Reader(self.text, at, scope=self).arguments()
        except Unreadable:
            return None


def _names(parameters: str) -> list[str]:
    """The names that a list of parameters declares, without types and defaults."""
    parts = re.split(r"[,{}\[\]]", parameters)
    return [found[0] for part in parts if (found := _NAME.match(part.strip().removeprefix("...")))]
