"""What the data hold of the lists that a specialist looks through first; skipped where these do not lie beside it.

UCDP's non-state conflicts of Libya have a record each, or are a part of one. PA-X's Libya agreements of 2011 to 2021
have one, unless the source record of PA-X says which have none, and why.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.compiler.load import SourceFile
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD, SKOS

TABLES = ONTOLOGY_DIR.parent.parent / "shared" / "data"
LIBYA = "620"

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason=f"the tables to compare with are not there: {TABLES}")


def rows(table: str) -> Iterator[dict[str, str]]:
    with Path(TABLES / table).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def values(sources: list[SourceFile], cls: Node, scheme: str) -> set[str]:
    """What the records of a class are in another scheme."""
    return {
        str(value)
        for source in sources
        for record in source.graph.subjects(RDF.type, cls)
        for identifier in source.graph.objects(record, CASUS.identifier)
        if (identifier, CASUS.scheme, CODE[f"identifier-scheme/{scheme}"]) in source.graph
        for value in source.graph.objects(identifier, CASUS.value)
    }


def test_every_non_state_conflict_of_libya(shipped_sources: list[SourceFile]) -> None:
    fought = {
        (row["conflict_id"], row["dyad_id"])
        for row in rows("ucdp/ucdp-nonstate-221.csv")
        if LIBYA in row["gwno_location"].split(", ") and 2011 <= int(row["year"]) <= 2021
    }
    assert len(fought) > 20
    assert {conflict for conflict, _ in fought} <= values(shipped_sources, CASUS.Conflict, "ucdp-conflict")
    assert {dyad for _, dyad in fought} <= values(shipped_sources, CASUS.Conflict, "ucdp-dyad")


def test_every_party_of_these_conflicts(shipped_sources: list[SourceFile]) -> None:
    fighting = {
        actor
        for row in rows("ucdp/ucdp-nonstate-221.csv")
        if LIBYA in row["gwno_location"].split(", ") and 2011 <= int(row["year"]) <= 2021
        for side in ("side_a", "side_b")
        for actor in (row[f"{side}_components"] or row[f"{side}_id"]).split(", ")
    }
    assert fighting <= values(shipped_sources, CASUS.ArmedForce, "ucdp-actor")


def test_every_agreement_of_pa_x_has_a_record_or_is_told_of(shipped_sources: list[SourceFile]) -> None:
    listed = {row["AgtId"] for row in rows("pax/pax-v9-libya.csv") if "2011" <= row["Dat"][-4:] <= "2021"}
    notes = [
        str(note)
        for source in shipped_sources
        for note in source.graph.objects(RECORD["sources/pa-x-v9"], SKOS.editorialNote)
    ]
    left_out = {number for note in notes for number in re.findall(r"\b\d{3,4}\b", note.partition("found: ")[2])}

    held = listed & values(shipped_sources, CASUS.Agreement, "pa-x-agreement")
    assert (len(listed), len(held)) == (46, 38)
    assert listed - held == left_out & listed
