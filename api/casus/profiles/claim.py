"""A claim: how far it stands and why, who says so and who denies it, and what overtook it."""

from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import URIRef

from casus.model.fields import Field
from casus.model.json_schema import Json
from casus.model.types import Model, RecordType
from casus.pages.rows import rows
from casus.profiles import marks, parts, tables
from casus.profiles.reading import CLAIM, TIME, definition, described, iri_of
from casus.records.statuses import STATUSES
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term
from casus.terms.namespaces import CASUS, as_iri

_TOLD: Final = (
    *("when", "hedges", "superseding_claims", "sources", "asserters", "stances"),
    *("evidence", "evidence_for", "evidence_against"),
)
_OF_EVIDENCE: Final = ("stance", "asserters", "read_in", "primary_source", "locator", "note")
_SIDES: Final = ("affirms", "denies")
"""The stances of evidence; each has a side of its own, whether or not there is any."""
_SOURCE: Final = ("title", "publisher", "url", *TIME)


def layout(release: OpenRelease, body: Json) -> Json:
    """The claim: its evidence by side, with the sources; its neighbours."""
    model, record_type = release.model, release.model.types[body["type"]]
    inner = [*claims_inside(model, record_type)]
    coded = tables.tables(model, body, record_type)
    told = {*_TOLD, *(field.name for field in inner), *tables.told(record_type, coded)}
    if not body.get("evidence"):
        told -= {"evidence_for", "evidence_against"}
    return {
        **marks.SHOWN,
        "said": rows(model, {**body, "subjects": _not_named(body)}, record_type, but=told),
        "definition": definition(release, STATUSES, body.get("status")),
        "drawing": marks.alone(body),
        "sides": [*_sides(release, body.get("evidence") or [])],
        "inner": [(field, [*parts.with_word(body[field.name])]) for field in inner if body.get(field.name)],
        "overtaken_by": _claims(release, map(iri_of, body.get("superseding_claims") or [])),
        "overtakes": _claims(release, _overtaken(release, iri_of(body))),
        "coded": coded,
    }


def _not_named(body: Json) -> list[Json]:
    """What it is about, but for the records that its other fields name."""
    fields = (value if isinstance(value, list) else [value] for name, value in body.items() if name != "subjects")
    named = {each["id"] for values in fields for each in values if isinstance(each, dict) and "id" in each}
    return [each for each in body.get("subjects") or [] if each["id"] not in named]


def claims_inside(model: Model, record_type: RecordType) -> Iterator[Field]:
    """The fields of the type whose values are claims and stand inside its records."""
    claims = {each.cls for each in model.types_below(CASUS.Claim)}
    return tables.fields_with(record_type, claims)


def _sides(release: OpenRelease, evidence: list[Json]) -> Iterator[Json]:
    """The evidence by its stance."""
    sources = _sources(release, evidence)
    of_type = release.model.types_below(CASUS.Evidence)[0]
    for stance in dict.fromkeys((*_SIDES, *(each["stance"]["id"] for each in evidence))):
        found = [
            {
                **each,
                "read_in": sources[each["read_in"]["id"]],
                "primary_source": sources[each["primary_source"]["id"]] if each["primary_source"] else None,
                "rest": rows(release.model, each, of_type, but=_OF_EVIDENCE),
            }
            for each in evidence
            if each["stance"]["id"] == stance
        ]
        yield {"stance": stance, "evidence": found}


def _sources(release: OpenRelease, evidence: list[Json]) -> dict[str, Json]:
    """The sources that the evidence names, by id."""
    named = [each[name] for each in evidence for name in ("read_in", "primary_source") if each[name]]
    iris = dict.fromkeys(map(iri_of, named))
    return {each["id"]: each for each in described(release, release.model.types_below(CASUS.Source), iris, _SOURCE)}


def _overtaken(release: OpenRelease, claim: URIRef) -> Iterator[URIRef]:
    """The claims that this one replaced."""
    query = f"SELECT ?id WHERE {{ ?id {term(CASUS.supersededBy)} {term(claim)} }} ORDER BY ?id"
    return (as_iri(row[0]) for row in release.dataset.select(query))


def _claims(release: OpenRelease, claims: Iterable[URIRef]) -> list[Json]:
    return described(release, release.model.claims.types, claims, CLAIM)
