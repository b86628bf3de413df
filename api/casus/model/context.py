"""The JSON-LD context (JSON-LD 1.1) that makes the JSON of lists and records RDF, made from the fields.

Every record type has a type-scoped context (section 4.1.3), because one field name can stand for different properties
in different types; nodes, which have no `type` in JSON, have property-scoped ones. Left out, because RDF says them
elsewhere: labels and pages of references, paths of several steps, and decimals, which JSON-LD would make doubles.
"""

from collections.abc import Iterable
from typing import Any, Final

from casus.model.fields import Field, Kind
from casus.model.types import Model
from casus.terms.namespaces import XSD

Term = dict[str, Any] | str | None
RELATION: Final = "http://www.w3.org/ns/json-ld#context"
"""The link relation by which JSON names its context (section 6.1)."""
_NO_TRIPLES: Final = ("id", "label", "href", "links", "release", "cite_as", "total", "undated", "facets")
_TEXT: Final = {"value": "@value", "language": "@language"}


def context(model: Model) -> dict[str, Any]:
    """The context document."""
    terms: dict[str, Term] = {
        "iri": "@id",
        "type": "@type",
        "items": "@graph",
        **dict.fromkeys(_NO_TRIPLES),
        **{
            record_type.name: {"@id": str(record_type.cls), "@context": _terms(model, record_type.fields)}
            for record_type in model.types.values()
        },
    }
    return {"@context": {"@version": 1.1, **terms}}


def _terms(model: Model, fields: Iterable[Field]) -> dict[str, Term]:
    return {field.name: _term(model, field) for field in fields}


def _term(model: Model, field: Field) -> Term:
    if len(field.path) > 1 or field.kind is Kind.DECIMAL:
        return None
    (predicate, inverse) = field.path[0]
    term: dict[str, Any] = {"@reverse" if inverse else "@id": str(predicate)}
    match field.kind:
        case Kind.LABELS:
            term["@container"] = "@language"
        case Kind.TEXTS:
            term["@context"] = _TEXT
        case Kind.IRI:
            term["@type"] = "@id"
        case Kind.DATE:
            term["@type"] = str(XSD.date)
        case Kind.NODE if field.embed and field.target is not None:
            below = model.types_below(field.target)
            term["@context"] = _terms(model, {f.name: f for t in below for f in t.fields}.values())
    return term
