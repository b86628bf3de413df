"""The same said twice: a record in two files, an actor's part in one negotiation or a page entered twice.

Which properties tell two records of a class apart is said in the vocabulary (owl:hasKey, OWL 2, section 9.5).
"""

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from rdflib.term import Node

from casus.compiler.rules.addresses import is_record
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, CODE, FOAF, OWL, RDF, short


def described_in_two_files(sources: Sources) -> Iterator[Violation]:
    """A record that two files describe: most often a slug that was taken already."""
    home: dict[Node, str] = {}
    for file in sources.files:
        for subject, _ in file.graph.subject_objects(RDF.type):
            home.setdefault(subject, file.shown)
    for file in sources.files:
        for subject in file.graph.every_subject():
            if is_record(subject) and "#" not in str(subject) and home.get(subject, file.shown) != file.shown:
                text = f"is described in {home[subject]} too; choose another slug"
                yield sources.where.violation(subject, None, text, file)


def same_keys(sources: Sources) -> Iterator[Violation]:
    """One violation for each record that has the key of another one; a claim and its successor may share one.

    So may two parts in the same talks, where each names another text that it signed.
    """
    union = sources.union
    for cls, properties in union.subject_objects(OWL.hasKey):
        key = list(union.items(properties))
        by_values: dict[tuple[tuple[Node | None, ...], frozenset[Node]], list[Node]] = defaultdict(list)
        for record in sorted(union.subjects(RDF.type, cls), key=str):
            if (record, CASUS.claimStatus, CODE["claim-status/superseded"]) not in union:
                values = tuple(union.value(record, path) for path in key)
                by_values[values, frozenset(union.objects(record, CASUS.signatureOn))].append(record)
        for (values, _), (first, *others) in by_values.items():
            for other in others if None not in values else ():
                said = f"with the same {' and '.join(short(str(path)) for path in key[1:])}"
                text = f"{short(str(first))} has it too, {said}: make one claim of the two"
                yield sources.where.violation(other, key[0], text)


def same_pages(sources: Sources) -> Iterator[Violation]:
    """One violation for each source whose page another one has: evidence would count one work as two.

    Two versions of a dataset may be found on one page.
    """
    union = sources.union
    by_page: dict[tuple[str, str, str, Node | None], list[Node]] = defaultdict(list)
    for source, page in sorted(union.subject_objects(FOAF.page), key=str):
        by_page[*_page(str(page)), union.value(source, CASUS.version)].append(source)
    for first, *others in by_page.values():
        for other in others:
            text = f"{short(str(first))} is on this page too: make one source of the two, and a tombstone of the other"
            yield sources.where.violation(other, FOAF.page, text)


def _page(address: str) -> tuple[str, str, str]:
    """Host, path and query, without what changes no page: the scheme, www., a last slash, who sent the reader."""
    parts = urlsplit(address)
    query = [part for part in parts.query.split("&") if not part.startswith(("utm_", "fbclid="))]
    return parts.netloc.lower().removeprefix("www."), unquote(parts.path).rstrip("/"), "&".join(query)
