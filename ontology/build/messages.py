"""SHACL results in words: what is wrong with the value, and what would be right (SHACL, section 4)."""

from collections.abc import Callable
from typing import Final

from rdflib import Graph, Literal
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from ontology.namespaces import BASE, CODE, RDF, short


def message(results: Graph, result: Node, shapes: Graph, union: Graph) -> str:
    """What one sh:ValidationResult says to the curator; the shape's own sh:message wins."""
    shape = results.value(result, SH.sourceShape)
    own = shapes.value(shape, SH.message) if shape is not None else None
    if own is not None:
        return str(own)
    component = results.value(result, SH.sourceConstraintComponent)
    value = results.value(result, SH.value)
    text = _TEXTS.get(component) if component is not None else None
    if text is None or shape is None:
        return str(results.value(result, SH.resultMessage) or "breaks a rule of ontology/shapes.ttl").replace("\n", " ")
    return text(shapes, shape, value, union)


def _shown(value: Node | None) -> str:
    return value.n3() if isinstance(value, Literal) else short(str(value))


def _missing(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    count = int(str(shapes.value(shape, SH.minCount)))
    return "is missing" if count == 1 else f"needs at least {count} values"


def _too_many(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    count = int(str(shapes.value(shape, SH.maxCount)))
    return f"may have only {count} value{'s' if count > 1 else ''}"


def _wrong_class(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    wanted = short(str(shapes.value(shape, SH["class"])))
    return f"{_what_it_is(value, union)}, where a {wanted} is needed"


def _what_it_is(value: Node | None, union: Graph) -> str:
    if isinstance(value, Literal):
        return f"{_shown(value)} is text, not a record"
    types = sorted(short(str(t)) for t in union.objects(value, RDF.type) if str(t).startswith(BASE))
    return f"{_shown(value)} is {' , '.join(types)}" if types else f"{_shown(value)} is described in no file"


def _not_in_list(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    head = shapes.value(shape, SH["in"])
    allowed = list(Collection(shapes, head)) if head is not None else []
    codes = [str(code).rsplit("/", 1)[-1] for code in allowed]
    name = str(next(iter(allowed), "")).removeprefix(str(CODE)).partition("/")[0]
    hint = f"; write {name}:{value}" if isinstance(value, Literal) and str(value) in codes else ""
    return f"{_shown(value)} is not a code of the list {name}{hint}: {', '.join(codes)}"


def _wrong_datatype(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    wanted = short(str(shapes.value(shape, SH.datatype)))
    hint = ', such as "..."@en' if wanted == "rdf:langString" else ""
    return f"{_shown(value)} is not of datatype {wanted}{hint}"


def _language_twice(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    return "has two values in one language: keep one, move the other to skos:altLabel"


def _not_in_order(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    other = shapes.value(shape, SH.lessThanOrEquals)
    return f"{_shown(value)} is greater than {short(str(other))}"


def _one_of_classes(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    head = shapes.value(shape, SH["or"])
    options = [short(str(shapes.value(option, SH["class"]))) for option in Collection(shapes, head)] if head else []
    return f"{_what_it_is(value, union)}, where one of {', '.join(options)} is needed"


def _pattern(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    return f"{_shown(value)} does not match {shapes.value(shape, SH.pattern)}"


def _not_an_iri(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    return f"{_shown(value)} is not an IRI: write it as <https://...>"


def _too_small(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    return f"{value} is less than {shapes.value(shape, SH.minInclusive)}"


def _too_great(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    return f"{value} is greater than {shapes.value(shape, SH.maxInclusive)}"


def _too_short(shapes: Graph, shape: Node, value: Node | None, union: Graph) -> str:
    return '"" is empty'


_TEXTS: Final[dict[Node, Callable[[Graph, Node, Node | None, Graph], str]]] = {
    SH.MinCountConstraintComponent: _missing,
    SH.MaxCountConstraintComponent: _too_many,
    SH.ClassConstraintComponent: _wrong_class,
    SH.InConstraintComponent: _not_in_list,
    SH.DatatypeConstraintComponent: _wrong_datatype,
    SH.UniqueLangConstraintComponent: _language_twice,
    SH.LessThanOrEqualsConstraintComponent: _not_in_order,
    SH.OrConstraintComponent: _one_of_classes,
    SH.PatternConstraintComponent: _pattern,
    SH.MinInclusiveConstraintComponent: _too_small,
    SH.MaxInclusiveConstraintComponent: _too_great,
    SH.MinLengthConstraintComponent: _too_short,
    SH.NodeKindConstraintComponent: _not_an_iri,
}
