"""The W3C tests of SPARQL 1.1: where they are, and what their manifests say.

They are no part of the project. They are looked for beside it, in `../shared/w3c/sparql/sparql11`; whatever needs them
is skipped, and says so, when they are not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

FOLDER: Final = Path(__file__).parents[3] / "shared" / "w3c" / "sparql" / "sparql11"
BASE: Final = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
"""Where W3C published the files; relative IRIs in them, in the manifests and in the queries start from there."""
MISSING: Final = "the W3C tests are not beside the project, in ../shared/w3c/sparql/sparql11"
QUERY_TESTS: Final = "manifest-sparql11-query.ttl"
RESULT_TESTS: Final = "manifest-sparql11-results.ttl"
FEDERATION_TESTS: Final = "manifest-sparql11-fed.ttl"

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")


@dataclass(frozen=True)
class Entry:
    """A test of a manifest. Files are named by IRI, see `path`."""

    group: str
    """The folder of its manifest."""
    name: str
    """The fragment of its IRI, unique in the group."""
    kind: str
    """The local name of its class: QueryEvaluationTest, PositiveSyntaxTest11, ..."""
    query: str
    data: tuple[str, ...]
    graph_data: tuple[str, ...]
    result: str | None

    @property
    def text(self) -> str:
        """The query."""
        return path(self.query).read_text("utf-8")


def available() -> bool:
    """Whether the W3C tests are there."""
    return (FOLDER / QUERY_TESTS).exists()


def path(iri: str) -> Path:
    """The file that an IRI below BASE names."""
    return FOLDER / iri.removeprefix(BASE)


def manifest(name: str) -> Graph:
    """A manifest, by its path below FOLDER."""
    return Graph().parse(FOLDER / name, publicID=BASE + name, format="turtle")


def entries(name: str) -> Iterator[Entry]:
    """The tests of a manifest and of those that it includes, in their order."""
    graph = manifest(name)
    for included in items(graph, MF.include):
        yield from entries(str(included).removeprefix(BASE))
    for test in items(graph, MF.entries):
        action = graph.value(test, MF.action)
        query = graph.value(action, QT.query) or action
        yield Entry(
            group=Path(name).parent.name,
            name=str(test).rpartition("#")[2],
            kind=str(graph.value(test, RDF.type)).rpartition("#")[2],
            query=str(query),
            data=tuple(sorted(map(str, graph.objects(action, QT.data)))),
            graph_data=tuple(sorted(map(str, graph.objects(action, QT.graphData)))),
            result=str(result) if isinstance(result := graph.value(test, MF.result), URIRef) else None,
        )


def items(graph: Graph, predicate: URIRef) -> Iterator[Node]:
    for head in graph.objects(None, predicate):
        yield from Collection(graph, head)
