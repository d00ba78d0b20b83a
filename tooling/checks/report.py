"""What a stage of ``bin/test`` found."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """Names of what passed and was skipped; what failed, with a reason each.

    A test's name is ``path/of/test_file.py::Class.method``.
    """

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def __add__(self, other: "Report") -> "Report":
        return Report(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def counts(self) -> str:
        """Return the counts as the one line that CI reads."""
        return f"{len(self.passed)} passed, {len(self.failed)} failed"
