"""What a release holds in numbers, for the VoID description: counted once, by the build.

They are kept beside the store and not in it: a graph of numbers about all graphs would change what it counts.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pyoxigraph

from casus.terms.namespaces import BASE, OWL, RDF, RDFS, SKOS

FILE: Final = "statistics.json"
_LINKS: Final = frozenset(
    map(
        str,
        (
            OWL.sameAs,
            RDFS.seeAlso,
            SKOS.exactMatch,
            SKOS.closeMatch,
            SKOS.broadMatch,
            SKOS.narrowMatch,
            SKOS.relatedMatch,
        ),
    )
)


@dataclass(frozen=True)
class Use:
    """How a property is used."""

    triples: int
    subjects: int
    objects: int | None
    """Of what is imported nobody counts them."""


@dataclass(frozen=True)
class Linkset:
    """Triples of one property whose objects are in one namespace of others."""

    predicate: str
    target: str
    triples: int


@dataclass(frozen=True)
class Statistics:
    """Counts over all graphs together; subjects and objects are distinct ones."""

    triples: int
    entities: int
    """Subjects in the namespace of the project."""
    subjects: int
    objects: int | None
    classes: dict[str, int]
    """Instances of each class, its subclasses' included."""
    properties: dict[str, Use]
    linksets: tuple[Linkset, ...]

    @classmethod
    def read(cls, path: Path) -> "Statistics":
        """What `write` wrote; FileNotFoundError when there is nothing."""
        members = json.loads(path.read_text("utf-8"))
        properties = {iri: Use(**use) for iri, use in members.pop("properties").items()}
        linksets = tuple(Linkset(**linkset) for linkset in members.pop("linksets"))
        return cls(**members, properties=properties, linksets=linksets)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def count(quads: Iterable[pyoxigraph.Quad]) -> Statistics:
    """The statistics of these quads, of which no two have the same triple."""
    triples: Counter[str] = Counter()
    subjects: dict[str, set[object]] = {}
    objects: dict[str, set[object]] = {}
    classes: Counter[str] = Counter()
    links: Counter[tuple[str, str]] = Counter()
    for quad in quads:
        predicate, value = quad.predicate.value, quad.object
        triples[predicate] += 1
        subjects.setdefault(predicate, set()).add(quad.subject)
        objects.setdefault(predicate, set()).add(value)
        if isinstance(value, pyoxigraph.NamedNode):
            if predicate == str(RDF.type):
                classes[value.value] += 1
            if predicate in _LINKS and not value.value.startswith(BASE):
                links[predicate, namespace(value.value)] += 1
    every_subject = set().union(*subjects.values())
    return Statistics(
        triples=triples.total(),
        entities=sum(str(subject).startswith(f"<{BASE}") for subject in every_subject),
        subjects=len(every_subject),
        objects=len(set().union(*objects.values())),
        classes=dict(sorted(classes.items())),
        properties={iri: Use(triples[iri], len(subjects[iri]), len(objects[iri])) for iri in sorted(triples)},
        linksets=tuple(Linkset(*key, triples=number) for key, number in sorted(links.items())),
    )


def namespace(iri: str) -> str:
    """The IRI up to its last # or, without one, its last slash."""
    return iri[: iri.rfind("#" if "#" in iri else "/") + 1]
