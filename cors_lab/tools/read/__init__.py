"""What developers have at hand, read: a curl command, a fetch() call, a HAR file, lines of a
console.
"""

from __future__ import annotations

from cors_lab.tools.read.call import Call, Unreadable
from cors_lab.tools.read.console.grouping import ConsoleMessage
from cors_lab.tools.read.console.lines import from_console
from cors_lab.tools.read.curl.command import from_curl
from cors_lab.tools.read.har import Entry, RecordedFetch, Recording, from_har
from cors_lab.tools.read.javascript.snippet import from_fetch

__all__ = [
    "Call",
    "ConsoleMessage",
    "Entry",
    "RecordedFetch",
    "Recording",
    "Unreadable",
    "from_console",
    "from_curl",
    "from_fetch",
    "from_har",
]
