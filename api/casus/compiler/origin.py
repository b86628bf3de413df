"""Where something is written: the file, the line, the record, and the way to a part of it. For messages."""

from dataclasses import replace

from rdflib import URIRef
from rdflib.term import Node

from casus.compiler.load import SourceFile
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.namespaces import RDF, short


class Whereabouts:
    """The source files, asked where they say what."""

    def __init__(self, files: list[SourceFile]) -> None:
        self._file_of = {subject: file for file in files for subject in file.graph.every_subject()}

    def violation(self, node: Node, path: Node | str | None, text: str, file: SourceFile | None = None) -> Violation:
        """Something wrong with a property of the node, or with the node; `path` is a property, "a" or a field's name.

        `file` where it is known; else the one that describes the node, or the record that the node is part of.
        """
        file = file or self._file_of.get(node) or self._file_of.get(URIRef(str(node).partition("#")[0]))
        shown = short(str(path)) if isinstance(path, Node) else path
        if file is None:
            return Violation("ontology", None, short(str(node)), shown, text)
        record, steps = _inside(file.graph, node)
        line = file.lines.of(node, RDF.type if path == "a" else path if isinstance(path, Node) else None)
        way = " > ".join(step for step in (*steps, shown) if step)
        return Violation(file.shown, line, short(str(record)), way or None, text)

    def warning(self, node: Node, path: Node | str | None, text: str) -> Violation:
        """Something that may be wrong, see `violation`."""
        return replace(self.violation(node, path, text), is_warning=True)


def _inside(graph: Triples, node: Node) -> tuple[Node, list[str]]:
    """The record that the node is part of, and the properties that lead from it to the node."""
    for owner, predicate in graph.subject_predicates(node):
        if str(node).startswith((f"{owner}#", f"{owner}.")):
            record, steps = _inside(graph, owner)
            return record, [*steps, short(str(predicate))]
    return node, []
