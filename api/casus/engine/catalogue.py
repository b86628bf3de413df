"""What of ours an engine holds: a small graph that says which releases are there whole, and which are half there.

It is written as a whole, by one PUT: so whoever serves a release has it from one moment to the next, and what a killed
publish left is known by name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

import pyoxigraph as ox

from casus.engine.engine import Dataset, Engine, Rows
from casus.engine.names import CATALOGUE, RELEASES, ReleaseGraphs
from casus.engine.problems import NotPublished
from casus.release.manifest import Manifest
from casus.terms.names import BASE

WHOLE: Final = "whole"
HALF: Final = "half"
"""Being written: nobody may read it."""
GOING: Final = "going"
"""Being removed: nobody may read it, nor write on."""
_TERMS: Final = f"{BASE}engine#"
_STATE, _DIGEST, _PUBLISHED, _GRAPH = (
    ox.NamedNode(_TERMS + name) for name in ("state", "digest", "published", "graph")
)
_DATASET: Final[Dataset] = {"default-graph-uri": [CATALOGUE], "named-graph-uri": [f"{CATALOGUE}/none"]}
_QUERY: Final = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


@dataclass(frozen=True)
class Entry:
    """A release on an engine."""

    release_id: str
    state: str
    digest: str
    """Of its quads, as the manifest has it."""
    published: str
    """When, in UTC; entries have an order by it."""
    graphs: tuple[str, ...]
    """The names that its graphs have there."""

    @classmethod
    def begun(cls, manifest: Manifest) -> "Entry":
        """A release whose graphs are about to be written."""
        graphs = ReleaseGraphs(manifest.id, manifest.graphs).written
        return cls(manifest.id, HALF, manifest.digest, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", tuple(graphs))


def read(engine: Engine, seconds: float) -> list[Entry]:
    """What the catalogue says, the newest first; nothing where there is none."""
    said: dict[str, dict[str, list[str]]] = {}
    for row in cast(Rows, engine.results(_QUERY, _DATASET, seconds)):
        said.setdefault(row["s"].value, {}).setdefault(row["p"].value, []).append(row["o"].value)
    entries = []
    for iri, about in said.items():
        state, digest, published = (about.get(term.value, [""])[0] for term in (_STATE, _DIGEST, _PUBLISHED))
        graphs = tuple(sorted(about.get(_GRAPH.value, [])))
        entries.append(Entry(iri.removeprefix(RELEASES), state, digest, published, graphs))
    return sorted(entries, key=lambda entry: entry.published, reverse=True)


def check(engine: Engine, manifest: Manifest, seconds: float) -> None:
    """Raise NotPublished unless the engine holds the release whole."""
    iri = ReleaseGraphs(manifest.id, ()).iri
    query = f'ASK {{ <{iri}> {_STATE} "{WHOLE}" ; {_DIGEST} "{manifest.digest}" }}'
    if not engine.results(query, _DATASET, seconds):
        raise NotPublished.at(engine.address.host, manifest.id)


def written(entries: Iterable[Entry]) -> bytes:
    """The catalogue as N-Triples."""
    triples = []
    for entry in entries:
        release = ox.NamedNode(RELEASES + entry.release_id)
        for term, text in ((_STATE, entry.state), (_DIGEST, entry.digest), (_PUBLISHED, entry.published)):
            triples.append(ox.Triple(release, term, ox.Literal(text)))
        triples += [ox.Triple(release, _GRAPH, ox.NamedNode(name)) for name in entry.graphs]
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
