"""The competency questions as RDF, in the form of the SIB's sparql-examples."""

import re
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import SDO, SH

from casus.compiler.load import question_files
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation, display_path
from casus.release.questions import Question, question_iri, read_question
from casus.terms.namespaces import OWL, QUESTIONS_GRAPH, RDF, RDFS, XSD

_PREFIX: Final = re.compile(r"^PREFIX ([\w-]*): <([^>]+)>$", re.MULTILINE)
_PREFIXES: Final = URIRef(f"{QUESTIONS_GRAPH}#prefixes")


def questions_graph(root: Path) -> tuple[Triples, list[Violation]]:
    """The questions below `root` as RDF, and what is wrong with those that are left out."""
    graph = Triples()
    violations: list[Violation] = []
    for path in question_files(root):
        try:
            question = read_question(path.stem, path.read_text("utf-8"))
        except ValueError as error:
            violations.append(Violation(display_path(path, root), None, None, None, str(error)))
            continue
        _add(graph, question)
    return graph, violations


def _add(graph: Triples, question: Question) -> None:
    node = question_iri(question.slug)
    graph.add((node, RDF.type, SH.SPARQLExecutable))
    graph.add((node, RDF.type, SH.SPARQLSelectExecutable))
    graph.add((node, RDFS.label, Literal(question.title, lang="en")))
    graph.add((node, RDFS.comment, Literal(question.question, lang="en")))
    for kind in question.kinds:
        graph.add((node, SDO.keywords, Literal(kind)))
    graph.add((node, SH.prefixes, _PREFIXES))
    graph.add((node, SH.select, Literal(question.text)))
    graph.add((_PREFIXES, RDF.type, OWL.Ontology))  # the class of what declares prefixes (SHACL, section 5.2.1)
    for prefix, namespace in _PREFIX.findall(question.text):
        declaration = URIRef(f"{QUESTIONS_GRAPH}#prefix-{prefix}")
        graph.add((_PREFIXES, SH.declare, declaration))
        graph.add((declaration, SH.prefix, Literal(prefix)))
        graph.add((declaration, SH.namespace, Literal(namespace, datatype=XSD.anyURI)))
