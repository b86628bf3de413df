"""Draws records of the current release for a review, and writes what each says and where it was read as a table.

    casus build && python -m tools.sample > sample.tsv

Each kind of record has its share of the sample, and three at least. The digest of the release draws: the same release
gives the same sample, and nobody chooses. States are left out, since tests compare them with the tables of others; so
are sources and publishers, which are read with the records that name them.
"""

import csv
import sys
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from pyoxigraph import QuerySolutions, Store

from casus.release.manifest import current
from casus.settings import Settings

SIZE: Final = 100
AT_LEAST: Final = 3
STRATA: Final = {
    "AgreementRelation",
    "Alignment",
    "ArmsTransfer",
    "Assessment",
    "CampMembership",
    "ConflictLink",
    "ConflictParty",
    "Control",
    "Deployment",
    "GovernmentStatus",
    "LegalAct",
    "Measure",
    "Membership",
    "Participation",
    "Reaction",
    "Support",
    "Agreement",
    "ArmedForce",
    "Conflict",
    "Event",
    "Negotiation",
    "Organization",
    "Person",
    "Place",
}
"""The kinds of claims and of other records."""

_PREFIXES: Final = """
PREFIX casus: <https://w3id.org/casus/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_RECORDS: Final = """
SELECT DISTINCT ?record ?kind ?label ?when ?status WHERE {
  ?record a ?kind ; skos:prefLabel ?label .
  FILTER(strstarts(str(?record), "https://w3id.org/casus/id/") && lang(?label) = "en")
  OPTIONAL { ?record casus:when ?when }
  OPTIONAL { ?record casus:claimStatus ?status }
}"""
_SOURCES: Final = """
SELECT DISTINCT ?title ?page WHERE {
  <%s> dcterms:source|casus:coordinateSource|casus:coordinateCheckedIn|casus:evidence/casus:readIn ?source .
  ?source skos:prefLabel ?title .
  OPTIONAL { ?source foaf:page ?page }
} ORDER BY ?title"""


def main() -> int:
    """0 when the table is written."""
    release = current(Settings.from_environment().var_dir)
    store = Store.read_only(str(release.store_path))
    strata: dict[str, dict[str, list[str]]] = {}
    for row in _solutions(store, _RECORDS):
        kind = row["kind"].value.partition("#")[2]
        if kind in STRATA:
            cells = [row[name].value if row[name] else "" for name in ("label", "when", "status")]
            strata.setdefault(kind, {})[row["record"].value] = cells
    table = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    table.writerow(("id", "kind", "label", "when", "status", "sources"))
    shares = shared({kind: len(records) for kind, records in strata.items()})
    for kind, share in sorted(shares.items()):
        for iri in drawn(strata[kind], share, release.manifest.digest):
            found = _solutions(store, _SOURCES % iri)
            sources = (f"{each['title'].value} <{each['page'].value if each['page'] else ''}>" for each in found)
            table.writerow((iri, kind, *strata[kind][iri], " | ".join(sources)))
    return 0


def shared(numbers: Mapping[str, int], size: int = SIZE, at_least: int = AT_LEAST) -> dict[str, int]:
    """How many of each stratum are drawn: the least, then one by one to where most records stand for each one drawn.

    More than `size` when the strata are so many that the least is more.
    """
    shares = {kind: min(number, at_least) for kind, number in numbers.items()}
    while sum(shares.values()) < min(size, sum(numbers.values())):
        left = sorted(kind for kind, number in numbers.items() if shares[kind] < number)
        shares[max(left, key=lambda kind: numbers[kind] / (shares[kind] + 0.5))] += 1
    return shares


def drawn(iris: Mapping[str, object], share: int, seed: str) -> list[str]:
    """So many of them, as the seed has it; one record more or less in a stratum leaves the others in their places."""
    return sorted(sorted(iris, key=lambda iri: sha256(f"{seed} {iri}".encode()).digest())[:share])


def _solutions(store: Store, query: str) -> QuerySolutions:
    answer = store.query(_PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return answer


if __name__ == "__main__":
    sys.exit(main())
