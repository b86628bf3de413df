"""An actor: whom it supported and who supported it, who leads it, what it came out of, what it held, where it sat."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from casus.model.fields import Field, Kind
from casus.model.json_schema import Json
from casus.model.types import Model, RecordType
from casus.pages.rows import rows
from casus.profiles import marks, tables, ties
from casus.profiles.claim import claims_inside
from casus.profiles.reading import TIME, Found, found, iri_of, language, naming
from casus.records.brief import references
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term
from casus.terms.namespaces import CASUS, URIRef, as_iri

_SUPPORT: Final = ("Support", "ArmsTransfer")
_POSTS: Final = "Membership"
_GROUND: Final = "Control"
_TALKS: Final = "Participation"
_FIRST: Final = 6
"""Claims of a kind that has no part of its own."""
_HELD: Final = 40


def layout(release: OpenRelease, body: Json) -> Json:
    """The actor: what claims say of it, kind by kind, and what datasets code of it."""
    model, record_type = release.model, release.model.types[body["type"]]
    coded, lineage = tables.tables(model, body, record_type), [*_lineage_fields(record_type)]
    told = {
        *("when", "record_key", *(field.name for field in lineage)),
        *(field.name for field in claims_inside(model, record_type)),
        *tables.told(record_type, coded),
    }
    ground, parts = _ground(release, body), _parts(release, body)
    shown = (*_SUPPORT, _POSTS, _GROUND, *([_TALKS] if parts.total else []))
    t = marks.words()
    return {
        **marks.SHOWN,
        "said": rows(model, body, record_type, but=told),
        "drawing": marks.alone(body),
        "counts": ties.counts(release, body),
        "given": ties.lanes(release, body, _SUPPORT, given=True, title=t("support-given")),
        "received": ties.lanes(release, body, _SUPPORT, given=False, title=t("support-received")),
        "posts": [*_posts(release, body)],
        "lineage": [*_lineage(release, body, lineage)],
        "ground": ground,
        "ground_drawn": marks.together(ground.records),
        "parts": parts,
        "others": [*_others(release, body, shown)],
        "coded": coded,
        "row": body.get("record_key"),
    }


def _posts(release: OpenRelease, body: Json) -> Iterator[Json]:
    """What it is a member of, and who is a member of it."""
    kind = release.model.types[_POSTS]
    if kind.edge is None:
        return
    for key, near, far in (
        ("posts", kind.edge.source, kind.edge.target),
        ("members", kind.edge.target, kind.edge.source),
    ):
        listed = ties.of_kind(
            release, body, kind, naming_it=near.name, most=_HELD, also=(far.name, *_own(release.model, kind))
        )
        if listed.total:
            yield {
                "key": key,
                "far": far,
                "list": listed,
                "drawn": marks.together(listed.records),
                "hidden": ties.hidden(release, body, kind, near.name),
            }


def _own(model: Model, kind: RecordType) -> list[str]:
    """The fields that the kind has beside those of every claim."""
    return [field.name for field in kind.fields if field.name not in model.claims.type.field]


def _ground(release: OpenRelease, body: Json) -> Found:
    """The places that it held."""
    kind = release.model.types[_GROUND]
    return ties.of_kind(release, body, kind, naming_it="controller", most=_HELD, also=("places", "control_type"))


def _parts(release: OpenRelease, body: Json) -> Found:
    """The talks and agreements in which it had a part."""
    parts = release.model.collections["participation"]
    fields = ("participation_in", "outcome", "capacities", "status", *TIME)
    return found(release, parts, (naming(parts.filters["participant"], body),), fields, most=tables.MOST)


def _others(release: OpenRelease, body: Json, shown: Iterable[str]) -> Iterator[Json]:
    """The first claims of each kind that is not shown in a part of its own."""
    for kind in (each for each in release.model.claims.types if each.name not in shown):
        listed = ties.of_kind(release, body, kind, most=_FIRST)
        if listed.total:
            yield {"type": kind, "list": listed}


def _lineage_fields(record_type: RecordType) -> Iterator[Field]:
    """What it is part of, came out of or went into: the fields that name actors."""
    return (
        field
        for field in record_type.fields
        if field.kind is Kind.REFERENCE and field.path.is_property and field.target == CASUS.Actor
    )


def _lineage(release: OpenRelease, body: Json, own: list[Field]) -> Iterator[Json]:
    """Each of these fields with the actors that the record names, and that name the record so."""
    types = release.model.types_below(CASUS.Actor)
    fields = {field.path[0].predicate: field for each in types for field in _lineage_fields(each)}
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
