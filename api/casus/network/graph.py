"""The network of actors: edges of the store, shaped into nodes and edges."""

from collections.abc import Iterable
from typing import Final

from rdflib import URIRef

from casus.model.fields import Step
from casus.model.json_schema import Json
from casus.model.types import Model, RecordType
from casus.network.query import EdgeRow
from casus.records.brief import references, said
from casus.records.description import Description
from casus.records.lists import with_match
from casus.records.names import Name, names_of
from casus.records.period import Period
from casus.records.record_json import code, reference
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import BOUNDS, CASUS, as_iri

_EVIDENCE: Final = {"evidence_for": CASUS.evidenceFor, "evidence_against": CASUS.evidenceAgainst}
_CONFLICT: Final = Step(CASUS.conflict)


def nodes_and_edges(
    release: OpenRelease,
    rows: Iterable[EdgeRow],
    language: str,
    period: Period | None = None,
    also: Iterable[URIRef] = (),
) -> tuple[list[Json], list[Json]]:
    """The actors, by IRI, and the edges between them; `also` are actors that are there without an edge.

    With a period, each edge says how it is in it.
    """
    rows = list(rows)
    claims = _claims(release, list(dict.fromkeys(row.claim for row in rows)), language)
    actors = sorted({*also, *(end for row in rows for end in (row.source, row.target))})
    nodes = dict(zip(actors, references(release, actors, language), strict=True))
    edges = []
    for row in rows:
        claim = claims[row.claim]
        if period is not None:
            claim = with_match(claim, period.match(claim))
        ends = {"source": nodes[row.source]["id"], "target": nodes[row.target]["id"]}
        key = f"{claim['id']}#{ends['source']}>{ends['target']}"  # one claim can be several edges: an alliance of three
        edges.append({**ends, "key": key, **claim})
    return list(nodes.values()), edges


def _claims(release: OpenRelease, claims: list[URIRef], language: str) -> dict[URIRef, Json]:
    """What the edges say, by claim."""
    relations = [t.edge.relation.path[0].predicate for t in release.model.types.values() if t.edge and t.edge.relation]
    plain = [CASUS.endKnown, CASUS.when, *BOUNDS.values(), *_EVIDENCE.values()]
    description = said(release.dataset, claims, [*plain, CASUS.conflict, *relations])
    codes = [
        as_iri(value) for iri in claims for p in (CASUS.endKnown, *relations) if (value := description.one(iri, p))
    ]
    conflicts = [as_iri(value) for iri in claims for value in description.next(iri, _CONFLICT)]
    names = names_of(release).of([*claims, *codes, *conflicts])
    return {iri: _claim(release.model, description, names, iri, language) for iri in claims}


def _claim(model: Model, said: Description, names: dict[URIRef, Name], claim: URIRef, language: str) -> Json:
    referred = reference(model, claim, names[claim], names, language)
    record_type = model.types[referred["type"]]

    def shown_code(predicate: URIRef | None) -> Json | None:
        value = said.one(claim, predicate) if predicate else None
        return None if value is None else code(as_iri(value), names[as_iri(value)], language)

    return {
        "id": referred["id"],
        "type": record_type.name,
        "label": referred["label"],
        "subtype": shown_code(_relation(record_type)),
        "status": referred["status"],
        "directed": record_type.edge is not None and record_type.edge.directed,
        "when": said.text(claim, CASUS.when),
        **{name: said.text(claim, bound) for name, bound in BOUNDS.items()},
        "end_known": shown_code(CASUS.endKnown),
        **{name: int(said.text(claim, counted) or 0) for name, counted in _EVIDENCE.items()},
        "conflicts": [
            reference(model, value, names[value], names, language)
            for value in sorted(map(as_iri, said.next(claim, _CONFLICT)))
        ],
    }


def _relation(record_type: RecordType) -> URIRef | None:
    relation = record_type.edge.relation if record_type.edge else None
    return relation.path[0].predicate if relation else None
