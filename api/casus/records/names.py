"""What the records and codes of a release are called: read when they are first referred to, and kept."""

from collections.abc import Iterable
from threading import Lock
from typing import Final, NamedTuple

from cachetools import LRUCache
from rdflib import Literal, URIRef

from casus.model.types import Model, RecordType
from casus.store.dataset import ReleaseDataset
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term, values
from casus.terms.namespaces import CASUS, RDF, SKOS, as_iri

_KEPT: Final = 20_000
"""Names, of some hundred bytes each; the one that was not asked for longest goes first."""
_AT_ONCE: Final = 2_000


class Name(NamedTuple):
    """What a reference says of something."""

    type: RecordType | None
    labels: dict[str, str]
    """By language."""
    status: URIRef | None = None
    """How far it stands, if it is a claim."""

    def label(self, language: str) -> str | None:
        """The name in the language, or in that without its script and region (RFC 4647), in English, or in any."""
        labels = self.labels
        return (
            labels.get(language)
            or labels.get(language.partition("-")[0])
            or labels.get("en")
            or (labels[min(labels)] if labels else None)
        )


class Names:
    """The names of one release. Used by all threads."""

    def __init__(self, release: OpenRelease) -> None:
        self._dataset = release.dataset
        self._model = release.model
        self._kept: LRUCache[URIRef, Name] = LRUCache(_KEPT)
        self._lock = Lock()

    def of(self, iris: Iterable[URIRef]) -> dict[URIRef, Name]:
        """The names of all of these, and of their statuses. What is not known has neither type nor label."""
        names = self._of(iris)
        statuses = {name.status for name in names.values() if name.status is not None}
        return {**names, **self._of(statuses - names.keys())}

    def _of(self, iris: Iterable[URIRef]) -> dict[URIRef, Name]:
        with self._lock:
            found = {iri: self._kept.get(iri) for iri in iris}
        missing = [iri for iri, name in found.items() if name is None]
        read: dict[URIRef, Name] = {}
        for begin in range(0, len(missing), _AT_ONCE):
            read |= _read(self._dataset, self._model, missing[begin : begin + _AT_ONCE])
        if read:
            with self._lock:
                self._kept.update(read)
        return {iri: name or read[iri] for iri, name in found.items()}


def names_of(release: OpenRelease) -> Names:
    """The names of the release."""
    return release.once(Names)


def _read(dataset: ReleaseDataset, model: Model, iris: list[URIRef]) -> dict[URIRef, Name]:
    """By a FILTER on ?p: with VALUES ?p, Oxigraph 0.5 scans all labels of the store (600 ms against 8)."""
    said = ", ".join(term(predicate) for predicate in (RDF.type, SKOS.prefLabel, CASUS.claimStatus))
    classes: dict[URIRef, set[URIRef]] = {}
    labels: dict[URIRef, dict[str, str]] = {}
    statuses: dict[URIRef, URIRef] = {}
    for s, p, o in dataset.triples(f"SELECT ?s ?p ?o WHERE {{ {values('s', iris)} ?s ?p ?o FILTER(?p IN ({said})) }}"):
        iri = as_iri(s)
        if p == SKOS.prefLabel:
            if isinstance(o, Literal):
                labels.setdefault(iri, {})[o.language or ""] = str(o)
        elif isinstance(o, URIRef):
            if p == RDF.type:
                classes.setdefault(iri, set()).add(o)
            else:
                statuses[iri] = o
    return {iri: Name(model.type_of(classes.get(iri, ())), labels.get(iri, {}), statuses.get(iri)) for iri in iris}
