"""The rdflib Dataset that every answer of the API comes from.

rdflib is the seam: an Oxigraph store in this process, in memory or on disk, or any SPARQL 1.1 engine behind rdflib's
SPARQLStore. So the queries that go through it are portable SPARQL 1.1, and always strings: given a prepared
query, oxrdflib falls back to rdflib's own evaluator without a word, some fifty times slower.
"""

from collections.abc import Iterator
from pathlib import Path

from rdflib import Dataset
from rdflib.term import Node

from casus.engine.engine import Engine
from casus.engine.names import ReleaseGraphs
from casus.engine.presence import Presence
from casus.sandbox import data
from casus.store.engine_store import EngineStore
from casus.store.memoising import MemoisingStore, Row, Solutions
from casus.terms import deadline


class ReleaseDataset:
    """A release, open for reading; queries see the union of its named graphs."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    @classmethod
    def open(cls, path: Path) -> "ReleaseDataset":
        """Load the quads of a release, or open its store read-only (see `casus.sandbox.data`)."""
        store = data.load(path) if data.in_memory(path) else data.open_on_disk(path)
        return cls(Dataset(store=MemoisingStore(store), default_union=True))

    @classmethod
    def on_engine(cls, engine: Engine, graphs: ReleaseGraphs, presence: Presence) -> "ReleaseDataset":
        """The release that an engine holds in these graphs. Nothing is asked yet."""
        return cls(Dataset(store=EngineStore(engine, graphs, presence), default_union=True))

    def select(self, query: str) -> list[Row]:
        """The rows of a SELECT query, the values in the order of its variables, None where one is unbound.

        All at once: pyoxigraph's rows belong to the thread that asked. Raises OutOfTime.
        """
        deadline.check()
        result = self.dataset.query(query)
        if isinstance(result, Solutions):
            rows = result.rows
        else:
            rows = [tuple(map(binding.get, result.vars or ())) for binding in result.bindings]
        deadline.check()
        return rows

    def triples(self, query: str) -> Iterator[tuple[Node, Node, Node]]:
        """The rows of a query with three columns, as triples."""
        for subject, predicate, value in self.select(query):
            if subject is not None and predicate is not None and value is not None:
                yield subject, predicate, value

    def number(self, query: str) -> int:
        """The one number that a SELECT query counts."""
        return int(str(self.select(query)[0][0]))
