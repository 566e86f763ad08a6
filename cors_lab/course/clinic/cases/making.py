"""What all cases are made with: an app from code, and a case of code or of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cors_lab.course.clinic.model import Scene, Sick, Wanted
from cors_lab.course.clinic.settings import as_text, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cors_lab.course.clinic.draw import Draw

NOTHING: dict[str, Any] = {}


def app_of(source: str) -> Any:
    """The `app` that this code makes. Raises what the code raises, and ValueError without one."""
    names: dict[str, Any] = {"__name__": "clinic_app"}
    exec(compile(source, "<repair>", "exec"), names)  # a learner's own code, in their own kernel
    if not callable(names.get("app")):
        raise ValueError("The code makes no `app`: keep `app = Flask(...)`.")
    return names["app"]


def of_code(
    draw: Draw,
    title: str,
    story: str,
    starter: str,
    solution: str,
    *,
    call: Mapping[str, Any] = NOTHING,
    path: str = "",
    page: str = "",
    around: Mapping[str, Any] = NOTHING,
    **facts: Any,
) -> Sick:
    """A case whose server is repaired in its code; `call` is what the page does, at `path`.

    `page` asks in place of the one that was drawn; `around` are further facts of the scene,
    `facts` of the case.
    """
    page = page or draw.page
    url = f"{draw.api}{path or draw.path}"
    others = around.get("hosts", {})

    def scene(text: str) -> Scene:
        hosts = {draw.api: app_of(text), **others}
        return Scene(page=page, url=url, arguments=call, **{**around, "hosts": hosts})

    facts.setdefault("wanted", Wanted(body=draw.item, allowed=(page,)))
    facts.setdefault("places", ("server",))
    return _sick(draw, title, story, "code", starter, solution, scene, facts)


def of_settings(
    draw: Draw,
    title: str,
    story: str,
    head: str,
    values: Mapping[str, str],
    *,
    right: Mapping[str, str],
    made: Callable[[Mapping[str, str]], Scene],
    **facts: Any,
) -> Sick:
    """A case whose settings are repaired: `right` has those that fix it, `made` makes the scene
    from all of them.
    """

    def scene(text: str) -> Scene:
        return made(parsed(text, values))

    facts.setdefault("wanted", Wanted(body=draw.item))
    starter, solution = as_text(head, values), as_text(head, {**values, **right})
    return _sick(draw, title, story, "settings", starter, solution, scene, facts)


def _sick(
    draw: Draw,
    title: str,
    story: str,
    kind: str,
    starter: str,
    solution: str,
    scene: Callable[[str], Scene],
    facts: Mapping[str, Any],
) -> Sick:
    return Sick(
        number=draw.number,
        seed=draw.seed,
        title=title,
        story=story,
        engine=draw.engine,
        kind=kind,
        starter=starter,
        solution=solution,
        scene=scene,
        **facts,
    )
