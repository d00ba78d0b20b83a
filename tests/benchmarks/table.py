"""Figures and goals, as a table and as JSON; pure functions."""

import json
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path

HEADINGS = ("what", "bare", "OCA", "ours", "ratio", "goal", "ok")
LABELS = {"bare": "bare", "oca": "OCA"}


@dataclass
class Row:
    """One measure: a figure for each side, and what ours must not exceed.

    The limit is a figure of its own, or a multiple of the side it is held against.
    A row that must be ``faster`` asks for at least that many times the speed.
    """

    what: str
    unit: str
    ours: float
    limit: float | None = None
    against: str | None = None
    bare: float | None = None
    oca: float | None = None
    faster: bool = False
    details: dict = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Return ours as a multiple of the other side, or how much faster it is."""
        other = getattr(self, self.against) if self.against else None
        if not other:
            return None
        return other / self.ours if self.faster else self.ours / other

    @property
    def goal(self) -> str:
        """Say what is asked for; empty for a figure that only informs."""
        if self.limit is None:
            return ""
        if self.faster:
            return f"≥ {self.limit:g} × faster"
        unit = f"× {LABELS[self.against]}" if self.against else self.unit
        return f"≤ {self.limit:g} {unit}"

    @property
    def ok(self) -> bool:
        """Tell whether the goal is met; what has none always is."""
        if self.limit is None:
            return True
        reached = self.ratio if self.against else self.ours
        return reached >= self.limit if self.faster else reached <= self.limit


def _figure(value: float | None, unit: str = "") -> str:
    """Return three significant digits with the unit."""
    if value is None:
        return "–"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:.{digits}f} {unit}".rstrip()


def cells(row: Row) -> tuple:
    """Return what the table says of one measure."""
    verdict = "" if row.limit is None else "yes" if row.ok else "NO"
    figures = [_figure(value, row.unit) for value in (row.bare, row.oca, row.ours)]
    return (row.what, *figures, _figure(row.ratio), row.goal, verdict)


def line(row: Row) -> str:
    """Return one measure on a line of its own."""
    return "  " + " | ".join(cells(row))


def render(rows: list[Row]) -> str:
    """Return the table as text with aligned columns."""
    lines = [HEADINGS, *map(cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        for cells in lines
    )


def write(path: Path, rows: list[Row], repetitions: int):
    """Write the measures as JSON."""
    measures = [
        {**asdict(row), "ratio": row.ratio, "goal": row.goal, "ok": row.ok}
        for row in rows
    ]
    content = {
        "python": platform.python_version(),
        "repetitions": repetitions,
        "measures": measures,
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
