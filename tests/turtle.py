"""Snippets of Turtle, read as the compiler reads files, with every prefix that the shipped files bind."""

from rdflib import Graph

from casus import ONTOLOGY_DIR
from casus.compiler.blank_nodes import named_nodes
from casus.compiler.triples import Triples
from casus.terms.namespaces import API, BASE, CODE, PREFIXES

_CODE_LISTS = sorted(path.stem for path in (ONTOLOGY_DIR / "codes").glob("*.ttl"))
HEAD = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in {**PREFIXES, **{name: f"{CODE}{name}/" for name in _CODE_LISTS}}.items()
)
"""The prefixes of the files of records."""
_HEAD_OF_SHAPES = (
    HEAD + f"@prefix api: <{API}> .\n@prefix shape: <{BASE}shape/> .\n@prefix : <https://example.org/> .\n"
)


def triples(turtle: str) -> Triples:
    """What the snippet says; its blank nodes have names."""
    return named_nodes(Graph().parse(data=_HEAD_OF_SHAPES + turtle, format="turtle"))


def shapes(turtle: str) -> Graph:
    """The same, as the model reads shapes."""
    graph = Graph()
    graph += triples(turtle)
    return graph
