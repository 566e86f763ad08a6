"""The mistakes that a server's CORS settings can have: one table for the audit, the lessons and the
checks of code.

`probes` are the origins that an attacker would try, `headers` reads the answers of a server,
`words` says what each mistake is, how bad it is and why, what an attacker gets, and how to fix it.
"""

from __future__ import annotations

from cors_lab.fixes.mistakes.headers import Mistake, Said, header_mistakes
from cors_lab.fixes.mistakes.probes import PROBES, Probe
from cors_lab.fixes.mistakes.words import SEVERITIES, WORDS, Words

__all__ = ["PROBES", "SEVERITIES", "WORDS", "Mistake", "Probe", "Said", "Words", "header_mistakes"]
