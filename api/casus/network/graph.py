"""The network of actors: edges of the store, shaped into nodes and links."""

from collections.abc import Iterable

from rdflib import URIRef

from casus.model.json_schema import Json
from casus.model.types import Model, RecordType
from casus.network.query import EdgeRow
from casus.records.brief import in_brief
from casus.records.description import Description
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import BOUNDS, CASUS


def nodes_and_links(
    release: OpenRelease, rows: Iterable[EdgeRow], language: str, also: Iterable[URIRef] = ()
) -> tuple[list[Json], list[Json]]:
    """The actors, by IRI, and the edges between them; `also` are actors that are there without an edge."""
    rows = list(rows)
    claims = _claims(release, [row.claim for row in rows], language)
    actors = sorted({*also, *(end for row in rows for end in (row.source, row.target))})
    shaper = in_brief(release, actors, language=language)
    nodes = {iri: _node(release.model, shaper.reference(iri)) for iri in actors}
    links = [
        {"source": nodes[row.source]["id"], "target": nodes[row.target]["id"], **claims[row.claim]} for row in rows
    ]
    pairs: dict[str, int] = {}
    for link in links:  # one claim can be several edges: an alliance of three
        number = pairs[link["key"]] = pairs.get(link["key"], 0) + 1
        if number > 1:
            link["key"] = f"{link['key']}-{number}"
    return list(nodes.values()), links


def _node(model: Model, reference: Json) -> Json:
    home = model.home_of(reference["iri"])
    identifier = home.id if home else reference["iri"]
    return {"id": identifier, "type": reference["type"], "label": reference["label"], "iri": reference["iri"]}


def _claims(release: OpenRelease, claims: list[URIRef], language: str) -> dict[URIRef, Json]:
    """What the edges say, by claim."""
    relations = [t.edge.relation.path[0].predicate for t in release.model.types.values() if t.edge and t.edge.relation]
    properties = [CASUS.claimStatus, CASUS.endKnown, CASUS.when, *BOUNDS.values(), *relations]
    shaper = in_brief(release, list(dict.fromkeys(claims)), dict.fromkeys(properties), language=language)
    return {claim: _claim(release.model, shaper.description, shaper.reference(claim)) for claim in claims}


def _claim(model: Model, said: Description, reference: Json) -> Json:
    claim = URIRef(reference["iri"])
    record_type = model.types[reference["type"]]
    return {
        "key": reference["id"],
        "claim": reference["id"],
        "iri": str(claim),
        "kind": record_type.kind,
        "relation": _relation(said, claim, record_type),
        "status": said.slug(claim, CASUS.claimStatus),
        "directed": record_type.edge is not None and record_type.edge.directed,
        "label": reference["label"],
        "when": said.text(claim, CASUS.when),
        **{name: said.text(claim, bound) for name, bound in BOUNDS.items()},
        "end_known": said.slug(claim, CASUS.endKnown),
    }


def _relation(said: Description, claim: URIRef, record_type: RecordType) -> str | None:
    relation = record_type.edge.relation if record_type.edge else None
    return said.slug(claim, relation.path[0].predicate) if relation else None
