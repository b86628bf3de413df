"""The sources as they are written, in memory: for what is asked of the data themselves."""

import pytest
from rdflib import Graph

from casus.compiler.derive import dates, superclasses
from casus.compiler.load import SourceFile


@pytest.fixture(scope="package")
def graph(sources: list[SourceFile]) -> Graph:
    """The union of all sources, with superclasses as types and the bounds of dates."""
    union = Graph(bind_namespaces="none")
    for file in sources:
        union += file.graph
    for triple in [*superclasses(union), *dates(union)]:
        union.add(triple)
    return union
