"""The rdflib Dataset that every answer of the API comes from.

rdflib is the seam: today an Oxigraph store opened read-only in this process, later any SPARQL 1.1 engine behind
rdflib's SPARQLStore. So the queries that go through it are portable SPARQL 1.1, and always strings: given a prepared
query, oxrdflib falls back to rdflib's own evaluator without a word, some fifty times slower.
"""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Dataset
from rdflib.term import Node

Row = tuple[Node | None, ...]


class ReleaseDataset:
    """A release, open for reading; queries see the union of its named graphs."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    @classmethod
    def open(cls, store_path: Path) -> "ReleaseDataset":
        """Open the store of a release read-only; any number of processes may do so at once."""
        store = OxigraphStore(store=pyoxigraph.Store.read_only(str(store_path)))
        return cls(Dataset(store=store, default_union=True))

    def select(self, query: str) -> Iterator[Row]:
        """The rows of a SELECT query, the values in the order of its variables, None where one is unbound."""
        result = self.dataset.query(query)
        variables = result.vars or []
        for binding in result.bindings:
            yield tuple(binding.get(variable) for variable in variables)

    def triples(self, query: str) -> Iterator[tuple[Node, Node, Node]]:
        """The rows of a query with three columns, as triples."""
        for subject, predicate, value in self.select(query):
            if subject is not None and predicate is not None and value is not None:
                yield subject, predicate, value

    def number(self, query: str) -> int:
        """The one number that a SELECT query counts."""
        return int(str(next(self.select(query))[0]))
