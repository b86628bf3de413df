"""Where a record stands: below its collection's IRI, under a slug, and of one class that has records."""

from collections.abc import Iterator, Sequence
from functools import cache, partial

from rdflib import URIRef
from rdflib.term import Node

from casus.compiler.rules.classes import most_special
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.names import SLUG
from casus.terms.namespaces import CASUS, CODE, RDF, RDFS, RECORD, SKOS, short

_TOMBSTONE, _CODE = CASUS.Tombstone, CASUS.Code
_OURS = (str(RECORD), str(CODE))


def is_record(subject: Node) -> bool:
    """Whether it is a record, a code, or a node inside one."""
    return str(subject).startswith(_OURS)


def wrong_addresses(sources: Sources) -> Iterator[Violation]:
    """A record that stands under another collection's address, or whose slug is not one."""
    bases = {collection.type.cls: collection.base for collection in sources.model.collections.values()}
    kinds_of = cache(partial(most_special, sources.union))
    for file in sources.files:
        for subject in dict.fromkeys(subject for subject, _ in file.graph.subject_objects(RDF.type)):
            types = tuple(sources.union.objects(subject, RDF.type))
            if said := _wrong(sources, bases, subject, types, kinds_of(types)):
                path, text = said
                yield sources.where.violation(subject, path, text, file)


def _wrong(
    sources: Sources, bases: dict[URIRef, str], subject: Node, types: Sequence[Node], kinds: list[str]
) -> tuple[str | None, str] | None:
    """What is wrong with the class ("a") or the slug (None) of the subject."""
    base = _base(sources, bases, subject, types)
    if not base:
        declared = any((cls, RDF.type, None) in sources.union for cls in types)
        if is_record(subject) and "#" not in str(subject) and declared:
            return "a", f"{', '.join(kinds)} is not a class of records; see docs/reference.md"
        return None
    if len(kinds) > 1:
        return "a", f"is a {' and a '.join(kinds)}: a record is of one class"
    if below := _kinds_to_choose(sources, bases, types):
        return "a", f"{kinds[0]} is too general: write which kind it is, {', '.join(below)}"
    if not str(subject).startswith(base):
        return "a", f"is a {', '.join(kinds)}: its IRI must begin with {base}"
    if not SLUG.fullmatch(str(subject).removeprefix(base)):
        return None, "a slug is lower-case ASCII letters, digits and single hyphens"
    return None


def _base(sources: Sources, bases: dict[URIRef, str], subject: Node, types: Sequence[Node]) -> str:
    """What the IRI must begin with; nothing for what is no record."""
    if _TOMBSTONE in types:
        return next((base for base in bases.values() if str(subject).startswith(base)), f"{RECORD}...")
    if _CODE in types:
        return f"{sources.union.value(subject, SKOS.inScheme) or str(subject).rpartition('/')[0]}/"
    return next((base for cls, base in bases.items() if cls in types), "")


def _kinds_to_choose(sources: Sources, bases: dict[URIRef, str], types: Sequence[Node]) -> list[str]:
    """The kinds of the collection's class, where the record is of the class itself and of none of them."""
    cls = next((cls for cls in bases if cls in types), None)
    below = sources.union.subjects(RDFS.subClassOf, cls) if cls is not None else ()
    return [] if {*below} & {*types} else sorted(short(str(kind)) for kind in below)
