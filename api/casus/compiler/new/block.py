"""A record as a block of Turtle to fill in, made from the shapes alone.

Required fields come first, each with a blank; optional ones follow as comments, in the order of the shapes. Fields that
the build derives, and those that are written in other records, are left out. The full stop has a line of its own, so
that any line above it may go.
"""

from collections.abc import Container, Iterator
from typing import Final

from rdflib import URIRef

from casus.compiler.rules.unfilled import BLANK, BLANK_URL
from casus.model.fields import Field, Kind
from casus.model.types import Collection, Model, RecordType
from casus.terms.namespaces import CODE, RECORD, XSD, short

_FEW_CODES: Final = 12
"""Up to so many codes are named in the comment."""
_FEW_COLLECTIONS: Final = 5
"""Up to so many collections are named from which a record may come."""
_BARE: Final = {
    Kind.INTEGER: "A whole number without quotes",
    Kind.DECIMAL: "A number with a point, without quotes",
    Kind.BOOLEAN: "true or false, without quotes",
}
"""Values that stand without quotes, and how they are written."""


def is_written(field: Field) -> bool:
    """Whether a curator writes the field in the record itself."""
    return field.path.is_property and not field.derived


def is_one_block(record_type: RecordType) -> bool:
    """Whether a record of the type can be whole in one block."""
    required = (field for field in record_type.fields if field.required and not field.derived)
    return not (record_type.derived or record_type.of_datasets) and all(map(is_written, required))


class Block:
    """The block of one record, and the prefixes that it uses."""

    def __init__(
        self, model: Model, records: Container[str], collection: Collection, of: RecordType, slug: str
    ) -> None:
        """`records` are the IRIs that examples may lead to."""
        self._model = model
        self._records = records
        self._said: set[str] = set()
        """The comments so far; none is made twice."""
        self.prefixes: dict[str, str] = {}
        """The namespaces by their prefixes, those of the comments too."""
        self.lines = [
            f"{self._name(collection.iri(slug))} a {self._name(of.cls)} ;",
            *(f"    {line}" for line in self._fields(of)),
            "    .",
        ]

    def _name(self, iri: str) -> str:
        shown = short(iri)
        if not shown.startswith("<"):
            prefix, _, local = shown.partition(":")
            self.prefixes[prefix] = iri.removesuffix(local)
        return shown

    def _fields(self, record_type: RecordType) -> Iterator[str]:
        """The lines of the fields: those that are required, then the optional ones as comments."""
        fields = [field for field in record_type.fields if is_written(field)]
        yield from (line for field in fields if field.required for line in self._field(field))
        yield from (f"# {line}" for field in fields if not field.required for line in self._field(field))

    def _field(self, field: Field) -> list[str]:
        property_ = self._name(field.path[0].predicate)
        if field.kind is Kind.NODE:
            node = next(iter(self._model.types_below(field.target or URIRef(""))), None)
            inside = [f"a {self._name(node.cls)} ;", *self._fields(node)] if node is not None else []
            return [f"{property_} [  # {self._comment(field)}", *(f"    {line}" for line in inside), "] ;"]
        values = " , ".join([self._blank(field)] * max(field.at_least, 1))
        return [f"{property_} {values} ;  # {self._comment(field)}"]

    def _blank(self, field: Field) -> str:
        if field.kind is Kind.CODE:
            return self._name(f"{CODE}{field.code_list}/{BLANK}")
        if field.kind is Kind.REFERENCE and (homes := self._homes(field)):
            example = self._example(field) or ""
            alike = (home for home, _ in homes if example.startswith(short(home.base)))
            return self._name(next(alike, homes[0][0]).iri(BLANK))
        if field.kind in (Kind.LABELS, Kind.TEXTS):
            return f'"{BLANK}"@en'
        if field.kind in (Kind.IRI, Kind.REFERENCE):
            return f"<{BLANK_URL}>"
        if field.kind is Kind.DATE:
            return f'"{BLANK}"^^{self._name(XSD.date)}'
        return BLANK if field.kind in _BARE else f'"{BLANK}"'

    def _comment(self, field: Field) -> str:
        """What the shape says of the field: what it is, what may stand there, an example, how many."""
        parts = [field.description, self._choice(field)]
        if field.multiple:
            parts.append("Several: [ ... ] , [ ... ]" if field.kind is Kind.NODE else "Several: a , b")
        text = " ".join(part for part in parts if part).replace("\n", " ")
        if text in self._said:
            return "see above"
        self._said.add(text)
        return text

    def _choice(self, field: Field) -> str:
        """Which codes or records may stand there, and an example."""
        what, example = _BARE.get(field.kind, ""), self._example(field)
        if field.kind is Kind.CODE:
            few = len(field.codes) <= _FEW_CODES
            what = f"Codes: {', '.join(field.codes)}" if few else f"Codes: docs/reference.md#{field.code_list}"
            example = None if few else example
        elif field.kind is Kind.REFERENCE:
            what = self._sorts_of_records(field)
        such = f"{'such' if what else 'Such'} as {example}" if example is not None else ""
        return f"{', '.join(part for part in (what, such) if part)}." if what or such else ""

    def _sorts_of_records(self, field: Field) -> str:
        """From which collections the record may come, where the blank does not say it."""
        homes = self._homes(field)
        if len(homes) > _FEW_COLLECTIONS:
            return "Any record"
        if len(homes) == 1:
            return "".join(f"Kind: {', '.join(kinds)}" for _, kinds in homes if kinds)
        names = (short(home.base) + (f" ({', '.join(kinds)})" if kinds else "") for home, kinds in homes)
        return f"One of {', '.join(names)}" if homes else ""

    def _homes(self, field: Field) -> list[tuple[Collection, tuple[str, ...]]]:
        """The collections that hold such records, each with the kinds that they are where not all of its are."""
        found = []
        for collection in self._model.collections.values():
            kinds = tuple(kind.kind for kind in collection.types if kind.ancestors & set(field.classes))
            if kinds:
                found.append((collection, () if len(kinds) == len(collection.types) else kinds))
        return found

    def _example(self, field: Field) -> str | None:
        """The example of the shape as a curator writes it; None where there is none, or the record is not there."""
        if field.example is None or field.kind is not Kind.REFERENCE:
            return None if field.example is None else str(field.example)
        record = f"{RECORD}{field.example}"
        return short(record) if record in self._records else None
