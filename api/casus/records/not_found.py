"""What is answered for an id that no record has: the way to its successor, why it is gone, or that it never was."""

from typing import Final

from flask import request
from rapidfuzz.distance import Indel
from rdflib import URIRef
from werkzeug.routing import RequestRedirect

from casus.http.problems import Gone, NotFound
from casus.http.urls import arguments_but, joined, root_url, url
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.records.brief import references
from casus.records.tombstones import Tombstone, tombstones
from casus.store.open_release import OpenRelease
from casus.store.search_index import Entry
from casus.terms.names import SLUG, slug_of, words

_MOST_SIMILAR: Final = 5
_LOOKED_AT: Final = 40
"""Records that have words in common with what was asked for, of which the likest are told."""
_MOST_WORDS: Final = 8
_MOST_LETTERS: Final = 200
_LEAST: Final = 0.6
"""What is less alike was not meant."""


def missing(release: OpenRelease, collection: Collection, slug: str) -> Exception:
    """To be raised: a redirect to the same path of the successor (308), Gone, or NotFound."""
    stone = next(iter(tombstones(release.dataset, [collection.iri(slug)]) if SLUG.fullmatch(slug) else []), None)
    if stone is None:
        return NotFound(
            f"There is no '{slug}' among the {collection.type.label.lower()}.",
            list=url(f"/v1/{collection.name}"),
            similar=similar(release, collection, slug),
        )
    home = release.model.home_of(str(stone.successor)) if stone.successor else None
    if home is None:
        return _gone(release, collection, slug, stone)
    path = request.path.replace(f"/{collection.name}/{slug}", f"/{home.id}", 1)
    return RequestRedirect(joined(root_url() + path, arguments_but()))


def similar(release: OpenRelease, collection: Collection, slug: str) -> list[Json]:
    """References to the records of the collection whose slugs or names are most like this one: five at most."""
    asked = words(slug[:_MOST_LETTERS])[:_MOST_WORDS]
    if not asked:
        return []
    found = release.search_index.resembling(asked, collection.name, _LOOKED_AT)
    likeness = {entry.iri: _likeness(" ".join(asked), entry) for entry in found}
    best = sorted((iri for iri in likeness if likeness[iri] >= _LEAST), key=lambda iri: (-likeness[iri], iri))
    return references(release, map(URIRef, best[:_MOST_SIMILAR]), request.args.get("lang", "en"))


def _likeness(asked: str, entry: Entry) -> float:
    """How like the record's slug, or the likest of its names, is to what was asked for, from 0 to 1."""
    names = (slug_of(entry.iri).replace("-", " "), *(" ".join(words(name)) for _, name, _ in entry.names))
    return max(Indel.normalized_similarity(asked, name) for name in names)


def _gone(release: OpenRelease, collection: Collection, slug: str, stone: Tombstone) -> Gone:
    return Gone(
        f"'{slug}' was among the {collection.type.label.lower()}. {stone.reason}",
        reason=stone.reason,
        successors=references(release, stone.successors),
    )
