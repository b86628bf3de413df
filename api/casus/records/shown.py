"""What an answer shows of records: which of their fields, and what inside them in full."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from casus.model.fields import Field
from casus.model.types import RecordType


@dataclass(frozen=True)
class Shown:
    """A list shows neither what is inside its records nor their details unless it is asked to; a page shows all."""

    only: frozenset[str] | None = None
    """Names of the fields that are shown; None: all."""
    include: frozenset[str] | None = frozenset()
    """Names of the fields that a list would leave out, and that are shown; None: all."""
    language: str = "en"
    """Of the labels; English where there is none in it."""

    def fields(self, types: Iterable[RecordType]) -> Iterator[Field]:
        """The fields that are shown of records of the types, each once."""
        found = {field.name: field for record_type in types for field in record_type.fields}
        return (field for field in found.values() if self._shows(field))

    def _shows(self, field: Field) -> bool:
        if self.only is None:
            return self.include is None or field.name in self.include or not (field.embed or field.detail)
        return field.name in self.only or field.name in (self.include or ())


ALL: Final = Shown(include=None)
"""What the page of a record shows."""
