"""The sources as they are written, in memory: for what is asked of the data themselves."""

import pytest
from rdflib import Graph

from casus.compiler.derive import dates, superclasses
from casus.compiler.load import SourceFile
from casus.compiler.triples import Triples


@pytest.fixture(scope="package")
def graph(shipped_sources: list[SourceFile]) -> Graph:
    """The union of all sources, with superclasses as types and the bounds of dates."""
    union = Triples(triple for file in shipped_sources for triple in file.graph)
    union.update([*superclasses(union), *dates(union)])
    graph = Graph(bind_namespaces="none")
    graph += union
    return graph
