"""Which records may have been meant by an id that none has, or by a name in place of an id."""

from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import Indel
from rdflib import URIRef

from casus.model.types import Collection
from casus.store.open_release import OpenRelease
from casus.store.search_index import Entry
from casus.terms.names import slug_of, words

_MOST_SIMILAR: Final = 5
_LOOKED_AT: Final = 40
"""Records of a collection that have words in common with what was asked for, of which the likest are told."""
_MOST_WORDS: Final = 8
_MOST_LETTERS: Final = 200
_LEAST: Final = 0.6
"""What is less alike was not meant."""


def likest(release: OpenRelease, collections: Iterable[Collection], text: str) -> list[URIRef]:
    """The records of the collections whose slugs or names are most like the text: five at most."""
    asked = words(text[:_MOST_LETTERS])[:_MOST_WORDS]
    if not asked:
        return []
    index = release.search_index
    found = [entry for each in collections for entry in index.resembling(asked, each.name, _LOOKED_AT)]
    likeness = {entry.iri: _likeness(" ".join(asked), entry) for entry in found}
    best = sorted((iri for iri in likeness if likeness[iri] >= _LEAST), key=lambda iri: (-likeness[iri], iri))
    return [URIRef(iri) for iri in best[:_MOST_SIMILAR]]


def _likeness(asked: str, entry: Entry) -> float:
    """How like the record's slug, or the likest of its names, is to what was asked for, from 0 to 1."""
    names = (slug_of(entry.iri).replace("-", " "), *(" ".join(words(name)) for _, name, _ in entry.names))
    return max(Indel.normalized_similarity(asked, name) for name in names)
