"""Suggestions while a user types: entities, properties, types (specification, section 6), and what to fetch (7.2)."""

from typing import Final

from rdflib import URIRef

from casus.model.json_schema import Json
from casus.reconciliation.values import entity_id, entity_iri
from casus.reconciliation.vocabulary import Property, Type, Vocabulary, entity_collections, like
from casus.search.query import asked_words, search_query
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term
from casus.store.search_index import Entry, SearchIndex
from casus.terms.namespaces import CASUS, RDF

_SHOWN: Final = 10


def entities(index: SearchIndex, vocabulary: Vocabulary, prefix: str, types: list[str], skipped: int) -> list[Json]:
    """The entities of one of the types (none given: any) whose id or name begins so, the best first."""
    found: dict[str, Entry] = {}
    if skipped == 0 and (iri := entity_iri(prefix)):
        found = index.entries([str(iri)])
    if asked_words(prefix):
        collections = [collection.name for collection in entity_collections(vocabulary.model)]
        hits = index.run(search_query(index, prefix, collections, types), _SHOWN, skipped).entries
        found |= {entry.iri: entry for _, entry in hits if entry.iri not in found}
    return [_entity(vocabulary, entry) for entry in found.values()]


def types(vocabulary: Vocabulary, prefix: str, skipped: int) -> list[Json]:
    """The types whose id or name begins so."""
    found = [kind for kind in vocabulary.types.values() if like(prefix, kind.id, kind.name)]
    return [_type(vocabulary, kind) for kind in found[skipped:]]


def properties(vocabulary: Vocabulary, prefix: str, skipped: int) -> list[Json]:
    """The properties whose id or name begins so."""
    found = [one for one in vocabulary.properties.values() if like(prefix, one.id, one.name)]
    return [_property(one) for one in found[skipped:]]


def proposed(dataset: ReleaseDataset, vocabulary: Vocabulary, type_id: str | None, limit: int | None) -> list[Json]:
    """What can be fetched of entities of the type (None: of any): its fields, and the schemes that give them codes."""
    if type_id is None:
        found = list(vocabulary.properties.values())
    else:
        query = _schemes_query(vocabulary.model.class_named(type_id))
        used = {str(row[0]) for row in dataset.select(query)}
        schemes = [one for one in vocabulary.schemes.values() if one.scheme is not None and str(one.scheme.iri) in used]
        found = [*schemes, *vocabulary.of_type(type_id)]
    return [one.json() for one in found[:limit]]


def _schemes_query(cls: URIRef) -> str:
    """SELECT ?scheme: those that give codes to instances of the class."""
    entity = f"?entity {term(RDF.type)} {term(cls)} . ?entity {term(CASUS.identifier)} ?node ."
    return f"SELECT DISTINCT ?scheme WHERE {{ {entity} ?node {term(CASUS.scheme)} ?scheme }}"


def _entity(vocabulary: Vocabulary, entry: Entry) -> Json:
    description = entry.description()
    return {
        "id": entity_id(entry.iri),
        "name": entry.label() or entry.iri,
        **({"description": description} if description else {}),
        "notable": [kind.json() for kind in vocabulary.types_of(entry.classes)],
    }


def _type(vocabulary: Vocabulary, kind: Type) -> Json:
    broader = [vocabulary.types[name].json() for name in kind.broader]
    return {**kind.json(), **({"broader": broader} if broader else {})}


def _property(one: Property) -> Json:
    return {**one.json(), "description": one.description}
