"""The lessons in their order, as data: what leads from one to the next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: its number of two digits, its title, its file in `notebooks/`, and how many minutes
    it takes.
    """

    number: str
    title: str
    file: str
    minutes: int

    @property
    def name(self) -> str:
        """`01 Origin, site, and the same-origin policy`."""
        return f"{self.number} {self.title}"


CONTENTS: dict[str, Lesson] = {
    lesson.number: lesson
    for lesson in (
        Lesson("00", "Start here: two servers, one fake browser", "00-start-here.ipynb", 15),
        Lesson("01", "Origin, site, and the same-origin policy", "01-origin-and-site.ipynb", 25),
        Lesson("02", "The one header that allows a read", "02-the-one-header.ipynb", 25),
        Lesson("03", "The request went out anyway", "03-the-request-went-out.ipynb", 25),
        Lesson("04", "Does this need a preflight?", "04-preflight-or-not.ipynb", 30),
        Lesson("05", "Anatomy of a preflight", "05-anatomy-of-a-preflight.ipynb", 30),
        Lesson("06", "The server side: by hand, then Flask-CORS", "06-the-server-side.ipynb", 30),
        Lesson("07", "Credentials and cookies", "07-credentials.ipynb", 45),
        Lesson("08", "What JavaScript may see", "08-what-javascript-sees.ipynb", 35),
        Lesson("09", "Redirects, and the origin null", "09-redirects.ipynb", 40),
        Lesson("10", "Two caches", "10-two-caches.ipynb", 45),
        Lesson("12", "Secure by design", "12-secure-by-design.ipynb", 45),
        Lesson("14", "Between your app and the browser", "14-between-app-and-browser.ipynb", 45),
        Lesson("16", "The clinic", "16-the-clinic.ipynb", 45),
    )
}


def navigation(number: str) -> str:
    """The line of links to the lesson before and the one after, as Markdown whose links are
    relative, so that they work everywhere.

    >>> navigation("00")
    '[01 Origin, site, and the same-origin policy →](01-origin-and-site.ipynb)'
    """
    order = list(CONTENTS.values())
    at = order.index(CONTENTS[number])
    links = [f"[← {lesson.name}]({lesson.file})" for lesson in order[max(at - 1, 0) : at]]
    links += [f"[{lesson.name} →]({lesson.file})" for lesson in order[at + 1 : at + 2]]
    return " · ".join(links)
