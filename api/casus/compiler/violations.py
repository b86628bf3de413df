"""What is wrong with the sources, said so that a curator can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Violation:
    """One thing wrong: in which file, at which line or node, with which property, and what would be right."""

    file: str
    line: int | None
    node: str | None
    property: str | None
    message: str
    is_warning: bool = False
    """Whether it may be right as it is: it is told, and hinders no build."""

    def place(self) -> tuple[str, int | None, str | None, str | None]:
        """Where it is: nothing more is said of a place of which something worse was said."""
        return self.file, self.line, self.node, self.property

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        warned = "warning" if self.is_warning else None
        return ": ".join(part for part in (place, self.node, self.property, warned, self.message) if part)


class BuildError(Exception):
    """The sources cannot become a release; `violations` holds all that was found."""

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = in_order(violations)
        super().__init__(counted(violations))


def in_order(violations: list[Violation]) -> list[Violation]:
    """As they stand in the files."""
    return sorted(violations, key=lambda v: (v.file, v.line or 0, v.node or "", v.property or "", v.message))


def counted(violations: Sequence[Violation]) -> str:
    """How many there are, such as `2 violations, 1 warning`."""
    warnings = sum(violation.is_warning for violation in violations)
    counts = {"violation": len(violations) - warnings, "warning": warnings}
    return ", ".join(f"{count} {word}{'s' if count != 1 else ''}" for word, count in counts.items() if count)


def display_path(path: Path, root: Path) -> str:
    """The path of a source as messages show it: from the folder of the sources on."""
    return path.relative_to(root.parent).as_posix() if path.is_relative_to(root.parent) else path.as_posix()
