"""The sources as one whole: what is written, what follows from it, and what the shapes say of both."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Node

from casus.compiler.derive import derive
from casus.compiler.load import SourceFile
from casus.compiler.origin import Whereabouts
from casus.compiler.quads import ill_typed_literals_unlogged
from casus.compiler.questions import questions_graph
from casus.compiler.triples import Triples
from casus.compiler.violations import BuildError, Violation
from casus.model.rules import Rules
from casus.model.shapes import ShapeError, read_model
from casus.model.types import Model
from casus.terms.namespaces import CROSSWALK_GRAPH, DERIVED_GRAPH, QUESTIONS_GRAPH, RDF, RDFS, SHAPES_GRAPH, SKOS


@dataclass(frozen=True)
class Sources:
    """What rules are asked about."""

    files: list[SourceFile]
    union: Triples
    """All files together, and what was derived from them."""
    derived: Triples
    questions: Triples
    unread_questions: list[Violation]
    """What is wrong with the competency questions that are left out."""
    shapes: Graph
    """The shapes, the class hierarchy, and which code is in which list."""
    model: Model
    rules: Rules
    where: Whereabouts
    crosswalk: Triples = field(default_factory=Triples)
    """What ties records to those that are imported: a build says it, which knows what is."""

    @classmethod
    def of(cls, root: Path, files: list[SourceFile], before: "Sources | None" = None) -> "Sources":
        """Put the files below the folder together; BuildError for shapes that cannot be understood.

        `before` are other sources, whose shapes need not be read again where they are the same.
        """
        union = Triples(triple for file in files for triple in file.graph)
        with ill_typed_literals_unlogged():
            derived = derive(union)
        shapes = shapes_of(files, union)
        where = Whereabouts(files)
        questions, unread = questions_graph(root)
        if before is not None and set(before.shapes) == set(shapes):
            shapes, model, rules = before.shapes, before.model, before.rules
        else:
            try:
                model, rules = read_model(shapes), Rules(shapes)
            except ShapeError as error:
                raise BuildError([_said_of_shapes(error, files, where)]) from error
            except (KeyError, RuntimeError, ValueError) as error:  # a number that is none, a word that is not SHACL's
                raise BuildError(
                    [_said_of_shapes(ShapeError(f"a shape is not understood: {error}"), files, where)]
                ) from error
        return cls(files, union, derived, questions, unread, shapes, model, rules, where)

    def __len__(self) -> int:
        """The triples of all graphs."""
        return sum(map(len, self.graphs.values()))

    def is_made(self, node: Node) -> bool:
        """Whether it is a record that the build makes, and no file says anything of it."""
        return node in self._made

    @cached_property
    def _made(self) -> frozenset[Node]:
        made = (record_type.cls for record_type in self.model.types.values() if record_type.derived)
        return frozenset(record for cls in made for record in self.derived.subjects(RDF.type, cls))

    @property
    def graphs(self) -> dict[URIRef, Triples]:
        """What a release holds of them, by the names of its graphs."""
        written = {file.name: file.graph for file in self.files}
        computed = {DERIVED_GRAPH: self.derived, QUESTIONS_GRAPH: self.questions, CROSSWALK_GRAPH: self.crosswalk}
        return {**written, **computed}


def shapes_of(files: list[SourceFile], union: Triples) -> Graph:
    """The shapes, the class hierarchy, and which code is in which list."""
    shapes = Graph(store="SimpleMemory", bind_namespaces="none")
    for triple in (triple for file in files if file.name == SHAPES_GRAPH for triple in file.graph):
        shapes.add(triple)
    for predicate in (RDFS.subClassOf, SKOS.inScheme):
        for subject, value in union.subject_objects(predicate):
            shapes.add((subject, predicate, value))
    return shapes


def _said_of_shapes(error: ShapeError, files: list[SourceFile], where: Whereabouts) -> Violation:
    file = next(file for file in files if file.name == SHAPES_GRAPH)
    if error.node is None:
        return Violation(file.shown, None, None, None, str(error))
    return where.violation(error.node, error.predicate, str(error), file)
