"""Records as JSON: a description shaped by the fields of the record's type."""

from collections.abc import Iterable
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.model.fields import Field, Kind, Path
from casus.model.json_schema import Json
from casus.model.types import Model, RecordType, inside
from casus.records.description import Description
from casus.records.names import Name
from casus.records.shown import ALL, Shown
from casus.terms import deadline
from casus.terms.names import slug_of
from casus.terms.namespaces import RECORD, as_iri


def reference(model: Model, iri: URIRef, name: Name, statuses: dict[URIRef, Name], language: str) -> Json:
    """id, type and label of a record, and how far it stands if it is a claim: none is named as if it were a fact."""
    found: Json = {
        "id": model.id_of(iri),
        "type": name.type.name if name.type else None,
        "label": name.label(language),
    }
    if name.status is not None:
        found["status"] = code(name.status, statuses[name.status], language)
    return found


def code(iri: URIRef, name: Name, language: str) -> Json:
    """id and label of a code."""
    return {"id": slug_of(iri), "label": name.label(language)}


class Shaper:
    """Shapes the records of one description, as far as they are shown."""

    def __init__(self, model: Model, description: Description, shown: Shown = ALL) -> None:
        self._model = model
        self._description = description
        self._shown = shown
        self._fields: dict[tuple[str, Path | None], list[Field]] = {}

    def record(self, iri: URIRef) -> Json:
        """id, type, label, then every field that is shown of the record's type; null or [] where it has no value.

        Raises OutOfTime.
        """
        deadline.check()
        return self._record(iri, None)

    def _record(self, iri: URIRef, within: Field | None) -> Json:
        """A record, or the node or record that is the value of a field."""
        record_type = self._model.type_of(self._description.classes(iri))
        if record_type is None:
            raise LookupError(f"no shape describes {iri}")
        key = (record_type.name, within.path if within else None)
        if key not in self._fields:
            self._fields[key] = inside(within, [record_type]) if within else list(self._shown.fields([record_type]))
        record, said = self._identity(iri, record_type), self._description.said_by(iri)
        for field in self._fields[key]:
            path = field.path
            found = said.get(path[0].predicate, ()) if path.is_property else self._description.values(iri, path)
            record[field.name] = self._values(list(found), field) if found else _nothing(field)
        return record

    def _identity(self, iri: URIRef, record_type: RecordType) -> Json:
        """What it is; its IRI too where that is not `https://w3id.org/casus/id/` and the id."""
        if not self._model.has_page(record_type.cls):
            identifier = self._model.id_of(iri)
            if iri.startswith(RECORD):
                return {"id": identifier}
            return {"id": identifier if "#" in iri else slug_of(iri), "iri": str(iri)}
        label = Name(record_type, {v.language or "": str(v) for v in self._description.labels(iri)})
        found = {
            "id": self._model.id_of(iri),
            "type": record_type.name,
            "label": label.label(self._shown.language),
        }
        return found if iri.startswith(RECORD) else {**found, "iri": str(iri)}

    def _values(self, found: list[Node], field: Field) -> Any:
        if field.kind is Kind.LABELS:
            return {v.language: str(v) for v in sorted(_texts(found), key=lambda v: str(v.language))}
        if field.kind is Kind.TEXTS:
            ordered = sorted(_texts(found), key=lambda v: (str(v.language), str(v)))
            return [{"value": str(v), "language": v.language} for v in ordered]
        if not field.multiple:
            return self._value(min(found, key=str), field)
        return [self._value(value, field) for value in (sorted(found, key=str) if len(found) > 1 else found)]

    def _value(self, value: Node, field: Field) -> Any:
        match field.kind:
            case Kind.CODE:
                return code(as_iri(value), self._description.names[as_iri(value)], self._shown.language)
            case Kind.REFERENCE | Kind.NODE:
                return self._record(as_iri(value), field) if field.embed else self._reference(as_iri(value))
            case Kind.INTEGER:
                return int(str(value))
            case Kind.DECIMAL:
                return float(str(value))
            case Kind.BOOLEAN:
                return str(value) == "true"
            case _:
                return str(value)

    def _reference(self, iri: URIRef) -> Json:
        names = self._description.names
        return reference(self._model, iri, names[iri], names, self._shown.language)


def _nothing(field: Field) -> Any:
    """What stands where there is no value."""
    return {} if field.kind is Kind.LABELS else [] if field.multiple else None


def _texts(found: Iterable[Node]) -> list[Literal]:
    return [value for value in found if isinstance(value, Literal)]
