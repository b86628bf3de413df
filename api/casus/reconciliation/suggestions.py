"""Suggestions while a user types (specification, section 6), and properties that can be fetched (7.2).

Clients send parameters of their own here (OpenRefine's widget `filter`, `schema` and others), and mean well: what the
specification does not know is ignored. A `callback` is not: JSONP would let any page read the answer as a script.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

import marshmallow as ma
from flask import Response, jsonify, request
from rdflib import URIRef

from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.limits import SEARCH_CHARS
from casus.http.problems import InvalidParameters
from casus.model.json_schema import Json, array, closed
from casus.reconciliation.batch import MOST_CANDIDATES
from casus.reconciliation.entities import ENTITY, TEXT, entity, entity_collections, entity_iri
from casus.reconciliation.request_fields import Count
from casus.reconciliation.service_manifest import PATH
from casus.reconciliation.vocabulary import NAMED, Named, Property, Type, Vocabulary, like, vocabulary_of
from casus.search.query import asked_words, search_query
from casus.store.dataset import ReleaseDataset
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term
from casus.store.search_index import Entry
from casus.terms.namespaces import CASUS, RDF

Offered = TypeVar("Offered", bound=Named)

_SHOWN: Final = 10
_PREFIX: Final = ma.fields.String(
    required=True,
    validate=[
        ma.validate.Length(1, SEARCH_CHARS),
        ma.validate.Regexp(r"[ \t\r\n]*[^ \t\r\n]", error="White space alone."),
    ],
    metadata={"description": "What the user typed.", "example": "Haf"},
)
_CURSOR: Final = Count(
    0,
    10_000,
    load_default=0,
    metadata={"description": "How many suggestions to skip. Empty: as without it.", "example": 0},
)
_LIMIT: Final = Count(
    1,
    MOST_CANDIDATES,
    metadata={"description": "How many properties at most. Empty: as without it.", "example": 10},
)
_ENTITIES: Final = array(closed({**ENTITY, "notable": array(NAMED)}, optional=["description", "notable"]))
_PROPERTIES: Final = array(closed({"id": TEXT, "name": TEXT, "description": TEXT}))
_TYPES: Final = array(closed({"id": TEXT, "name": TEXT, "broader": array(NAMED)}, optional=["broader"]))
_PROPOSALS: Final = closed(
    {"properties": array(NAMED), "type": TEXT, "limit": {"type": "integer", "minimum": 1}}, optional=["type", "limit"]
)


def blueprint(types: Iterable[str]) -> StrictBlueprint:
    """The routes of the suggestions; entities are of these types."""
    blp = StrictBlueprint("reconcile-suggest", __name__, description="Suggestions while a user types.")
    blp.before_request(_refuse_callback)
    type_ = ma.fields.String(
        validate=ma.validate.OneOf(["", *types]),
        load_default="",
        metadata={
            "description": "The id of a type: only its entities, or only its properties. Empty: any.",
            "example": "Person",
        },
    )

    def arguments(**fields: ma.fields.Field[Any]) -> Any:
        return blp.arguments(fields, unknown=ma.EXCLUDE)

    @blp.route(f"{PATH}/suggest/entity")
    @blp.doc(operationId="suggestEntities", summary="Entities by the beginnings of their names")
    @arguments(prefix=_PREFIX, cursor=_CURSOR, type=type_)
    @blp.response(200, closed({"result": _ENTITIES}), description="The suggestions.")
    def suggest_entities(asked: dict[str, Any]) -> Response:
        return jsonify({"result": _entities(opened(), asked["prefix"], asked["type"], asked["cursor"])})

    @blp.route(f"{PATH}/suggest/property")
    @blp.doc(operationId="suggestProperties", summary="Properties by the beginnings of their names")
    @arguments(prefix=_PREFIX, cursor=_CURSOR)
    @blp.response(200, closed({"result": _PROPERTIES}), description="The suggestions.")
    def suggest_properties(asked: dict[str, Any]) -> Response:
        found = _like(asked["prefix"], vocabulary_of(opened()).properties)
        return jsonify({"result": [{**one.json(), "description": one.description} for one in found[asked["cursor"] :]]})

    @blp.route(f"{PATH}/suggest/type")
    @blp.doc(operationId="suggestTypes", summary="Types by the beginnings of their names")
    @arguments(prefix=_PREFIX, cursor=_CURSOR)
    @blp.response(200, closed({"result": _TYPES}), description="The suggestions.")
    def suggest_types(asked: dict[str, Any]) -> Response:
        known = vocabulary_of(opened()).types
        return jsonify({"result": [_type(known, one) for one in _like(asked["prefix"], known)[asked["cursor"] :]]})

    @blp.route(f"{PATH}/properties")
    @blp.doc(operationId="proposeProperties", summary="Properties that can be fetched of a type")
    @arguments(type=type_, limit=_LIMIT)
    @blp.response(200, _PROPOSALS, description="The codes that entities of the type have, and their fields.")
    def propose_properties(asked: dict[str, Any]) -> Response:
        found = _proposed(opened().dataset, vocabulary_of(opened()), asked["type"])[: asked.get("limit")]
        told = {name: asked[name] for name in ("type", "limit") if asked.get(name)}
        return jsonify({"properties": [one.json() for one in found], **told})

    return blp


def _refuse_callback() -> None:
    if "callback" in request.args:
        raise InvalidParameters.of(
            "callback", request.args["callback"], "asks for JSONP, which is not offered; CORS is open to all"
        )


def _entities(release: OpenRelease, prefix: str, type_id: str, skipped: int) -> list[Json]:
    """The entities of the type (empty: any) whose id or name begins so, the best first."""
    index, vocabulary = release.search_index, vocabulary_of(release)
    found: dict[str, Entry] = {}
    if skipped == 0 and (iri := entity_iri(prefix)):
        found = index.entries([str(iri)])
    if asked_words(prefix):
        collections = [collection.name for collection in entity_collections(vocabulary.model)]
        query = search_query(index, prefix, collections, [type_id] if type_id else [])
        found |= {entry.iri: entry for _, entry in index.run(query, _SHOWN, skipped).entries if entry.iri not in found}
    return [
        {**entity(entry), "notable": [kind.json() for kind in vocabulary.types_of(entry.classes)]}
        for entry in found.values()
    ]


def _like(prefix: str, named: dict[str, Offered]) -> list[Offered]:
    """Those whose id or name begins so."""
    return [one for one in named.values() if like(prefix, one.id, one.name)]


def _type(known: dict[str, Type], one: Type) -> Json:
    broader = [known[name].json() for name in one.broader]
    return {**one.json(), **({"broader": broader} if broader else {})}


def _proposed(dataset: ReleaseDataset, vocabulary: Vocabulary, type_id: str) -> list[Property]:
    """What can be fetched of entities of the type (empty: of any): its fields, and the schemes that give them codes."""
    if not type_id:
        return list(vocabulary.properties.values())
    query = _schemes_query(vocabulary.model.class_named(type_id))
    used = {str(row[0]) for row in dataset.select(query)}
    schemes = [one for one in vocabulary.schemes.values() if one.scheme is not None and str(one.scheme.iri) in used]
    return [*schemes, *vocabulary.of_type(type_id)]


def _schemes_query(cls: URIRef) -> str:
    """SELECT ?scheme: those that give codes to instances of the class."""
    entity = f"?entity {term(RDF.type)} {term(cls)} . ?entity {term(CASUS.identifier)} ?node ."
    return f"SELECT DISTINCT ?scheme WHERE {{ {entity} ?node {term(CASUS.scheme)} ?scheme }}"
