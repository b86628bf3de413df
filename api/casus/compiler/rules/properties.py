"""What a record may say: terms that the vocabulary declares, properties that the shapes of its classes name.

SHACL 1.0 can close a shape, but not by classes; SHACL 1.2 can (sh:closed sh:ByTypes).
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.load import SourceFile
from casus.compiler.rules.addresses import is_record
from casus.compiler.rules.classes import kinds
from casus.compiler.rules.did_you_mean import did_you_mean
from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.namespaces import API, CASUS, OWL, RDF, RDFS, short

_FEW: Final = 3
"""Up to so many classes are named that a property belongs to."""
_NAME_TERMS: Final = (RDF.type, SH.path, SH.targetClass, SH["class"], API.acyclic)
"""The properties whose values are terms of the vocabulary."""


def undeclared_terms(sources: Sources) -> Iterator[Violation]:
    """A class or property of the casus: namespace that casus.ttl does not declare: misspelt, or a field's JSON name."""
    terms = {short(str(term)) for term, _ in sources.union.subject_objects(RDFS.isDefinedBy)}
    classes = {short(str(term)) for term in sources.union.subjects(RDF.type, OWL.Class)}
    fields = (field for record_type in sources.model.types.values() for field in record_type.fields)
    meant = {
        f"casus:{field.name}": f"; did you mean {short(field.path[0].predicate)}?"
        for field in fields
        if field.path.is_property
    }
    for file in sources.files:
        for subject, predicate, term in _terms(file, sources.union):
            name = short(str(term))
            likely = classes if predicate == RDF.type else terms
            text = f"is not a term of ontology/casus.ttl{meant.get(name) or did_you_mean(name, likely)}"
            path = "a" if predicate == RDF.type else predicate
            yield sources.where.violation(subject, path, text if term == predicate else f"{name} {text}", file)


def _terms(file: SourceFile, union: Triples) -> Iterator[tuple[Node, Node, Node]]:
    """Every use of a term that is not declared: subject, property, and the term, which may be the property itself."""
    for predicate in file.graph.every_predicate():
        if _unknown(union, predicate):
            yield from ((subject, predicate, predicate) for subject, _ in file.graph.subject_objects(predicate))
    for predicate in _NAME_TERMS:
        for term in file.graph.values_of(predicate):
            if _unknown(union, term):
                yield from ((subject, predicate, term) for subject in file.graph.subjects(predicate, term))


def _unknown(union: Triples, term: Node) -> bool:
    return str(term).startswith(str(CASUS)) and (term, RDF.type, None) not in union


def wrong_properties(sources: Sources) -> Iterator[Violation]:
    """A property that no shape of the classes declares, or that only the build may write; or no class at all."""
    declared = cache(sources.model.declared)
    for file in sources.files:
        for subject in filter(is_record, file.graph.every_subject()):
            types = sources.union.objects(subject, RDF.type)
            if not types and "#" not in str(subject):
                yield sources.where.violation(subject, None, "has no type; write 'a casus:...' after its name", file)
            if (allowed := declared(tuple(types))) is None:
                continue
            for predicate in file.graph.predicates(subject):
                if predicate in allowed.computed:
                    text = "is made by the build or an import: do not write it by hand"
                    yield sources.where.violation(subject, predicate, text, file)
                elif (
                    predicate not in allowed.written
                    and predicate != RDF.type
                    and not _unknown(sources.union, predicate)
                ):
                    yield sources.where.violation(subject, predicate, _not_of(sources, subject, predicate), file)


def _not_of(sources: Sources, subject: Node, predicate: Node) -> str:
    imported = {each.cls for each in sources.model.types.values() if each.of_datasets}
    declared = {
        cls: each.written | each.computed for cls, each in sources.model.properties.items() if cls not in imported
    }
    owners = sorted(short(cls) for cls, paths in declared.items() if predicate in paths)
    text = f"is not a property of {', '.join(kinds(sources.union, subject))}"
    text += f", but of {', '.join(owners)}" if 0 < len(owners) <= _FEW else ""
    types = sources.union.objects(subject, RDF.type)
    known = {short(path) for cls, paths in declared.items() if cls in types for path in paths}
    return f"{text}; see docs/reference.md{'' if owners else did_you_mean(short(str(predicate)), known)}"
