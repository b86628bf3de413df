"""What two releases say differently, record by record.

Each release keeps a digest of what the sources say of each record and of the nodes inside it: `records.tsv`, sorted, so
that two releases of any size are compared by reading both files once. What the build derives is left out: a count that
went up is no change of a record.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from casus.terms.namespaces import (
    CASUS,
    CODE,
    CROSSWALK_GRAPH,
    DERIVED_GRAPH,
    ORDER_GRAPH,
    QUESTIONS_GRAPH,
    RDF,
    RECORD,
    TRUTHY_GRAPH,
)

FILE: Final = "records.tsv"
_TYPE: Final = ox.NamedNode(RDF.type)
_TOMBSTONE: Final = ox.NamedNode(CASUS.Tombstone)
_COMPUTED: Final = frozenset(
    map(ox.NamedNode, (CROSSWALK_GRAPH, DERIVED_GRAPH, ORDER_GRAPH, TRUTHY_GRAPH, QUESTIONS_GRAPH))
)


class ChangeKind(Enum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, order=True)
class Change:
    """A record that the second of two releases says differently from the first."""

    iri: str
    kind: ChangeKind


def write_records(folder: Path, quads: Sequence[ox.Quad], imported: Iterable[tuple[str, str]] = ()) -> None:
    """Write the digests of the records in these sorted quads, and of those that were imported, which come with theirs.

    A tombstone is no record any more.
    """
    gone = {_record(quad) for quad in quads if quad.object == _TOMBSTONE and quad.predicate == _TYPE}
    digests: dict[str, hashlib._Hash] = {}
    for quad in quads:
        record = _record(quad)
        if record and record not in gone and quad.graph_name not in _COMPUTED:
            digests.setdefault(record, hashlib.sha256()).update(f"{quad.triple}\n".encode())
    told = [(record, digest.hexdigest()[:24]) for record, digest in digests.items()]
    with (folder / FILE).open("w", encoding="utf-8") as file:
        file.writelines(f"{record}\t{digest}\n" for record, digest in sorted([*told, *imported]))


def compare(before: Path, after: Path) -> Iterator[Change]:
    """The changes between two releases' folders, in the order of IRIs. Raises FileNotFoundError."""
    old, new = _read(before), _read(after)
    left, right = next(old, None), next(new, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            yield Change((left or right or ("",))[0], ChangeKind.REMOVED)
            left = next(old, None)
        elif left is None or right[0] < left[0]:
            yield Change(right[0], ChangeKind.ADDED)
            right = next(new, None)
        else:
            if left[1] != right[1]:
                yield Change(left[0], ChangeKind.CHANGED)
            left, right = next(old, None), next(new, None)


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / FILE).open(encoding="utf-8") as file:
        for line in file:
            record, _, digest = line.rstrip("\n").partition("\t")
            yield record, digest


def _record(quad: ox.Quad) -> str | None:
    """The record that a quad's subject is, or is a node or a code of; None for what is no record's."""
    iri = quad.subject.value.partition("#")[0]  # type: ignore[union-attr]
    if iri.startswith(CODE):
        return f"{CODE}{iri.removeprefix(CODE).partition('/')[0]}"
    return iri if iri.startswith(RECORD) else None
