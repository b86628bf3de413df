"""Every rule that the sources break, all at once.

The rules are the SHACL shapes of `shapes.ttl`. What SHACL 1.0 cannot say is added here, generically:
a code belongs to the list that the shape names (expanded to sh:in before pySHACL runs); a record has no property that
none of its shapes declares (sh:closed sh:ByTypes in SHACL 1.2); a record's IRI is its collection's; a date is EDTF.
"""

import re
from collections.abc import Iterator
from typing import Final

import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.coded_dates import coded_when
from casus.compiler.graphs import new_graph
from casus.compiler.load import SourceFile
from casus.compiler.origin import Whereabouts
from casus.compiler.rules.chronology import ahead_of_sources, out_of_time
from casus.compiler.rules.cycles import circles
from casus.compiler.rules.duplicates import same_keys
from casus.compiler.rules.languages import wrong_languages
from casus.compiler.rules.shacl_messages import kinds, message
from casus.compiler.rules.suggestions import Suggestions, did_you_mean
from casus.compiler.rules.unfilled import unfilled
from casus.compiler.violations import Violation
from casus.terms.dates import bounds
from casus.terms.names import SLUG
from casus.terms.namespaces import (
    API,
    CASUS,
    CODE,
    CODE_IDENTIFIER,
    OWL,
    RDF,
    RDFS,
    RECORD,
    SHAPES_GRAPH,
    SKOS,
    XSD,
    short,
)

_CONSEQUENCES: Final = (
    SH.MinInclusiveConstraintComponent,
    SH.MaxInclusiveConstraintComponent,
    SH.LessThanOrEqualsConstraintComponent,
    SH.QualifiedMinCountConstraintComponent,
    SH.NodeConstraintComponent,
)
"""Not worth saying where nothing is written, or not of the datatype (pySHACL compares what is no number as text) or the
class."""

_FEW: Final = 3
"""Up to so many classes are named that a property belongs to."""
_CENSORED: Final = CODE["end-known/censored"]
_BOUNDED: Final = CODE["end-known/bounded"]


def validate(files: list[SourceFile], union: Graph, derived: Graph) -> list[Violation]:
    """Every violation of the sources; `union` holds the sources and what was derived from them."""
    shapes = next((file.graph for file in files if file.name == SHAPES_GRAPH), Graph())
    where = Whereabouts(files)
    violations = [
        *_twice(files, where),
        *_undeclared(files, union, shapes, where),
        *_addresses(files, union, shapes, where),
        *_closed(files, union, shapes, where),
        *_of_itself(files, where),
        *circles(union, shapes, where),
        *same_keys(union, where),
        *_ill_typed(files, where),
        *_dates(files, where),
        *_coded_dates(union, where),
        *ahead_of_sources(union, shapes, where),
        *out_of_time(union, shapes, where),
        *_codings(union, where),
        *_texts(files, where),
        *unfilled(files, where),
        *wrong_languages(files, where),
        *_patterns(union, where),
    ]
    said = {(violation.file, violation.line, violation.node, violation.property) for violation in violations}
    for violation in _shacl(union, shapes, where):
        if (violation.file, violation.line, violation.node, violation.property) not in said:
            violations.append(violation)
    return violations


def _is_record(subject: Node) -> bool:
    return str(subject).startswith((str(RECORD), str(CODE)))


def _twice(files: list[SourceFile], where: Whereabouts) -> Iterator[Violation]:
    """A record that two files describe: most often a slug that was taken already."""
    home: dict[Node, str] = {}
    for file in files:
        for subject in file.graph.subjects(RDF.type):
            home.setdefault(subject, file.shown)
    for file in files:
        for subject in set(file.graph.subjects()):
            if _is_record(subject) and "#" not in str(subject) and home.get(subject, file.shown) != file.shown:
                yield where.violation(subject, None, f"is described in {home[subject]} too; choose another slug", file)


def _undeclared(files: list[SourceFile], union: Graph, shapes: Graph, where: Whereabouts) -> Iterator[Violation]:
    """A class or property of the casus: namespace that casus.ttl does not declare: misspelt, or a field's JSON name."""
    terms = {short(str(term)) for term in union.subjects(RDFS.isDefinedBy, None)}
    classes = {short(str(term)) for term in union.subjects(RDF.type, OWL.Class)}
    fields = {f"casus:{name}": shapes.value(node, SH.path) for node, name in shapes.subject_objects(CODE_IDENTIFIER)}
    meant = {name: f"; did you mean {short(path)}?" for name, path in fields.items() if isinstance(path, URIRef)}
    for file in files:
        for subject, predicate, value in file.graph:
            for term in (
                predicate,
                value if predicate in (RDF.type, SH.path, SH.targetClass, SH["class"], API.acyclic) else None,
            ):
                if term is not None and _unknown(union, term):
                    name = short(str(term))
                    likely = classes if predicate == RDF.type else terms
                    text = f"is not a term of ontology/casus.ttl{meant.get(name) or did_you_mean(name, likely)}"
                    path = "a" if predicate == RDF.type else predicate
                    yield where.violation(subject, path, text if term == predicate else f"{name} {text}", file)


def _unknown(union: Graph, term: Node) -> bool:
    return str(term).startswith(str(CASUS)) and (term, RDF.type, None) not in union


def _addresses(files: list[SourceFile], union: Graph, shapes: Graph, where: Whereabouts) -> Iterator[Violation]:
    """A record that stands under another collection's address, or whose slug is not one."""
    homes = {
        cls: str(shapes.value(shape, API.base) or f"{RECORD}{collection}/")
        for shape, collection in shapes.subject_objects(API.collection)
        for cls in shapes.objects(shape, SH.targetClass)
    }
    for file in files:
        for subject in set(file.graph.subjects(RDF.type)):
            types = set(union.objects(subject, RDF.type))
            if CASUS.Tombstone in types:
                home = next((base for base in homes.values() if str(subject).startswith(base)), f"{RECORD}...")
            elif CASUS.Code in types:
                home = f"{union.value(subject, SKOS.inScheme) or str(subject).rpartition('/')[0]}/"
            else:
                home = next((base for cls, base in homes.items() if cls in types), "")
            if not home:
                declared = [cls for cls in types if (cls, RDF.type, None) in union]
                if _is_record(subject) and "#" not in str(subject) and declared:
                    text = f"{', '.join(kinds(union, subject))} is not a class of records; see docs/reference.md"
                    yield where.violation(subject, "a", text, file)
            elif len(found := kinds(union, subject)) > 1:
                yield where.violation(subject, "a", f"is a {' and a '.join(found)}: a record is of one class", file)
            elif kinds_below := _below(union, homes, types):
                text = f"{found[0]} is too general: write which kind it is, {', '.join(kinds_below)}"
                yield where.violation(subject, "a", text, file)
            elif not str(subject).startswith(home):
                text = f"is a {', '.join(kinds(union, subject))}: its IRI must begin with {home}"
                yield where.violation(subject, "a", text, file)
            elif not SLUG.fullmatch(str(subject).removeprefix(home)):
                text = "a slug is lower-case ASCII letters, digits and single hyphens"
                yield where.violation(subject, None, text, file)


def _below(union: Graph, homes: dict[Node, str], types: set[Node]) -> list[str]:
    """The kinds of the collection's class, where the record is of the class itself and of none of them."""
    cls = next((cls for cls in homes if cls in types), None)
    below = set(union.subjects(RDFS.subClassOf, cls)) if cls is not None else set()
    return [] if below & types else sorted(short(str(kind)) for kind in below)


def _closed(files: list[SourceFile], union: Graph, shapes: Graph, where: Whereabouts) -> Iterator[Violation]:
    """A property that no shape of the record's classes declares, or that only the build may write."""
    allowed: dict[Node, set[Node]] = {}
    reserved: dict[Node, set[Node]] = {}
    for shape, cls in shapes.subject_objects(SH.targetClass):
        for node in shapes.objects(shape, SH.property):
            path = shapes.value(node, SH.path)
            head = shapes.value(path, RDF.first) if (path, RDF.first, None) in shapes else path
            if isinstance(head, URIRef):
                allowed.setdefault(cls, set()).add(head)
                if (node, API.derived, Literal(True)) in shapes:
                    reserved.setdefault(cls, set()).add(head)
    for file in files:
        for subject in filter(_is_record, set(file.graph.subjects())):
            types = set(union.objects(subject, RDF.type))
            if not types and "#" not in str(subject):
                yield where.violation(subject, None, "has no type; write 'a casus:...' after its name", file)
            for predicate in set(file.graph.predicates(subject)) - {RDF.type} if types & set(allowed) else ():
                if any(predicate in reserved.get(cls, ()) for cls in types):
                    text = "is computed by the build: do not write it by hand"
                    yield where.violation(subject, predicate, text, file)
                elif not any(predicate in allowed.get(cls, ()) for cls in types) and not _unknown(union, predicate):
                    known = {short(str(name)) for cls in types for name in allowed.get(cls, ())}
                    owners = sorted(short(str(cls)) for cls, names in allowed.items() if predicate in names)
                    text = f"is not a property of {', '.join(kinds(union, subject))}"
                    text += f", but of {', '.join(owners)}" if 0 < len(owners) <= _FEW else ""
                    hint = "" if owners else did_you_mean(short(str(predicate)), known)
                    yield where.violation(subject, predicate, f"{text}; see docs/reference.md{hint}", file)


def _of_itself(files: list[SourceFile], where: Whereabouts) -> Iterator[Violation]:
    """A record that names itself: most often a copied line."""
    for file in files:
        for subject, predicate, value in file.graph:
            if subject == value and _is_record(subject):
                yield where.violation(subject, predicate, "names the record itself; name another one", file)


def _ill_typed(files: list[SourceFile], where: Whereabouts) -> Iterator[Violation]:
    """A literal that is not of the datatype that it claims."""
    for file in files:
        for subject, predicate, value in file.graph:
            if isinstance(value, Literal) and value.ill_typed:
                text = f'"{value}" is not a valid {short(str(value.datatype))}'
                yield where.violation(subject, predicate, text, file)


def _dates(files: list[SourceFile], where: Whereabouts) -> Iterator[Violation]:
    for file in files:
        for subject, when in file.graph.subject_objects(CASUS.when):
            try:
                bounds(str(when))
            except ValueError as error:
                yield where.violation(subject, CASUS.when, str(error), file)
        for subject, known in file.graph.subject_objects(CASUS.endKnown):
            end = str(file.graph.value(subject, CASUS.when) or "").partition("/")[2]
            end = end or str(file.graph.value(subject, CASUS.codedEnd) or "")  # of a coding, whose time is computed
            if known == _CENSORED and end in ("", ".."):
                text = "the data stop on a day, which casus:when names as its end, such as 2014/2019-12-31"
                yield where.violation(subject, CASUS.endKnown, text, file)
            elif known not in (_CENSORED, _BOUNDED) or (known == _BOUNDED and not end.startswith("[")):
                text = (
                    "follows from casus:when; write it by hand only to say end-known:censored, or end-known:bounded "
                    "beside an end that is a set of days, such as 2019-12/[2020-11..2021-03-16]"
                )
                yield where.violation(subject, CASUS.endKnown, text, file)


def _coded_dates(union: Graph, where: Whereabouts) -> Iterator[Violation]:
    """A date of a dataset that does not fit its precision."""
    for coding in union.subjects(RDF.type, CASUS.Coding):
        try:
            coded_when(union, coding)
        except ValueError as error:
            yield where.violation(coding, None, str(error))


def _codings(union: Graph, where: Whereabouts) -> Iterator[Violation]:
    """A coding of another version than that of the dataset that it names."""
    for coding, dataset in union.subject_objects(CASUS.dataset):
        version, written = union.value(dataset, CASUS.version), union.value(coding, CASUS.datasetVersion)
        if version is not None and written is not None and str(written) != str(version):
            text = f'"{written}" is not the version of {short(str(dataset))}, which is "{version}"'
            yield where.violation(coding, CASUS.datasetVersion, text)


def _texts(files: list[SourceFile], where: Whereabouts) -> Iterator[Violation]:
    """A text in which nothing stands, and one that a spreadsheet would run when it opens a table."""
    for file in files:
        for subject, predicate, value in file.graph:
            if isinstance(value, Literal) and not value.strip():
                yield where.violation(subject, predicate, "the text is empty", file)
            elif isinstance(value, Literal) and _is_formula(value) and _is_record(subject) and predicate != CASUS.when:
                text = f'"{value}" begins with {value[0]}, and spreadsheets take it for a formula: begin with a letter'
                yield where.violation(subject, predicate, text, file)


def _is_formula(value: Literal) -> bool:
    return value.datatype in (None, XSD.string) and str(value).startswith(("=", "+", "-", "@"))


def _patterns(union: Graph, where: Whereabouts) -> Iterator[Violation]:
    """An identifier that is none of its scheme."""
    for scheme, pattern in union.subject_objects(CASUS.valuePattern):
        for node in union.subjects(CASUS.scheme, scheme):
            for value in union.objects(node, CASUS.value):
                if value and not re.fullmatch(str(pattern), str(value)):  # the shapes refuse an empty one
                    name = str(scheme).rsplit("/", 1)[-1]
                    text = f'"{value}" is no value of {name}, which are written as {pattern}'
                    yield where.violation(node, CASUS.value, text)


def _shacl(union: Graph, shapes: Graph, where: Whereabouts) -> Iterator[Violation]:
    expanded = _expanded(shapes, union)
    _, results, _ = pyshacl.validate(union, shacl_graph=expanded, inplace=True, inference="none")
    worse = {
        (results.value(result, SH.focusNode), results.value(result, SH.resultPath))
        for component in (
            SH.DatatypeConstraintComponent,
            SH.MinCountConstraintComponent,
            SH.ClassConstraintComponent,
        )
        for result in results.subjects(SH.sourceConstraintComponent, component)
    }
    suggestions = Suggestions(union)
    for result in results.objects(None, SH.result):  # without those of shapes inside shapes (sh:detail)
        node = results.value(result, SH.focusNode)
        path = results.value(result, SH.resultPath)
        component = results.value(result, SH.sourceConstraintComponent)
        if node is None or (component in _CONSEQUENCES and (node, path) in worse):
            continue
        shown = path if isinstance(path, URIRef) else _field_name(expanded, results, result)
        yield where.violation(node, shown, message(results, result, expanded, union, suggestions))


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
