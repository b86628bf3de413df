"""The JSON-LD context (JSON-LD 1.1) that makes the JSON of lists and records RDF, made from the fields.

Every record type has a type-scoped context (section 4.1.3), because one field name can stand for different properties
in different types; nodes and codes, which have no `type` in JSON, have property-scoped ones. Each says against which
base its ids are read: an `@base` at the top of a context that is fetched is ignored (section 4.1.5). Left out, because
RDF says them elsewhere: names of references, paths of several steps, codes whose list the field does not name, and
decimals, which JSON-LD would make doubles.
"""

from collections.abc import Iterable
from typing import Any, Final

from casus.model.fields import Field, Kind
from casus.model.types import Model
from casus.terms.namespaces import CODE, RECORD, XSD

Term = dict[str, Any] | str | None
RELATION: Final = "http://www.w3.org/ns/json-ld#context"
"""The link relation by which JSON names its context (section 6.1)."""
_NO_TRIPLES: Final = ("label", "match", "links", "release", "cite_as", "total", "undated", "facets")
_TEXT: Final = {"value": "@value", "language": "@language"}
_BY_ID: Final[dict[str, Term]] = {"@base": str(RECORD)}
_BY_IRI: Final[dict[str, Term]] = {"id": None, "iri": "@id"}
"""Of what has another IRI than its id says."""


def context(model: Model) -> dict[str, Any]:
    """The context document."""
    terms: dict[str, Term] = {
        "id": "@id",
        "type": "@type",
        "items": "@graph",
        **dict.fromkeys(_NO_TRIPLES),
        **{
            record_type.name: {
                "@id": str(record_type.cls),
                "@context": _terms(model, record_type.fields, _base(model, record_type.name)),
            }
            for record_type in model.types.values()
        },
    }
    return {"@context": {"@version": 1.1, **terms}}


def _base(model: Model, type_name: str) -> dict[str, Term]:
    """How the ids of records of the type are read."""
    homes = [c for c in model.collections.values() if type_name in {t.name for t in (c.type, *c.types)}]
    return _BY_IRI if any(c.type.name in model.elsewhere for c in homes) else _BY_ID


def _terms(model: Model, fields: Iterable[Field], base: dict[str, Term]) -> dict[str, Term]:
    return {**base, **{field.name: _term(model, field, base) for field in fields}}


def _term(model: Model, field: Field, base: dict[str, Term]) -> Term:
    if len(field.path) > 1 or field.kind is Kind.DECIMAL or (field.kind is Kind.CODE and field.code_list is None):
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
        case Kind.CODE:
            term["@context"] = {"@base": f"{CODE}{field.code_list}/", "id": "@id"}
        case Kind.NODE if field.embed and field.target is not None:
            below = model.types_below(field.target)
            term["@context"] = _terms(model, {f.name: f for t in below for f in t.fields}.values(), base)
    return term
