"""Reading Odoo's log; pure functions over its text."""

import re
from dataclasses import dataclass

_HEAD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[^\s:]+): (?P<message>.*)$"
)
LOUD = ("WARNING", "ERROR", "CRITICAL")


@dataclass
class Entry:
    """One entry of the log; `message` holds its traceback too."""

    level: str
    database: str
    logger: str
    message: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.message}"


def entries(text: str) -> list[Entry]:
    """Split `text` into entries; lines without a head belong to the entry before."""
    found = []
    for line in text.splitlines():
        head = _HEAD.match(line)
        if head:
            found.append(Entry(**head.groupdict()))
        elif found:
            found[-1].message += f"\n{line}"
    return found


def unexpected(log: list[Entry], expected: list[re.Pattern]) -> list[Entry]:
    """Return the loud entries that no pattern expects, in order, without repeats."""
    loud = {str(entry): entry for entry in log if entry.level in LOUD}
    return [
        entry
        for text, entry in loud.items()
        if not any(pattern.search(text) for pattern in expected)
    ]


def patterns(text: str) -> list[re.Pattern]:
    """Compile the lines of an allow-list; a line that starts with # is a reason."""
    lines = (line.strip() for line in text.splitlines())
    return [re.compile(line) for line in lines if line and not line.startswith("#")]
