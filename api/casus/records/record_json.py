"""Records as JSON: a description shaped by the fields of the record's type."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.records.description import Description
from casus.terms import deadline
from casus.terms.namespaces import code_of


@dataclass(frozen=True)
class Shaper:
    """Shapes the records of one description."""

    model: Model
    description: Description
    url: Callable[[str], str]
    """Makes the URL of a path."""
    full: bool
    """Whether embedded records are shown in full (a record's page) or referenced (a list)."""
    language: str = "en"
    """Of the labels; English where a record has none in it."""
    only: frozenset[str] | None = None
    """Names of the fields that records show; None: all."""

    def record(self, iri: URIRef) -> Json:
        """id, iri, type, label, href, then every field of the record's type; null or [] where it has no value.

        Raises OutOfTime.
        """
        deadline.check()
        record_type = self.model.type_of(self.description.classes(iri))
        if record_type is None:
            raise LookupError(f"no shape describes {iri}")
        shown = [field for field in record_type.fields if self.only is None or field.name in self.only]
        return {**self.reference(iri), **self._fields(iri, shown)}

    def _fields(self, node: Node, fields: Iterable[Field]) -> Json:
        return {field.name: self._field(node, field) for field in fields}

    def _field(self, node: Node, field: Field) -> Any:
        found = self.description.values(node, field.path)
        if field.kind is Kind.LABELS:
            return {v.language: str(v) for v in sorted(_texts(found), key=lambda v: str(v.language))}
        if field.kind is Kind.TEXTS:
            ordered = sorted(_texts(found), key=lambda v: (str(v.language), str(v)))
            return [{"value": str(v), "language": v.language} for v in ordered]
        shown = [self._value(value, field) for value in sorted(found, key=str)]
        return shown if field.multiple else next(iter(shown), None)

    def _value(self, value: Node, field: Field) -> Any:
        match field.kind:
            case Kind.CODE:
                return self._code(value)
            case Kind.REFERENCE:
                iri = URIRef(str(value))
                return self._embedded(iri) if self.model.embeds(field, full=self.full) else self._referred(iri, field)
            case Kind.NODE:
                return self._node(value)
            case Kind.INTEGER:
                return int(str(value))
            case Kind.DECIMAL:
                return float(str(value))
            case Kind.BOOLEAN:
                return str(value) == "true"
            case _:
                return str(value)

    def _referred(self, iri: URIRef, field: Field) -> Json:
        """The reference, with how far it stands where it is to a claim: no claim is named as if it were a fact."""
        status = self.model.status_of(field)
        return {**self.reference(iri), **(self._fields(iri, [status]) if status else {})}

    def _embedded(self, iri: URIRef) -> Json:
        return replace(self, only=None).record(iri)

    def _node(self, node: Node) -> Json:
        record_type = self.model.type_of(self.description.classes(node))
        return {"iri": str(node), **(self._fields(node, record_type.fields) if record_type else {})}

    def reference(self, iri: URIRef) -> Json:
        """id, iri, type, label, href; null where it is not known."""
        record_type = self.model.type_of(self.description.classes(iri))
        home = self.model.home_of(str(iri))
        return {
            "id": home.slug if home else None,
            "iri": str(iri),
            "type": record_type.name if record_type else None,
            "label": self.label(iri),
            "href": self.url(home.path) if home else None,
        }

    def _code(self, code: Node) -> Json:
        code_list, slug = code_of(str(code))
        return {
            "id": slug,
            "iri": str(code),
            "label": self.label(code),
            "href": self.url(f"/v1/codes/{code_list}"),
        }

    def label(self, node: Node) -> str | None:
        """The name in the language, in English, or in any; None where the description has none."""
        labels = {label.language: str(label) for label in self.description.labels(node)}
        return labels.get(self.language) or labels.get("en") or next(iter(labels.values()), None)


def _texts(found: list[Node]) -> list[Literal]:
    return [value for value in found if isinstance(value, Literal)]
