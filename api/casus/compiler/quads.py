"""Between pyoxigraph's quads, which are parsed and written, and rdflib's terms, which rules are written in.

oxrdflib has such functions too, inside (0.5.0), but theirs give a text without a datatype xsd:string, which rdflib
takes for another text.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from casus.compiler.triples import Triple
from casus.terms.namespaces import XSD


class Parser:
    """Turtle to triples, thirty times as fast as rdflib's parser.

    A term that comes again is the same object again, which dictionaries find without comparing texts.
    """

    def __init__(self) -> None:
        self._terms: dict[object, Node] = {}

    def triples(self, content: bytes) -> list[Triple]:
        """The triples as they are written, one after the other. Raises SyntaxError."""
        parsed = ox.parse(content, ox.RdfFormat.TURTLE)
        return [(self._term(quad.subject), self._term(quad.predicate), self._term(quad.object)) for quad in parsed]

    def _term(self, term: object) -> Node:
        found = self._terms.get(term)
        if found is None:
            found = from_oxigraph(term)
            if not isinstance(found, BNode):  # which never comes again in another file
                self._terms[term] = found
        return found


def from_oxigraph(term: object) -> Node:
    """The term as rdflib has it. Raises SyntaxError for one of RDF 1.2."""
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal(direction=None) if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal(direction=None):
            datatype = URIRef(term.datatype.value)
            return Literal(term.value, datatype=None if datatype == XSD.string else datatype)
    raise SyntaxError(f"{term} is RDF 1.2, and the sources are Turtle 1.1")


@contextmanager
def ill_typed_literals_unlogged() -> Iterator[None]:
    """rdflib logs a traceback for each that is made; the rules say it in a line."""
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def quads_of(graphs: Mapping[URIRef, Iterable[Triple]]) -> Iterator[ox.Quad]:
    """The triples of each named graph."""
    terms: dict[Node, ox.NamedNode | ox.Literal] = {}

    def term(node: Node) -> ox.NamedNode | ox.Literal:
        found = terms.get(node)
        if found is None:
            found = terms[node] = _to_oxigraph(node)
        return found

    for name, triples in graphs.items():
        graph = ox.NamedNode(name)
        for subject, predicate, value in triples:
            yield ox.Quad(term(subject), term(predicate), term(value), graph)  # type: ignore[arg-type]


def _to_oxigraph(node: Node) -> ox.NamedNode | ox.Literal:
    if not isinstance(node, Literal):
        return ox.NamedNode(str(node))
    if node.language:
        return ox.Literal(node, language=node.language)
    return ox.Literal(node, datatype=ox.NamedNode(node.datatype) if node.datatype else None)
