"""Two records that say the same thing of the same: an actor's part in one negotiation, entered twice.

Which properties tell two records of a class apart is said in the vocabulary (owl:hasKey, OWL 2, section 9.5).
"""

from collections import defaultdict
from collections.abc import Iterator

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.term import Node

from casus.compiler.origin import Whereabouts
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, CODE, OWL, RDF, short


def same_keys(union: Graph, where: Whereabouts) -> Iterator[Violation]:
    """One violation for each record that has the key of another one; a claim and its successor may share one."""
    for cls, properties in union.subject_objects(OWL.hasKey):
        key = list(Collection(union, properties))
        by_values: dict[tuple[Node | None, ...], list[Node]] = defaultdict(list)
        for record in sorted(set(union.subjects(RDF.type, cls)), key=str):
            if (record, CASUS.claimStatus, CODE["claim-status/superseded"]) not in union:
                by_values[tuple(union.value(record, path) for path in key)].append(record)
        for values, (first, *others) in by_values.items():
            for other in others if None not in values else ():
                said = f"with the same {' and '.join(short(str(path)) for path in key[1:])}"
                text = f"{short(str(first))} has it too, {said}: make one claim of the two"
                yield where.violation(other, key[0], text)
