"""The shapes: every node of the sources is held to the rules of its classes; what the build makes follows from them."""

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
        if not sources.is_made(node)
        for failure in sources.rules.failures(union, node, union.objects(node, RDF.type))
    ]
    worse = {(failure.focus, failure.path) for failure in found if failure.component in _WORSE}
    of_no_class = {_about(failure) for failure in found if failure.component == SH.OrConstraintComponent}
    for failure in found:
        follows = failure.component in _CONSEQUENCES and (failure.focus, failure.path) in worse
        repeats = failure.component == SH.ClassConstraintComponent and _about(failure) in of_no_class
        if not follows and not repeats:
            text = message(failure, sources.shapes, union, suggestions)
            yield sources.where.violation(failure.focus, _shown(sources, failure), text)


def _about(failure: Failure) -> tuple[Node | None, ...]:
    """The value and where it stands: that it is of none of some classes says more than that it is not of one above."""
    return failure.focus, failure.path, failure.value


def _shown(sources: Sources, failure: Failure) -> Node | str | None:
    """The property; for a path that is not one property, the name of the field."""
    if failure.path is None or (failure.path, None, None) not in sources.shapes:
        return failure.path
    name = sources.shapes.value(failure.shape, CODE_IDENTIFIER)
    return None if name is None else str(name)
