"""Every rule that the sources break, all at once.

The rules are the SHACL shapes of `shapes.ttl`. What SHACL 1.0 cannot say is added here, generically:
a code belongs to the list that the shape names (expanded to sh:in before pySHACL runs); a record has no property that
none of its shapes declares (sh:closed sh:ByTypes in SHACL 1.2); a record's IRI is its collection's; a date is EDTF.
"""

from collections.abc import Iterator

import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from ontology.build.dates import bounds
from ontology.build.graphs import new_graph
from ontology.build.load import SourceFile
from ontology.build.messages import message
from ontology.build.report import Violation
from ontology.names import SLUG
from ontology.namespaces import API, BASE, CASUS, CODE, CODE_IDENTIFIER, RDF, RECORD, SHAPES_GRAPH, SKOS, short


def validate(files: list[SourceFile], union: Graph, derived: Graph) -> list[Violation]:
    """Every violation of the sources; `union` holds the sources and what was derived from them."""
    shapes = next((file.graph for file in files if file.name == SHAPES_GRAPH), Graph())
    where = _Whereabouts(files)
    return [
        *_twice(files),
        *_undeclared(files, union, where),
        *_addresses(files, union, shapes, where),
        *_closed(files, union, derived, shapes, where),
        *_ill_typed(files, where),
        *_dates(files, where),
        *_shacl(union, shapes, where),
    ]


class _Whereabouts:
    """Which file a node was written in."""

    def __init__(self, files: list[SourceFile]) -> None:
        self._file_of = {subject: file.shown for file in files for subject in set(file.graph.subjects())}

    def violation(self, node: Node, path: Node | str | None, text: str, file: str | None = None) -> Violation:
        """`file` where it is known; else the one that describes the node, or the record that the node is part of."""
        file = file or self._file_of.get(node) or self._file_of.get(URIRef(str(node).partition("#")[0]), "ontology")
        shown = short(str(path)) if isinstance(path, Node) else path
        return Violation(file, None, short(str(node)), shown, text)


def _is_record(subject: Node) -> bool:
    return str(subject).startswith((str(RECORD), str(CODE)))


def _twice(files: list[SourceFile]) -> Iterator[Violation]:
    """A record that two files describe: most often a slug that was taken already."""
    home: dict[Node, str] = {}
    for file in files:
        for subject in file.graph.subjects(RDF.type):
            home.setdefault(subject, file.shown)
    for file in files:
        for subject in set(file.graph.subjects()):
            if _is_record(subject) and "#" not in str(subject) and home.get(subject, file.shown) != file.shown:
                text = f"is described in {home[subject]} too; choose another slug"
                yield Violation(file.shown, None, short(str(subject)), None, text)


def _undeclared(files: list[SourceFile], union: Graph, where: _Whereabouts) -> Iterator[Violation]:
    """A class or property of the casus: namespace that casus.ttl does not declare."""
    for file in files:
        for subject, predicate, value in file.graph:
            for term in (predicate, value if predicate in (RDF.type, SH.path, SH.targetClass, SH["class"]) else None):
                if term is not None and str(term).startswith(str(CASUS)) and (term, RDF.type, None) not in union:
                    text = f"{short(str(term))} is not a term of ontology/casus.ttl"
                    yield where.violation(subject, None, text, file.shown)


def _addresses(files: list[SourceFile], union: Graph, shapes: Graph, where: _Whereabouts) -> Iterator[Violation]:
    """A record that stands under another collection's address, or whose slug is not one."""
    homes = {
        cls: str(shapes.value(shape, API.base) or f"{RECORD}{collection}/")
        for shape, collection in shapes.subject_objects(API.collection)
        for cls in shapes.objects(shape, SH.targetClass)
    }
    for file in files:
        for subject in set(file.graph.subjects(RDF.type)):
            types = set(union.objects(subject, RDF.type))
            if CASUS.Code in types:
                home = f"{union.value(subject, SKOS.inScheme) or str(subject).rpartition('/')[0]}/"
            else:
                home = next((base for cls, base in homes.items() if cls in types), "")
            if not home:
                if _is_record(subject) and "#" not in str(subject):
                    text = "is of no class that has a collection; see ontology/shapes.ttl"
                    yield where.violation(subject, "a", text, file.shown)
            elif not str(subject).startswith(home):
                text = f"is a {_classes(union, subject)}: its IRI must begin with {home}"
                yield where.violation(subject, "a", text, file.shown)
            elif not SLUG.fullmatch(str(subject).removeprefix(home)):
                text = "a slug is lower-case ASCII letters, digits and single hyphens"
                yield where.violation(subject, None, text, file.shown)


def _classes(union: Graph, subject: Node) -> str:
    return ", ".join(sorted(short(str(t)) for t in union.objects(subject, RDF.type) if str(t).startswith(BASE)))


def _closed(
    files: list[SourceFile], union: Graph, derived: Graph, shapes: Graph, where: _Whereabouts
) -> Iterator[Violation]:
    """A property that no shape of the record's classes declares, or that only the build may write."""
    allowed: dict[Node, set[Node]] = {}
    reserved: set[Node] = set()
    for shape, cls in shapes.subject_objects(SH.targetClass):
        for node in shapes.objects(shape, SH.property):
            path = shapes.value(node, SH.path)
            head = shapes.value(path, RDF.first) if (path, RDF.first, None) in shapes else path
            if isinstance(head, URIRef):
                allowed.setdefault(cls, set()).add(head)
                if (node, API.derived, Literal(True)) in shapes:
                    reserved.add(head)
    for file in files:
        for subject in set(file.graph.subjects()):
            if not _is_record(subject):
                continue
            types = set(union.objects(subject, RDF.type))
            declared = set().union(*(allowed.get(cls, set()) for cls in types))
            if not declared:
                yield where.violation(
                    subject, "a", "has no type that a shape describes; write 'a casus:...'", file.shown
                )
                continue
            for predicate in set(file.graph.predicates(subject)) - {RDF.type}:
                if predicate in reserved:
                    text = "is computed by the build: do not write it by hand"
                    yield where.violation(subject, predicate, text, file.shown)
                elif predicate not in declared:
                    text = f"is not a property of {_classes(union, subject)}; see ontology/shapes.ttl"
                    yield where.violation(subject, predicate, text, file.shown)


def _ill_typed(files: list[SourceFile], where: _Whereabouts) -> Iterator[Violation]:
    """A literal that is not of the datatype that it claims."""
    for file in files:
        for subject, predicate, value in file.graph:
            if isinstance(value, Literal) and value.ill_typed:
                text = f'"{value}" is not a valid {short(str(value.datatype))}'
                yield where.violation(subject, predicate, text, file.shown)


def _dates(files: list[SourceFile], where: _Whereabouts) -> Iterator[Violation]:
    for file in files:
        for subject, when in file.graph.subject_objects(CASUS.when):
            try:
                bounds(str(when))
            except ValueError as error:
                yield where.violation(subject, CASUS.when, str(error), file.shown)


def _shacl(union: Graph, shapes: Graph, where: _Whereabouts) -> Iterator[Violation]:
    expanded = _expanded(shapes, union)
    _, results, _ = pyshacl.validate(union, shacl_graph=expanded, inplace=True, inference="none")
    for result in results.subjects(RDF.type, SH.ValidationResult):
        node = results.value(result, SH.focusNode)
        path = results.value(result, SH.resultPath)
        value = results.value(result, SH.value)
        ill_typed = isinstance(value, Literal) and value.ill_typed
        if node is None or (
            ill_typed and (result, SH.sourceConstraintComponent, SH.DatatypeConstraintComponent) not in results
        ):
            continue  # pySHACL compares "north" with 90 as text
        shown = path if isinstance(path, URIRef) else _field_name(expanded, results, result)
        yield where.violation(node, shown, message(results, result, expanded, union))


def _field_name(shapes: Graph, results: Graph, result: Node) -> str | None:
    """For a path that is not one property: the name of the field."""
    source = results.value(result, SH.sourceShape)
    name = shapes.value(source, CODE_IDENTIFIER) if source is not None else None
    return None if name is None else str(name)


def _expanded(shapes: Graph, union: Graph) -> Graph:
    """The same rules in the form that pySHACL takes.

    Every api:codeList is written out as sh:in; paths are blank nodes again; and a property shape has the target of its
    node shape itself, because pySHACL reads a shape under sh:property anew for every record (18 s against 3 s for
    35,000 triples).
    """
    blank = {node: BNode() for node in shapes.subjects() if _is_path(shapes, node)}
    expanded = new_graph()
    for subject, predicate, value in shapes:
        expanded.add((blank.get(subject, subject), predicate, blank.get(value, value)))
    for node, code_list in shapes.subject_objects(API.codeList):
        codes: list[Node] = sorted(union.subjects(SKOS.inScheme, code_list), key=str)
        head = BNode()
        Collection(expanded, head, codes)
        expanded.add((node, SH["in"], head))
        expanded.remove((node, SH["class"], None))
    for shape, cls in shapes.subject_objects(SH.targetClass):
        for node in shapes.objects(shape, SH.property):
            if (shapes.value(node, SH.path), RDF.first, None) in shapes:
                continue  # a sequence only shows what its steps constrain already
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
