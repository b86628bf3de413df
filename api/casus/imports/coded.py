"""What a dataset codes in columns that have no property of their own: a node for each, with its name and value."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from casus.imports.dataset import slug
from casus.imports.draft import Draft
from casus.imports.nt import casus, text

_CODED, _VARIABLE, _VALUE = (casus(name) for name in ("codedValue", "variable", "value"))
ZERO: Final = ("", "0")


class Coded:
    """Such columns of a file, by the names that the variables have."""

    def __init__(self, variables: Iterable[str], nothing: Collection[str] = ZERO) -> None:
        self.variables = tuple(variables)
        self._slugs = [slug(name) for name in self.variables]
        self._terms = [[text(name)] for name in self.variables]
        self._nothing = frozenset(nothing)

    def say(self, draft: Draft, cells: Sequence[str]) -> None:
        """What the cells of these columns say, apart from those that say nothing."""
        for name, variable, cell in zip(self._slugs, self._terms, cells, strict=True):
            if cell not in self._nothing and (value := cell.strip()) not in self._nothing:
                node = draft.node(_CODED, f"coded-{name}", "CodedValue")
                node.values = {_VARIABLE: variable, _VALUE: [text(value)]}


def coded(draft: Draft, variable: str, *values: str) -> None:
    """One variable, with all its values."""
    for value in values:
        which = f"-{slug(value)}" if len(values) > 1 else ""
        node = draft.node(_CODED, f"coded-{slug(variable)}{which}", "CodedValue")
        node.values = {_VARIABLE: [text(variable)], _VALUE: [text(value)]}
