"""What queries are made of, for editors that complete them: prefixes, classes, properties and codes, in words."""

import json
from typing import Any, Final

from flask import Response
from rdflib import URIRef

from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.representations import JSON
from casus.model.json_schema import STRING, STRING_OR_NULL, URL, Json, array, closed
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import BASE, CASUS, CODE, OWL, PREFIXES, short

_KINDS: Final = {OWL.Class: "class", CASUS.Code: "constant"}
_PROPERTY: Final = "property"
_SCHEMA: Final = closed(
    {
        "prefixes": {
            "type": "object",
            "additionalProperties": URL,
            "description": "What each prefix of the names stands for.",
        },
        "terms": array(
            closed(
                {
                    "name": {**STRING, "description": "As a query writes it: prefix, colon, local name."},
                    "kind": {"enum": [_KINDS[OWL.Class], _PROPERTY, _KINDS[CASUS.Code]]},
                    "label": STRING_OR_NULL,
                    "definition": STRING_OR_NULL,
                }
            )
        ),
    }
)


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the resource."""
    blp = StrictBlueprint("sparql-vocabulary", __name__, description="The words that queries are made of.")

    @blp.route("/sparql/vocabulary")
    @blp.doc(operationId="sparqlVocabulary", summary="The prefixes, classes, properties and codes of queries, in words")
    @blp.arguments({})
    @blp.answers(_SCHEMA, (JSON,), "The vocabulary.")
    def sparql_vocabulary(arguments: dict[str, Any]) -> Response:
        return Response(opened().once(_text), content_type=JSON.content_type)

    api.register_blueprint(blp)


def _text(release: OpenRelease) -> str:
    terms = {term["name"]: term for term in (*_of_others(release), *_own(release))}
    lists = {name: f"{CODE}{name}/" for name in release.model.codes}
    found = {"prefixes": {**PREFIXES, **lists}, "terms": [terms[name] for name in sorted(terms)]}
    return json.dumps(found, ensure_ascii=False)


def _own(release: OpenRelease) -> list[Json]:
    """The classes and properties of the vocabulary, and the codes, as they are defined."""
    return [
        _term(
            str(iri),
            _KINDS.get(URIRef(str(cls)), _PROPERTY),
            str(label),
            None if definition is None else str(definition),
        )
        for iri, cls, label, definition in release.dataset.select(fixed(__package__, "vocabulary"))
    ]


def _of_others(release: OpenRelease) -> list[Json]:
    """The properties of other vocabularies that the data use, as the shapes explain them."""
    fields = {f.path[-1].predicate: f for of in release.model.types.values() for f in of.fields if f.path.is_property}
    terms = []
    for iri in release.statistics.properties:
        if not iri.startswith(BASE) and not short(iri).startswith("<"):
            field = fields.get(URIRef(iri))
            label, definition = (field.label, field.description) if field else (None, None)
            terms.append(_term(iri, _PROPERTY, label, definition))
    return terms


def _term(iri: str, kind: str, label: str | None, definition: str | None) -> Json:
    return {"name": short(iri), "kind": kind, "label": label, "definition": definition}
