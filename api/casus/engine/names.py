"""What a release's graphs are called on an engine that holds several releases, and things of others.

A release is there twice: all its triples in one graph, which is the default graph of its queries (a default graph that
is put together from some ninety is slow on every engine, and Virtuoso gives a triple twice that two of them hold), and
each of its named graphs under a name that says the release.
"""

import re
from collections.abc import Iterable
from typing import Final, cast

import pyoxigraph as ox

from casus.terms.names import BASE
from casus.terms.namespaces import GRAPH

RELEASES: Final = f"{BASE}releases/"
"""What the names of all graphs that we put on an engine begin with."""
CATALOGUE: Final = f"{RELEASES}catalogue"
"""The graph that says which releases are there whole."""
_STRING_OR_IRI: Final = re.compile(r'"(?>(?:[^"\\]|\\.)*)"|<(https://w3id\.org/casus/graph/[^<>"\s]*+)>', re.DOTALL)


class ReleaseGraphs:
    """The graphs of one release on an engine."""

    def __init__(self, release_id: str, names: Iterable[str]) -> None:
        self.release_id = release_id
        self.iri = f"{RELEASES}{release_id}"
        self.all = f"{self.iri}/all"
        """All triples of the release."""
        self.none = f"{self.iri}/none"
        """A graph that nobody ever writes: what a dataset names so that it names nothing else."""
        self._names = {name: f"{self.iri}/graph/{name.removeprefix(GRAPH)}" for name in names}
        self._common = (f"{self.iri}/graph/", str(GRAPH))

    @property
    def named(self) -> dict[str, str]:
        """The name of each named graph on the engine, by its name in the release."""
        return self._names

    @property
    def written(self) -> list[str]:
        """The names of all graphs that hold the release."""
        return [self.all, *self._names.values()]

    def there(self, name: str) -> str:
        """What the graph of that name is called on the engine; nothing for a name that the release does not have."""
        return self._names.get(name, self.none)

    def dataset(self, query: str) -> dict[str, list[str]]:
        """The dataset of a query of ours, as parameters of the protocol (SPARQL 1.1 Protocol, section 2.1.4)."""
        names = list(self._names.values()) if "GRAPH" in query else [self.none]
        return {"default-graph-uri": [self.all], "named-graph-uri": names}

    def translated(self, query: str) -> str:
        """A query of ours with the names that its graphs have on the engine; strings are left as they are."""
        if str(GRAPH) not in query:
            return query
        return _STRING_OR_IRI.sub(
            lambda found: f"<{self._names[found[1]]}>" if found[1] in self._names else found[0], query
        )

    def triple(self, triple: ox.Triple) -> ox.Triple:
        """A triple of the release as it is there: what it says of a graph, it says by the name that queries use."""
        ends = (triple.subject, triple.object)
        if not any(isinstance(end, ox.NamedNode) and end.value in self._names for end in ends):
            return triple
        subject, value = (
            ox.NamedNode(self._names.get(end.value, end.value)) if isinstance(end, ox.NamedNode) else end
            for end in ends
        )
        return ox.Triple(cast(ox.NamedNode, subject), triple.predicate, value)

    def back(self, text: bytes) -> bytes:
        """A text of the engine with the names that graphs have in the release."""
        there, here = self._common
        return text.replace(there.encode(), here.encode())
