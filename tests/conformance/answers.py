"""Results of queries, read from every format into values that can be compared.

A result is a boolean, `Solutions` or an rdflib Graph. What W3C wrote as a graph of its result set vocabulary
(http://www.w3.org/2001/sw/DataAccess/tests/result-set) becomes Solutions. These readers share no code with the engine:
XML and JSON by the standard library, RDF by rdflib.
"""

import csv
import io
import json
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree

import rdflib
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
TURTLE: Final = "text/turtle"
GRAPHS: Final = {
    TURTLE: "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
"""Media types of graphs, with rdflib's name for each."""

Row = dict[str, Node]

_RS: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_SRX: Final = "{http://www.w3.org/2005/sparql-results#}"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_TSV_TERM: Final = re.compile(
    r"""<(?P<iri>[^>]*)> | _:(?P<blank>\S+)
      | "(?P<text>(?:[^"\\]|\\.)*)" (?: @(?P<language>[A-Za-z0-9-]+) | \^\^<(?P<datatype>[^>]*)> )?
      | (?P<integer>[+-]?\d+) | (?P<decimal>[+-]?\d*\.\d+) | (?P<double>[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+)
      | (?P<boolean>true|false)""",
    re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Solutions:
    """What SELECT answers."""

    variables: tuple[str, ...]
    rows: Sequence[Row]


Result = bool | Solutions | Graph


def read(document: bytes, media_type: str, base: str) -> Result:
    """A result, its literals as they are written; ValueError or KeyError when it is not what its media type says."""
    if media_type in GRAPHS:
        graph = _rdf(document, GRAPHS[media_type], base)
        return _result_set(graph) if (None, RDF.type, _RS.ResultSet) in graph else graph
    return {JSON: _json, XML: _xml, CSV: _csv, TSV: _tsv}[media_type](document)


def same(expected: Result, actual: Result, *, by_value: bool = False, ordered: bool = False) -> bool:
    """Whether two results are the same: blank nodes are mapped, rows count as often as they occur.

    Literals are compared by their characters or by their values; a value belongs to its datatype.
    """
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if by_value:
        expected, actual = _valued(expected), _valued(actual)
    if isinstance(expected, Graph) and isinstance(actual, Graph):
        return isomorphic(expected, actual)
    if not isinstance(expected, Solutions) or not isinstance(actual, Solutions):
        return False
    return set(expected.variables) == set(actual.variables) and _same_rows(expected.rows, actual.rows, ordered)


def _same_rows(expected: Sequence[Row], actual: Sequence[Row], ordered: bool) -> bool:
    """Rows without blank nodes are counted; only the others need a graph, because isomorphism is dear."""
    if ordered:
        return isomorphic(_as_graph(expected, ordered=True), _as_graph(actual, ordered=True))
    (ground, others), (actual_ground, actual_others) = _split(expected), _split(actual)
    return ground == actual_ground and isomorphic(_as_graph(others), _as_graph(actual_others))


def _split(rows: Sequence[Row]) -> tuple[Counter[frozenset[tuple[str, Node]]], list[Row]]:
    others = [row for row in rows if any(isinstance(term, BNode) for term in row.values())]
    return Counter(frozenset(row.items()) for row in rows if row not in others), others


def _as_graph(rows: Sequence[Row], *, ordered: bool = False) -> Graph:
    """Rows as the graph that is isomorphic to that of any equal rows."""
    graph = Graph()
    for number, row in enumerate(rows):
        solution = BNode()
        graph.add((solution, _RS["index"], Literal(number if ordered else 0)))
        for variable, value in row.items():
            graph.add((solution, URIRef(f"urn:variable:{variable}"), value))
    return graph


def _valued(result: Solutions | Graph) -> Solutions | Graph:
    if isinstance(result, Solutions):
        rows = [{name: _value(term) for name, term in row.items()} for row in result.rows]
        return Solutions(result.variables, rows)
    graph = Graph()
    for triple in result:
        graph.add(tuple(_value(term) for term in triple))
    return graph


def _value(term: Node) -> Node:
    """A number or a boolean in the one way that stands for all ways to write it; the others are written in one way."""
    if not isinstance(term, Literal) or term.datatype is None:
        return term
    try:
        if term.datatype == XSD.decimal:
            text = f"{Decimal(str(term)).normalize():f}"
        elif term.datatype == XSD.integer:
            text = str(int(term))
        elif term.datatype == XSD.boolean:
            text = {"1": "true", "0": "false"}.get(str(term), str(term))
        elif term.datatype == XSD.double:
            text = repr(float(term))
        elif term.datatype == XSD.float:
            text = repr(struct.unpack("f", struct.pack("f", float(term)))[0])
        else:
            return term
    except (ValueError, ArithmeticError):
        return term  # ill-typed: no value
    return literal(text, str(term.datatype))


def _rdf(document: bytes, syntax: str, base: str) -> Graph:
    graph = Graph()
    with _literals_as_written():
        parsed = Dataset() if syntax in ("trig", "nquads") else Graph()
        parsed.parse(data=document, format=syntax, publicID=base)
        for triple in parsed.default_graph if isinstance(parsed, Dataset) else parsed:
            graph.add(tuple(_as_literal(term) for term in triple))
    return graph


@contextmanager
def _literals_as_written() -> Iterator[None]:
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _as_literal(term: Node) -> Node:
    if not isinstance(term, Literal):
        return term
    return literal(str(term), str(term.datatype) if term.datatype else None, term.language)


def literal(text: str, datatype: str | None = None, language: str | None = None) -> Literal:
    """A literal as it is written. RDF 1.1: a simple one is an xsd:string, language tags differ not by their case."""
    if language:
        return Literal(text, lang=language.lower())
    return Literal(text, datatype=URIRef(datatype) if datatype else XSD.string, normalize=False)


def _result_set(graph: Graph) -> Result:
    """What a graph of the result set vocabulary says; solutions that have an index are put in its order."""
    result = graph.value(None, RDF.type, _RS.ResultSet)
    boolean = graph.value(result, _RS.boolean)
    if boolean is not None:
        return str(boolean) == "true"
    solutions = sorted(graph.objects(result, _RS.solution), key=lambda s: int(str(graph.value(s, _RS["index"]) or 0)))
    rows = [
        {str(graph.value(b, _RS.variable)): graph.value(b, _RS.value) for b in graph.objects(solution, _RS.binding)}
        for solution in solutions
    ]
    return Solutions(tuple(map(str, graph.objects(result, _RS.resultVariable))), rows)


def _json(document: bytes) -> bool | Solutions:
    """SPARQL 1.1 Query Results JSON Format."""
    data = json.loads(document)
    if "boolean" in data:
        return bool(data["boolean"])
    rows = [{name: _json_term(term) for name, term in row.items()} for row in data["results"]["bindings"]]
    return Solutions(tuple(data["head"]["vars"]), rows)


def _json_term(term: dict[str, str]) -> Node:
    if term["type"] == "uri":
        return URIRef(term["value"])
    if term["type"] == "bnode":
        return BNode(term["value"])
    return literal(term["value"], term.get("datatype"), term.get("xml:lang"))


def _xml(document: bytes) -> bool | Solutions:
    """SPARQL Query Results XML Format (Second Edition)."""
    root = ElementTree.fromstring(document)
    boolean = root.find(f"{_SRX}boolean")
    if boolean is not None:
        return (boolean.text or "").strip() == "true"
    rows = [
        {element.attrib["name"]: _xml_term(element[0]) for element in row.iter(f"{_SRX}binding")}
        for row in root.iter(f"{_SRX}result")
    ]
    return Solutions(tuple(element.attrib["name"] for element in root.iter(f"{_SRX}variable")), rows)


def _xml_term(element: ElementTree.Element) -> Node:
    text = element.text or ""
    if element.tag == f"{_SRX}uri":
        return URIRef(text)
    if element.tag == f"{_SRX}bnode":
        return BNode(text)
    return literal(text, element.get("datatype"), element.get(_LANG))


def _csv(document: bytes) -> Solutions:
    """SPARQL 1.1 Query Results CSV Format, section 3: values without their kind; an empty one may be unbound."""
    variables, *lines = csv.reader(io.StringIO(document.decode("utf-8"), newline=""))
    rows = [
        {
            name: BNode(text[2:]) if text.startswith("_:") else literal(text)
            for name, text in zip(variables, line, strict=True)
            if text
        }
        for line in lines
    ]
    return Solutions(tuple(variables), rows)


def _tsv(document: bytes) -> Solutions:
    """SPARQL 1.1 Query Results TSV Format, section 4: terms as Turtle writes them; an empty field is unbound."""
    head, *lines = document.decode("utf-8").removesuffix("\n").split("\n")
    variables = tuple(name.removeprefix("?") for name in head.split("\t") if name)
    rows = [
        {name: _tsv_term(text) for name, text in zip(variables or ("",), line.split("\t"), strict=True) if text}
        for line in lines
    ]
    return Solutions(variables, rows)


def _tsv_term(text: str) -> Node:
    term = _TSV_TERM.fullmatch(text)
    if term is None:
        raise ValueError(f"{text!r} is no term")
    if term["iri"] is not None:
        return URIRef(_unescape(term["iri"]))
    if term["blank"] is not None:
        return BNode(term["blank"])
    if term["text"] is not None:
        return literal(_unescape(term["text"]), term["datatype"], term["language"])
    return literal(text, str(XSD[str(term.lastgroup)]))


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])

    return _ESCAPE.sub(character, text)
