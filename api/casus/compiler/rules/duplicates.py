"""The same said twice: a record in two files, an actor's part in one negotiation entered twice.

Which properties tell two records of a class apart is said in the vocabulary (owl:hasKey, OWL 2, section 9.5).
"""

from collections import defaultdict
from collections.abc import Iterator

from rdflib.term import Node

from casus.compiler.rules.addresses import is_record
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, CODE, OWL, RDF, short


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
