"""What a format is, and what it is given to write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import URIRef

from casus.http.representations import Representation
from casus.model.fields import Field
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.description import Description, describe
from casus.records.record_json import Shaper
from casus.records.selection import Selection
from casus.records.shown import ALL, Shown
from casus.store.open_release import OpenRelease


@dataclass(frozen=True)
class RecordList:
    """A list that is to be written, whole or a page of it."""

    release: OpenRelease
    selected: Selection
    fields: tuple[Field, ...]
    """Those that were asked for; the records have what the format needs besides."""
    language: str | None
    """That the client chose; None: it chose none."""
    records: Iterator[Json]
    """The records as JSON has them, read as they are taken."""


@dataclass(frozen=True)
class RecordPage:
    """A record that is to be written."""

    release: OpenRelease
    collection: Collection
    iri: URIRef
    fields: tuple[Field, ...]
    """Those that were asked for."""
    shown: Shown
    """With what the format needs besides."""

    @cached_property
    def record(self) -> Json:
        """The record as JSON has it, as far as it is shown."""
        described = self.description if self.shown == ALL else self._described(self.shown)
        return Shaper(self.release.model, described, self.shown).record(self.iri)

    @cached_property
    def description(self) -> Description:
        """All that the record says, whatever is shown of it."""
        return self._described(ALL)

    def _described(self, shown: Shown) -> Description:
        return describe(self.release, self.collection.types, [self.iri], shown)


@dataclass(frozen=True)
class Format:
    """One way to write records."""

    representation: Representation
    of_list: Callable[[RecordList], Iterator[str]] | None = None
    """The list in pieces; None: lists are not written so."""
    of_record: Callable[[RecordPage], str] | None = None
    """The record; None: records are not written so."""
    fits: Callable[[Collection], bool] = lambda _: True
    """Whether records of the collection can be written so."""
    of_the_release: bool = False
    """Whether a list written so says nothing of its records, but how to cite the release."""
    needs: Callable[[Collection], frozenset[str]] = lambda _: frozenset()
    """Names of the fields that it takes even where ?fields= does not show them."""

    def lines(self, listed: RecordList) -> Iterator[str]:
        """The list in pieces. Raises LookupError where lists are not written so."""
        if self.of_list is None:
            raise LookupError(f"lists are not written as {self.representation.name}")
        return self.of_list(listed)
