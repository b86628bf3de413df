"""The shapes: every node of the sources is held to the rules of its classes."""

from collections.abc import Iterator
from typing import Final

from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.rules.did_you_mean import Suggestions
from casus.compiler.rules.shacl_messages import message
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.model.rules import Failure
from casus.terms.namespaces import CODE_IDENTIFIER, RDF

_WORSE: Final = (SH.DatatypeConstraintComponent, SH.MinCountConstraintComponent, SH.ClassConstraintComponent)
_CONSEQUENCES: Final = (
    SH.MinInclusiveConstraintComponent,
    SH.MaxInclusiveConstraintComponent,
    SH.LessThanOrEqualsConstraintComponent,
    SH.QualifiedMinCountConstraintComponent,
    SH.NodeConstraintComponent,
)
"""Not worth saying where nothing is written, or what is written is not of the datatype or the class."""


def broken_shapes(sources: Sources) -> Iterator[Violation]:
    """What the nodes lack or have too much of, in words."""
    union, suggestions = sources.union, Suggestions(sources.union, sources.model)
    found = [
        failure
        for node in union.every_subject()
        for failure in sources.rules.failures(union, node, union.objects(node, RDF.type))
    ]
    worse = {(failure.focus, failure.path) for failure in found if failure.component in _WORSE}
    for failure in found:
        if failure.component not in _CONSEQUENCES or (failure.focus, failure.path) not in worse:
            text = message(failure, sources.shapes, union, suggestions)
            yield sources.where.violation(failure.focus, _shown(sources, failure), text)


def _shown(sources: Sources, failure: Failure) -> Node | str | None:
    """The property; for a path that is not one property, the name of the field."""
    if failure.path is None or (failure.path, None, None) not in sources.shapes:
        return failure.path
    name = sources.shapes.value(failure.shape, CODE_IDENTIFIER)
    return None if name is None else str(name)
