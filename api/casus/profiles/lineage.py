"""What an actor is part of, came out of or went into, and what names it so: the fields of actors that name actors."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import RecordType
from casus.profiles.reading import iri_of, language
from casus.records.brief import references
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term
from casus.terms.namespaces import CASUS, URIRef, as_iri


def fields_of(record_type: RecordType) -> Iterator[Field]:
    """What it is part of, came out of or went into: the fields that name actors."""
    return (
        field
        for field in record_type.fields
        if field.kind is Kind.REFERENCE and field.path.is_property and field.target == CASUS.Actor
    )


def lineage(release: OpenRelease, body: Json, own: list[Field]) -> Iterator[Json]:
    """Each of these fields with the actors that the record names, and that name the record so."""
    types = release.model.types_below(CASUS.Actor)
    fields = {field.path[0].predicate: field for each in types for field in fields_of(each)}
    theirs = _naming(release, iri_of(body), fields)
    for predicate, field in {**fields, **{each.path[0].predicate: each for each in own}}.items():
        ours = (body.get(field.name) or []) if field in own else []
        if ours or predicate in theirs:
            yield {"field": field, "ours": ours, "theirs": theirs.get(predicate, [])}


def _naming(release: OpenRelease, actor: URIRef, predicates: Iterable[URIRef]) -> dict[URIRef, list[Json]]:
    """The records that name the actor, by the property by which they do."""
    among = ", ".join(map(term, sorted(predicates)))
    if not among:
        return {}
    query = f"SELECT ?p ?id WHERE {{ ?id ?p {term(actor)} FILTER(?p IN ({among})) }} ORDER BY ?p ?id"
    pointing = [(as_iri(predicate), as_iri(record)) for predicate, record in release.dataset.select(query)]
    named = references(release, [record for _, record in pointing], language())
    found = defaultdict[URIRef, list[Json]](list)
    for (predicate, _), each in zip(pointing, named, strict=True):
        found[predicate].append(each)
    return found
