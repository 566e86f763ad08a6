"""The prediction of lesson 12: who passes a guard that looks at the end of an origin."""

from __future__ import annotations

from cors_lab.course.beats.question import Question
from cors_lab.course.lessons.n12_secure_by_design.guards import GUARDS, attack, captured
from servers import vault

TRIED = ("https://app.example.evil.example", "https://evilapp.example", "https://app.example:8443")


def _passes() -> list[str]:
    """Which of three origins reads the secret behind `endswith`."""
    app = vault.create_app(GUARDS["ends"].allows)
    return [origin for origin in TRIED if captured(attack(app, origin))]


PREDICTIONS = (
    Question(
        "12-endswith",
        'A server allows an origin if origin.endswith("app.example"). Ada is logged in there. '
        "Which of these pages reads her secret?",
        (
            (
                "https://app.example.evil.example",
                [TRIED[0]],
                "It begins like it, and ends with `evil.example`.",
            ),
            (
                "https://evilapp.example",
                [TRIED[1]],
                "It ends with `app.example`, and anyone can register it. No dot, no protection.",
            ),
            (
                "https://app.example:8443",
                [TRIED[2]],
                "The port is part of the origin, so it ends with `8443`.",
            ),
            ("None of them", [], "One of them does end with `app.example`."),
        ),
        _passes,
    ),
)
