"""From Turtle to rdflib's terms and to quads: nothing is lost on the way."""

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import XSD

from casus.compiler.load import SourceFile
from casus.compiler.quads import Parser, quads_of

TURTLE = """
@prefix : <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :p 1 , 1.50 , true , "x" , "x"@en , "x"@ar-LY , "2014"^^xsd:gYear , "\\u0644\\n" , :b ;
    :q [ :r ( 1 2 ) ] , _:c . _:c :r :a .
"""


def test_pyoxigraph_reads_what_rdflib_reads() -> None:
    graph = Graph()
    graph += Parser().triples(TURTLE.encode())

    assert isomorphic(graph, Graph().parse(data=TURTLE.replace("ar-LY", "ar-ly")))


def test_a_text_has_no_datatype_as_rdflib_writes_it() -> None:
    ((_, _, text), (_, _, same), (_, _, typed)) = Parser().triples(
        b"""@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <http://a> <http://b> "x" , "x"^^xsd:string , "1"^^xsd:int ."""
    )

    assert text == same == Literal("x")
    assert typed == Literal("1", datatype=XSD.int)


def test_a_term_that_comes_again_is_the_same_object() -> None:
    parser = Parser()
    ((first, *_),) = parser.triples(b"<http://a> <http://b> 1 .")
    ((_, _, again),) = parser.triples(b"<http://c> <http://b> <http://a> .")

    assert first is again


@pytest.mark.parametrize("value", ['"x"@en--ltr', "<<( <http://a> <http://b> 1 )>>"])
def test_what_rdf_1_1_does_not_have_is_refused(value: str) -> None:
    with pytest.raises(SyntaxError, match=r"is RDF 1\.2"):
        Parser().triples(f"<http://a> <http://b> {value} .".encode())


def test_the_quads_are_those_of_the_shipped_files(shipped_sources: list[SourceFile]) -> None:
    """Read by one store from the files, without the nodes that the build names."""
    written, named = ox.Store(), ox.Store()
    graphs = {file.name: file.graph for file in shipped_sources}
    for file in shipped_sources:
        written.load(path=file.path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(file.name))
    named.extend(quads_of(graphs))

    def plain(store: ox.Store) -> set[ox.Quad]:
        blank = {quad.subject for quad in store if isinstance(quad.subject, ox.BlankNode) or "#" in str(quad.subject)}
        return {quad for quad in store if quad.subject not in blank and quad.object not in blank}

    assert len(named) == len(written)
    assert plain(named) == plain(written)
    assert len(plain(named)) > 30_000


def test_a_graph_has_its_name() -> None:
    graph, a, b = URIRef("http://g"), URIRef("http://a"), URIRef("http://b")

    assert [str(quad) for quad in quads_of({graph: [(a, b, Literal("x", lang="en"))]})] == [
        '<http://a> <http://b> "x"@en <http://g>'
    ]
