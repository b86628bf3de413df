"""The constraints of SHACL Core that the shapes use, one function for each clause: from its parameter to a check.

A check takes a node and its values, and gives the values that are wrong; None where it is the node as a whole.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, SKOS, XSD
from rdflib.term import Node

from casus.model.shapes import ShapeError
from casus.terms.namespaces import API, CASUS


class Data(Protocol):
    """What is said of nodes; their types are written out with the superclasses."""

    def objects(self, subject: Node, predicate: Node, /) -> Sequence[Node]:
        """What the subject says by the property."""

    def subjects(self, predicate: Node, value: Node, /) -> Sequence[Node]:
        """Who says the value by the property."""


Check = Callable[[Data, Node, Sequence[Node]], Iterable[Node | None]]
Conforms = Callable[[Data, Node], bool]


@dataclass(frozen=True)
class Owner:
    """The shape that a constraint stands in."""

    graph: Graph
    node: Node
    conforms: Callable[[Node], Conforms]
    """What tells whether a node conforms to another shape."""


def _each(wrong: Callable[[Data, Node], bool]) -> Check:
    """Each value by itself."""
    return lambda data, focus, values: [value for value in values if wrong(data, value)]


@dataclass(frozen=True)
class OfValue:
    """Each value by itself, of which nothing but its own types tells whether it is wrong: once known, it stays so."""

    wrong: Callable[[Data, Node], bool]
    of_kind: bool = False
    """Whether all texts in a language are right or wrong together, and all texts without one."""

    def __call__(self, data: Data, focus: Node, values: Sequence[Node]) -> Iterable[Node]:
        return [value for value in values if self.wrong(data, value)]


def _whole(wrong: Callable[[Data, Node, Sequence[Node]], bool]) -> Check:
    """All values together."""
    return lambda data, focus, values: _THE_NODE if wrong(data, focus, values) else ()


_THE_NODE: Final = (None,)
_TYPE: Final = RDF.type
_LANG_STRING: Final = RDF.langString
_STRING: Final = XSD.string
"""rdflib makes them anew each time that they are asked for."""


# 4.1 Value types


def _class(owner: Owner, cls: Node) -> Check:
    return OfValue(lambda data, value: cls not in data.objects(value, _TYPE))


def _datatype(owner: Owner, datatype: Node) -> Check:
    """A text without a datatype is of xsd:string, one with a language of rdf:langString (RDF 1.1 Concepts, 3.3)."""

    def wrong(_: Data, value: Node) -> bool:
        if not isinstance(value, Literal):
            return True
        own = _LANG_STRING if value.language else value.datatype or _STRING
        return own != datatype or bool(value.ill_typed)

    return OfValue(wrong, of_kind=True)


def _node_kind(owner: Owner, kind: Node) -> Check:
    kinds = _NODE_KINDS[kind]
    return OfValue(lambda _, value: not isinstance(value, kinds), of_kind=True)


_NODE_KINDS: Final[dict[Node, tuple[type[Node], ...]]] = {
    SH.IRI: (URIRef,),
    SH.Literal: (Literal,),
    SH.BlankNode: (BNode,),
    SH.IRIOrLiteral: (URIRef, Literal),
    SH.BlankNodeOrIRI: (BNode, URIRef),
    SH.BlankNodeOrLiteral: (BNode, Literal),
}

# 4.2 How many


def _min_count(owner: Owner, count: Node) -> Check:
    """A record that was imported may lack what its dataset does not say (api:mayLack)."""
    least = int(str(count))
    if (owner.node, API.mayLack, Literal(True)) in owner.graph:
        return _whole(lambda data, focus, values: len(values) < least and not data.objects(focus, CASUS.recordKey))
    return _whole(lambda _, __, values: len(values) < least)


def _max_count(owner: Owner, count: Node) -> Check:
    most = int(str(count))
    return _whole(lambda _, __, values: len(values) > most)


# 4.3 Between which values


def _min_inclusive(owner: Owner, least: Node) -> Check:
    return OfValue(lambda _, value: not _at_most(least, value))


def _max_inclusive(owner: Owner, most: Node) -> Check:
    return OfValue(lambda _, value: not _at_most(value, most))


def _at_most(one: Node, other: Node) -> bool:
    """Whether SPARQL's <= is true of the two; it is not where they cannot be compared."""
    if not isinstance(one, Literal) or not isinstance(other, Literal) or one.ill_typed or other.ill_typed:
        return False
    try:
        return bool(one.value <= other.value)
    except TypeError:
        return False


# 4.4 Texts


def _min_length(owner: Owner, length: Node) -> Check:
    least = int(str(length))
    return OfValue(lambda _, value: len(str(value)) < least)


def _pattern(owner: Owner, pattern: Node) -> Check:
    try:
        expression = re.compile(str(pattern))
    except re.error as error:
        raise ShapeError(f'"{pattern}" is not a regular expression: {error}', owner.node, SH.pattern) from error
    return OfValue(lambda _, value: not expression.search(str(value)))


def _language_in(owner: Owner, head: Node) -> Check:
    """Basic filtering of RFC 4647, section 3.3.1, as SPARQL's langMatches."""
    ranges = [str(tag).lower() for tag in owner.graph.items(head)]

    def wrong(_: Data, value: Node) -> bool:
        language = (isinstance(value, Literal) and value.language) or ""
        return not any(f"{language.lower()}-".startswith(f"{tag}-") for tag in ranges)

    return OfValue(wrong)


def _unique_lang(owner: Owner, unique: Node) -> Check:
    """One result for each language that is there twice."""

    def check(_: Data, __: Node, values: Sequence[Node]) -> Iterable[None]:
        if len(values) < 2:
            return ()
        counts = Counter(v.language.lower() for v in values if isinstance(v, Literal) and v.language)
        return [None for count in counts.values() if count > 1]

    return check if unique == Literal(True) else _whole(lambda *_: False)


# 4.5 Two properties


def _equals(owner: Owner, predicate: Node) -> Check:
    def check(data: Data, focus: Node, values: Sequence[Node]) -> Iterable[Node]:
        return {*values} ^ {*data.objects(focus, predicate)}

    return check


def _disjoint(owner: Owner, predicate: Node) -> Check:
    def check(data: Data, focus: Node, values: Sequence[Node]) -> Iterable[Node]:
        return {*values} & {*data.objects(focus, predicate)}

    return check


def _less_than_or_equals(owner: Owner, predicate: Node) -> Check:
    def check(data: Data, focus: Node, values: Sequence[Node]) -> Iterable[Node]:
        return [one for one in values for other in data.objects(focus, predicate) if not _at_most(one, other)]

    return check


# 4.6 and 4.7 Other shapes


def _not(owner: Owner, node: Node) -> Check:
    return _each(owner.conforms(node))


def _node(owner: Owner, node: Node) -> Check:
    conforms = owner.conforms(node)
    return _each(lambda data, value: not conforms(data, value))


def _and(owner: Owner, head: Node) -> Check:
    options = [owner.conforms(node) for node in owner.graph.items(head)]
    return _each(lambda data, value: not all(conforms(data, value) for conforms in options))


def _or(owner: Owner, head: Node) -> Check:
    options = [owner.conforms(node) for node in owner.graph.items(head)]
    return _each(lambda data, value: not any(conforms(data, value) for conforms in options))


def _qualified_min_count(owner: Owner, count: Node) -> Check:
    least = int(str(count))
    conforms = owner.conforms(next(owner.graph.objects(owner.node, SH.qualifiedValueShape)))
    return _whole(lambda data, _, values: sum(conforms(data, value) for value in values) < least)


# 4.8 Given values


def _has_value(owner: Owner, wanted: Node) -> Check:
    return _whole(lambda _, __, values: wanted not in values)


def _in(owner: Owner, head: Node) -> Check:
    return _one_of(owner.graph.items(head))


def _code_list(owner: Owner, code_list: Node) -> Check:
    """sh:in for the codes of a list."""
    return _one_of(owner.graph.subjects(SKOS.inScheme, code_list))


def _one_of(nodes: Iterable[Node]) -> Check:
    allowed = frozenset(nodes)
    return OfValue(lambda _, value: value not in allowed)


CONSTRAINTS: Final[dict[Node, tuple[URIRef, Callable[[Owner, Node], Check]]]] = {
    SH["class"]: (SH.ClassConstraintComponent, _class),
    SH.datatype: (SH.DatatypeConstraintComponent, _datatype),
    SH.nodeKind: (SH.NodeKindConstraintComponent, _node_kind),
    SH.minCount: (SH.MinCountConstraintComponent, _min_count),
    SH.maxCount: (SH.MaxCountConstraintComponent, _max_count),
    SH.minInclusive: (SH.MinInclusiveConstraintComponent, _min_inclusive),
    SH.maxInclusive: (SH.MaxInclusiveConstraintComponent, _max_inclusive),
    SH.minLength: (SH.MinLengthConstraintComponent, _min_length),
    SH.pattern: (SH.PatternConstraintComponent, _pattern),
    SH.languageIn: (SH.LanguageInConstraintComponent, _language_in),
    SH.uniqueLang: (SH.UniqueLangConstraintComponent, _unique_lang),
    SH.equals: (SH.EqualsConstraintComponent, _equals),
    SH.disjoint: (SH.DisjointConstraintComponent, _disjoint),
    SH.lessThanOrEquals: (SH.LessThanOrEqualsConstraintComponent, _less_than_or_equals),
    SH["not"]: (SH.NotConstraintComponent, _not),
    SH["and"]: (SH.AndConstraintComponent, _and),
    SH["or"]: (SH.OrConstraintComponent, _or),
    SH.node: (SH.NodeConstraintComponent, _node),
    SH.qualifiedMinCount: (SH.QualifiedMinCountConstraintComponent, _qualified_min_count),
    SH.hasValue: (SH.HasValueConstraintComponent, _has_value),
    SH["in"]: (SH.InConstraintComponent, _in),
    API.codeList: (SH.InConstraintComponent, _code_list),
}
"""The component and the function of each parameter (SHACL, appendix B lists them)."""
