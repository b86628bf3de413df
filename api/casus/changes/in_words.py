"""What two releases say differently, in words: for the web and for the command line."""

from rdflib import URIRef

from casus.changes.differences import differing
from casus.model.fields import Kind
from casus.model.json_schema import Json
from casus.records.brief import references as referred
from casus.records.description import describe
from casus.records.record_json import Shaper
from casus.records.shown import Shown
from casus.records.tombstones import tombstones
from casus.release.changes import Change, ChangeKind
from casus.store.open_release import OpenRelease


def in_words(before: OpenRelease, after: OpenRelease, changes: list[Change], root_url: str = "") -> list[Json]:
    """The changes with what the records are called, the fields that differ, and what became of those removed."""
    removed = [URIRef(change.iri) for change in changes if change.kind is ChangeKind.REMOVED]
    others = [URIRef(change.iri) for change in changes if change.kind is not ChangeKind.REMOVED]
    differing_fields = _differing(before, after, [URIRef(c.iri) for c in changes if c.kind is ChangeKind.CHANGED])
    references = {**_references(before, removed), **_references(after, others)}
    stones = {str(stone.iri): stone for stone in tombstones(after.dataset, removed)}
    successors = _references(after, [iri for stone in stones.values() for iri in stone.successors])
    return [
        {
            "change": change.kind.value,
            **references[change.iri],
            "changed_fields": differing_fields.get(change.iri, []),
            "before": None if change.kind is ChangeKind.ADDED else _pinned(change.iri, before, root_url),
            "after": None if change.kind is ChangeKind.REMOVED else _pinned(change.iri, after, root_url),
            "reason": stones[change.iri].reason if change.iri in stones else None,
            "successors": [
                successors[str(iri)] for iri in (stones[change.iri].successors if change.iri in stones else ())
            ],
        }
        for change in changes
    ]


def _references(release: OpenRelease, records: list[URIRef]) -> dict[str, Json]:
    found = zip(records, referred(release, records), strict=True)
    return {str(iri): each for iri, each in found}


def _differing(before: OpenRelease, after: OpenRelease, records: list[URIRef]) -> dict[str, list[str]]:
    """The names of the fields that differ, by IRI."""
    old, new = _records(before, records), _records(after, records)
    return {iri: list(differing(old[iri], new[iri])) for iri in new}


def _records(release: OpenRelease, records: list[URIRef]) -> dict[str, Json]:
    """What the records say, with the nodes inside them, by IRI."""
    found: dict[str, Json] = {}
    for collection in release.model.collections.values():
        own = [iri for iri in records if (home := release.model.home_of(str(iri))) and home.collection == collection]
        shown = Shown(
            include=frozenset(name for name, f in collection.fields.items() if f.kind is Kind.NODE or f.detail)
        )
        shaper = Shaper(release.model, describe(release, collection.types, own, shown), shown)
        found |= {str(iri): shaper.record(iri) for iri in own}
    return found


def _pinned(iri: str, release: OpenRelease, root_url: str) -> str | None:
    home = release.model.home_of(iri)
    return f"{root_url}{home.path}?release={release.id}" if home else None
