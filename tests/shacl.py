"""pySHACL, the judge of the compiled rules: what it says of data, in a form that can be compared with theirs."""

from collections import Counter
from collections.abc import Iterable

import pyshacl
from rdflib import BNode, Graph, Literal
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, SKOS
from rdflib.term import Node

from casus.compiler.triples import Triple, Triples
from casus.model.rules import Rules
from casus.terms.namespaces import API, CASUS, CODE_IDENTIFIER

Failures = Counter[tuple[Node | None, ...]]
"""Focus, component, value and shape of each."""


def compiled(data: Triples, shapes: Graph) -> Failures:
    """What the compiled rules say."""
    rules = Rules(shapes)
    found = (
        failure for node in data.every_subject() for failure in rules.failures(data, node, data.objects(node, RDF.type))
    )
    return _comparable((failure.focus, failure.component, failure.value, failure.shape) for failure in found)


def judged(data: Iterable[Triple], shapes: Graph) -> Failures:
    """What pySHACL says. What imported records may lack (api:mayLack), as SHACL cannot say, they may lack here too."""
    graph = Graph(bind_namespaces="none")
    graph += data
    _, results, _ = pyshacl.validate(graph, shacl_graph=_expanded(shapes), inplace=True, inference="none")
    return _comparable(
        tuple(
            results.value(result, path)
            for path in (SH.focusNode, SH.sourceConstraintComponent, SH.value, SH.sourceShape)
        )
        for result in results.objects(None, SH.result)  # without those of shapes inside shapes (sh:detail)
        if not _may_lack(shapes, graph, results, result)
    )


def _may_lack(shapes: Graph, data: Graph, results: Graph, result: Node) -> bool:
    focus, shape = (results.value(result, path) for path in (SH.focusNode, SH.sourceShape))
    return (
        results.value(result, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent
        and (shape, API.mayLack, Literal(True)) in shapes
        and (focus, CASUS.recordKey, None) in data
    )


def _comparable(failures: Iterable[tuple[Node | None, ...]]) -> Failures:
    """Without the order of what is no number: rdflib, and so pySHACL, makes one up, where SPARQL's <= is an error."""
    ordered = (
        SH.MinInclusiveConstraintComponent,
        SH.MaxInclusiveConstraintComponent,
        SH.LessThanOrEqualsConstraintComponent,
    )
    return Counter(
        failure
        for failure in failures
        if failure[1] not in ordered
        or not isinstance(failure[2], Literal)
        or not (failure[2].ill_typed or failure[2].language)
    )


def _expanded(shapes: Graph) -> Graph:
    """The same rules in the form that pySHACL takes.

    Every api:codeList is written out as sh:in; paths are blank nodes again; fields that only show what lies some steps
    away are left out; and a property shape has the target of its node shape itself, because pySHACL reads a shape under
    sh:property anew for every record (18 s against 3 s for 35,000 triples).
    """
    blank = {node: BNode() for node in shapes.subjects() if _is_path(shapes, node)}
    expanded = Graph(bind_namespaces="none")
    for subject, predicate, value in shapes:
        expanded.add((blank.get(subject, subject), predicate, blank.get(value, value)))
    for node, code_list in shapes.subject_objects(API.codeList):
        codes, head = sorted(shapes.subjects(SKOS.inScheme, code_list), key=str), BNode()
        Collection(expanded, head, list(codes))
        expanded.add((node, SH["in"], head))
        expanded.remove((node, SH["class"], None))
    for shape, cls in shapes.subject_objects(SH.targetClass):
        for node in shapes.objects(shape, SH.property):
            if (node, CODE_IDENTIFIER, None) not in shapes or (
                shapes.value(node, SH.path),
                RDF.first,
                None,
            ) not in shapes:
                expanded.add((node, RDF.type, SH.PropertyShape))
                expanded.add((node, SH.targetClass, cls))
        expanded.remove((shape, SH.property, None))
    return expanded


def _is_path(shapes: Graph, node: Node) -> bool:
    """Whether the node is an inverse or sequence path, or a cell of one."""
    return (
        (None, SH.path, node) in shapes
        or any(_is_path(shapes, above) for above in shapes.subjects(RDF.rest, node))
        or any(_is_path(shapes, above) for above in shapes.subjects(RDF.first, node))
    )
