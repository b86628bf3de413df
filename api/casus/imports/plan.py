"""How the records of a class are checked and listed, as the shapes say."""

from collections.abc import Iterator
from typing import Final

from casus.imports.nt import iri, node
from casus.imports.vocabulary import Vocabulary
from casus.model.fields import Field
from casus.model.fields import Path as Steps
from casus.model.row_rules import RowRules
from casus.model.types import Collection, RecordType
from casus.terms.namespaces import CASUS

_KINDS: Final = ("filters", "numbers", "sorts")


class Plan:
    """Of one class. Raises ValueError for a name that no shape is for."""

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        self.classes = vocabulary.classes(name)
        self.rules = RowRules(vocabulary.rules, self.classes, node)
        found = vocabulary.model.type_of([self.classes[0]])
        if found is None:
            raise ValueError(f"no shape is for the class {name}")
        self.type: RecordType = found
        homes = [each for each in vocabulary.model.collections.values() if found.cls in {t.cls for t in each.types}]
        self.collection: Collection | None = homes[0] if homes else None
        self.filters, self.numbers, self.sorts = (self._steps(kind) for kind in _KINDS)
        self.further = [
            (kind, name, path) for kind in _KINDS for name, path in self._paths(kind) if not path.is_property
        ]
        """What lies more than one step away."""
        kinds = [each for each in self.classes[1:] if CASUS.Record in vocabulary.lineage(each)[1:]]
        self.types = [iri(str(each)) for each in (self.classes[0], *kinds)]
        """The kinds of record that it is. What all records are (Record, Sourced, Temporal) is not said of so many."""

    def _steps(self, kind: str) -> list[tuple[str, str]]:
        """The filters, numbers or sorts that are a property of the record, each with it."""
        return [(name, iri(str(path[0].predicate))) for name, path in self._paths(kind) if path.is_property]

    def _paths(self, kind: str) -> Iterator[tuple[str, Steps]]:
        fields: dict[str, Field] = {} if self.collection is None else getattr(self.collection, kind)
        for name, each in fields.items():
            path = each.sort_path if kind == "sorts" else each.path
            if path is not None:
                yield name, path
