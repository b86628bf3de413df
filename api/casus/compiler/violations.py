"""What is wrong with the sources, said so that a curator can mend it."""

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

    def place(self) -> tuple[str, int | None, str | None, str | None]:
        """Where it is: nothing more is said of a place of which something worse was said."""
        return self.file, self.line, self.node, self.property

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.node, self.property, self.message) if part)


class BuildError(Exception):
    """The sources cannot become a release; `violations` holds all that was found."""

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = sorted(
            violations, key=lambda v: (v.file, v.line or 0, v.node or "", v.property or "", v.message)
        )
        super().__init__(f"{len(violations)} violation{'s' if len(violations) != 1 else ''}")


def display_path(path: Path, root: Path) -> str:
    """The path of a source as messages show it: from the folder of the sources on."""
    return path.relative_to(root.parent).as_posix() if path.is_relative_to(root.parent) else path.as_posix()
