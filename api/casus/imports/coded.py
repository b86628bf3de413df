"""What a dataset codes in columns that have no property of their own: a node for each, with its name and value."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from casus.imports.dataset import Job, slug
from casus.imports.draft import Draft
from casus.imports.nt import casus, text
from casus.imports.refused import FileRefused, RowRefused

_CODED, _VARIABLE, _VALUE = (casus(name) for name in ("codedValue", "variable", "value"))
ZERO: Final = ("", "0")


class Coded:
    """Such columns of a file, by the names that the variables have. Raises FileRefused for one that is not known."""

    def __init__(self, job: Job, variables: Iterable[str], nothing: Collection[str] = ZERO) -> None:
        self.variables = tuple(variables)
        allowed = job.vocabulary.columns(job.dataset.name)
        if unknown := [name for name in self.variables if name not in allowed]:
            raise FileRefused(
                f"{job.header.name} has columns that no version of {job.dataset.name} has that is known: "
                f"{', '.join(unknown)}"
            )
        self._allowed = [allowed[name] for name in self.variables]
        self._met: list[set[str]] = [set() for _ in self.variables]
        """Values that may stand there."""
        self._slugs = [slug(name) for name in self.variables]
        self._terms = [[text(name)] for name in self.variables]
        self._nothing = frozenset(nothing)

    def say(self, draft: Draft, cells: Sequence[str]) -> None:
        """What the cells of these columns say, apart from those that say nothing. Raises RowRefused."""
        columns = zip(self._slugs, self._terms, self._allowed, self._met, cells, strict=True)
        for number, (name, variable, allowed, met, cell) in enumerate(columns):
            value = cell.strip()
            if allowed is not None and value not in met:
                if not allowed.fullmatch(value):
                    raise RowRefused(
                        f"{self.variables[number]} is '{value[:40]}'; what can stand there is {allowed.pattern}"
                    )
                met.add(value)
            if value not in self._nothing:
                node = draft.node(_CODED, f"coded-{name}", "CodedValue")
                node.values = {_VARIABLE: variable, _VALUE: [text(value)]}


def coded(draft: Draft, variable: str, *values: str) -> None:
    """One variable, with all its values."""
    for value in values:
        which = f"-{slug(value)}" if len(values) > 1 else ""
        node = draft.node(_CODED, f"coded-{slug(variable)}{which}", "CodedValue")
        node.values = {_VARIABLE: [text(variable)], _VALUE: [text(value)]}
