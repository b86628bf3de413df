"""Failures of the shapes in words: what is wrong with the value, and what would be right (SHACL, section 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal
from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.rules.classes import kinds
from casus.compiler.rules.did_you_mean import Suggestions, did_you_mean
from casus.compiler.triples import Triples
from casus.model.rules import Failure
from casus.terms.names import slug_of
from casus.terms.namespaces import API, CODE, RDF, RDFS, SKOS, XSD, short

_FEW: Final = 5
"""Up to so many subclasses are named where one of them is needed."""
_SHORT: Final = 60
"""Characters of a text that a message shows."""


@dataclass(frozen=True)
class Result:
    """A failure, with what is needed to explain it."""

    shapes: Graph
    union: Triples
    shape: Node
    focus: Node
    value: Node | None
    suggestions: Suggestions

    def of(self, name: Node) -> Node | None:
        """What the shape says by that word, if anything."""
        return self.shapes.value(self.shape, name)

    def demanded(self, parameter: Node) -> Node:
        """What the shape says by the constraint that failed."""
        return next(self.shapes.objects(self.shape, parameter))


def message(failure: Failure, shapes: Graph, union: Triples, suggestions: Suggestions) -> str:
    """What a failure says to the curator; the shape's own sh:message wins."""
    result = Result(shapes, union, failure.shape, failure.focus, failure.value, suggestions)
    own, text = result.of(SH.message), _TEXTS.get(failure.component)
    if own is not None or text is None:
        return str(own or f"breaks {short(str(failure.component))} in ontology/shapes.ttl")
    computed = result.of(API.derived) is not None
    return text(result) + ("; the build computes it from what the record says" if computed else "")


def _shown(value: Node | None) -> str:
    """The value as a curator writes it."""
    if not isinstance(value, Literal):
        return short(str(value))
    if value.datatype in _NUMBERS:
        return str(value)
    text = str(value) if len(value) <= _SHORT else f"{value[: _SHORT - 3]}..."
    return Literal(text, lang=value.language, datatype=value.datatype).n3()


def _missing(result: Result) -> str:
    count = int(str(result.demanded(SH.minCount)))
    return "is missing" if count == 1 else f"needs at least {count} values"


def _too_many(result: Result) -> str:
    count = int(str(result.demanded(SH.maxCount)))
    values = sorted(_shown(value) for value in result.union.objects(result.focus, result.demanded(SH.path)))
    found = f", and has {len(values)}: {', '.join(values)}" if values else ""  # none where the path is an inverse one
    return f"may have only {count} value{'s' if count > 1 else ''}{found}"


def _wrong_class(result: Result) -> str:
    wanted = result.demanded(SH["class"])
    needed = f"where a {short(str(wanted))} is needed{_below(result.union, wanted)}"
    return f"{_what_it_is(result)}, {needed}{result.suggestions.did_you_mean(result.value, [wanted])}"


def _one_of_classes(result: Result) -> str:
    options = [
        cls
        for option in result.shapes.items(result.demanded(SH["or"]))
        for cls in result.shapes.objects(option, SH["class"])
    ]
    names = ", ".join(short(str(option)) for option in options)
    hint = result.suggestions.did_you_mean(result.value, options)
    return f"{_what_it_is(result)}, where one of {names} is needed{hint}"


def _what_it_is(result: Result) -> str:
    value = result.value
    if isinstance(value, Literal):
        return f"{_shown(value)} is text, not a record"
    if found := kinds(result.union, value) if value is not None else []:
        shown = "the part in [ ... ]" if "#" in str(value) else _shown(value)
        return f"{shown} is a {', '.join(found)}"
    if "#" in str(value):
        return "the part in [ ... ] has no type (a casus:...)"
    return f"{_shown(value)} is described in no file"


def _below(union: Triples, cls: Node) -> str:
    """The kinds of the class, where they are few enough to name."""
    found = sorted(short(str(kind)) for kind in union.subjects(RDFS.subClassOf, cls))
    return f" ({', '.join(found)})" if 0 < len(found) <= _FEW else ""


def _not_in_list(result: Result) -> str:
    head, code_list = result.of(SH["in"]), result.of(API.codeList)
    codes = (
        sorted(result.shapes.subjects(SKOS.inScheme, code_list), key=str) if head is None else result.shapes.items(head)
    )
    allowed = [str(code) for code in codes]
    slugs = [slug_of(code) for code in allowed]
    name = next(iter(allowed), "").removeprefix(str(CODE)).partition("/")[0]
    hint = did_you_mean(slug_of(result.value), slugs, f"{name}:")
    return f"{_shown(result.value)} is not a code of the list {name}: {', '.join(slugs)}{hint}"


def _wrong_datatype(result: Result) -> str:
    value, wanted = result.value, result.of(SH.datatype)
    if not isinstance(value, Literal):
        return f"{_shown(value)} is a record, where text or a number is needed"
    if wanted == RDF.langString and value.language is None:
        return f'{_shown(value)} has no language: write it after the quote, such as "..."@en'
    if wanted == XSD.string and value.language is not None:
        return f"{_shown(value)} has a language, and must have none: remove the @{value.language}"
    if wanted == XSD.string and value.datatype in _NUMBERS:
        return f'{_shown(value)} is a number, where text is needed: write "{value}"'
    if wanted == XSD.string:
        datatype = short(str(value.datatype))
        return f'"{value}" has the datatype {datatype}, and must have none: remove the ^^{datatype}'
    if wanted in _NUMBERS:
        return f"{_shown(value)} is not {_NUMBERS[wanted]}"
    return f"{_shown(value)} is not of datatype {short(str(wanted))}"


def _language_twice(result: Result) -> str:
    return "has two values in one language: keep one, move the other to skos:altLabel"


def _not_in_order(result: Result) -> str:
    return f"{_shown(result.value)} is greater than {short(str(result.of(SH.lessThanOrEquals)))}"


def _the_same(result: Result) -> str:
    return f"{_shown(result.value)} is the {short(str(result.of(SH.disjoint)))} too: name two different ones"


def _pattern(result: Result) -> str:
    example = result.of(SKOS.example)
    such = f'; such as "{example}"' if example is not None else ""
    return f"{_shown(result.value)} does not match {result.of(SH.pattern)}{such}"


def _not_an_iri(result: Result) -> str:
    return f"{_shown(result.value)} is not an IRI: write it as <https://...>"


def _too_small(result: Result) -> str:
    return f"{result.value} is less than {result.of(SH.minInclusive)}"


def _too_great(result: Result) -> str:
    return f"{result.value} is greater than {result.of(SH.maxInclusive)}"


def _too_short(result: Result) -> str:
    return "the text is empty"


_NUMBERS: Final[dict[Node | None, str]] = {
    XSD.integer: "a whole number: write it without quotes and point, such as 12",
    XSD.decimal: "a number with a point: write it without quotes, such as 32.5 or 32.0",
}
_TEXTS: Final[dict[Node, Callable[[Result], str]]] = {
    SH.MinCountConstraintComponent: _missing,
    SH.MaxCountConstraintComponent: _too_many,
    SH.ClassConstraintComponent: _wrong_class,
    SH.InConstraintComponent: _not_in_list,
    SH.DatatypeConstraintComponent: _wrong_datatype,
    SH.UniqueLangConstraintComponent: _language_twice,
    SH.LessThanOrEqualsConstraintComponent: _not_in_order,
    SH.DisjointConstraintComponent: _the_same,
    SH.OrConstraintComponent: _one_of_classes,
    SH.PatternConstraintComponent: _pattern,
    SH.MinInclusiveConstraintComponent: _too_small,
    SH.MaxInclusiveConstraintComponent: _too_great,
    SH.MinLengthConstraintComponent: _too_short,
    SH.NodeKindConstraintComponent: _not_an_iri,
}
