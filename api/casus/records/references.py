"""What a parameter that names a record or a code means."""

from collections.abc import Iterable

from rdflib import URIRef

from casus.http.problems import InvalidParameters
from casus.records.similar import likest
from casus.records.tombstones import tombstones
from casus.store.existence import existing
from casus.store.open_release import OpenRelease
from casus.terms.names import SLUG
from casus.terms.namespaces import CODE, RECORD


def code(code_list: str, slug: str) -> URIRef:
    """The IRI of a code."""
    return CODE[f"{code_list}/{slug}"]


def record(release: OpenRelease, name: str, value: str, classes: Iterable[URIRef]) -> URIRef:
    """The record of one of the classes that an id or an IRI means; InvalidParameters if none does.

    A slug alone is enough where all of them are in one collection.
    """
    model = release.model
    homes = model.collections_of(classes)
    collection, slash, slug = value.rpartition("/")
    candidates: list[URIRef] = []
    if SLUG.fullmatch(slug):  # before it becomes a term: rdflib logs what is no IRI
        named = [home for home in homes if value == home.base + slug]
        candidates = [home.iri(slug) for home in named or homes if named or not slash or collection == home.name]
    found = existing(release.dataset, candidates)
    if not found:
        for stone in tombstones(release.dataset, candidates):
            successors = [iri.removeprefix(RECORD) for iri in stone.successors]
            raise InvalidParameters.of(
                name, value, f"is no record's id any more: {stone.reason.rstrip('.')}", allowed=successors
            )
        where = ", ".join(f"/v1/{home.name}" for home in homes)
        other = model.home_of(f"{RECORD}{value}") if slash else None
        if (
            other is not None
            and other.collection not in homes
            and existing(release.dataset, [URIRef(f"{RECORD}{value}")])
        ):
            raise InvalidParameters.of(name, value, f"is a record of /v1/{collection}, and not of {where}")
        meant = [model.id_of(iri) for iri in likest(release, homes, slug)]
        near = {"similar": meant} if meant else {}
        raise InvalidParameters.of(name, value, f"is the id of no record; look in {where}", **near)
    if not slash and len(homes) > 1:
        names = sorted(release.model.id_of(iri) for iri in found)
        raise InvalidParameters.of(name, value, "does not say in which collection the record is", allowed=names)
    return found[0]
