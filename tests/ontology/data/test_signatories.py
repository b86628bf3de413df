"""Who signed what, as it is served, against a table that was made from sources without a look at the dataset.

`signatories.csv` has a row for each signatory of each agreement, and one without a signatory for a text that nobody
signed, whose note says how it was adopted. `?Name` stands for a signatory that has no record, and the note says why.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.namespace import RDF

from casus.terms.namespaces import CASUS, RECORD

Row = Mapping[str, str]

with Path(__file__).with_name("signatories.csv").open(encoding="utf-8", newline="") as lines:
    TABLE: list[Row] = list(csv.DictReader(lines))

ROWS: dict[str, list[Row]] = defaultdict(list)
for each in TABLE:
    ROWS[each["agreement"]].append(each)


def named(row: Row) -> bool:
    """Whether its signatory has a record."""
    return bool(row["signatory"]) and not row["signatory"].startswith("?")


def served(client: FlaskClient, agreement: str) -> dict[str, Any]:
    answer = client.get(f"/v1/{agreement}")
    assert answer.status_code == 200
    return dict(answer.json or {})


def test_the_table_names_every_agreement_and_no_other(graph: Graph) -> None:
    agreements = {str(each).removeprefix(str(RECORD)) for each in graph.subjects(RDF.type, CASUS.Agreement)}
    assert len(agreements) == 70
    assert set(ROWS) == agreements


@pytest.mark.parametrize("agreement", sorted(ROWS))
def test_signatories_are_those_of_the_table(client: FlaskClient, agreement: str) -> None:
    record = served(client, agreement)
    expected = {
        (row["signatory"], tuple(row["capacity"].split()), row["when"]) for row in ROWS[agreement] if named(row)
    }
    signatures = {
        (each["participant"]["id"], tuple(sorted(capacity["id"] for capacity in each["capacities"])), each["when"])
        for each in record.get("signatures", [])
    }
    assert signatures == expected
    assert {each["id"] for each in record.get("signatories", [])} == {signatory for signatory, *_ in expected}


@pytest.mark.parametrize("agreement", sorted({row["agreement"] for row in TABLE if not row["signatory"]}))
def test_what_nobody_signed_has_no_signatory(client: FlaskClient, agreement: str) -> None:
    assert not any(named(row) for row in ROWS[agreement])
    assert not served(client, agreement).get("signatories")


@pytest.mark.parametrize("agreement", sorted({row["agreement"] for row in TABLE if named(row)}))
def test_what_is_certain_is_accepted_and_what_is_disputed_is_not(client: FlaskClient, agreement: str) -> None:
    statuses = {each["participant"]["id"]: each["status"]["id"] for each in served(client, agreement)["signatures"]}
    for row in filter(named, ROWS[agreement]):
        accepted = statuses[row["signatory"]] == "accepted"
        assert row["status_class"] == "probable" or accepted == (row["status_class"] == "certain"), row["signatory"]


def test_every_signature_has_its_claims(client: FlaskClient) -> None:
    for agreement in ROWS:
        for signature in served(client, agreement).get("signatures", []):
            assert signature["underlying_claims"], signature["id"]


def test_the_rows_are_whole(graph: Graph) -> None:
    sources = {str(each).removeprefix(f"{RECORD}sources/") for each in graph.subjects(RDF.type, CASUS.Source)}
    assert len({(row["agreement"], row["signatory"]) for row in TABLE}) == len(TABLE)
    for row in TABLE:
        where = f"{row['agreement']} {row['signatory']}"
        assert row["status_class"] in {"certain", "probable", "disputed"}, where
        assert row["note"] or named(row), where
        assert bool(row["capacity"]) == bool(row["signatory"]), where
        assert row["sources"], where
        for source in row["sources"].split(" ; "):
            known = source.removeprefix("source:") in sources
            assert known or source.startswith(("https://", "http://", "S/")), (where, source)
