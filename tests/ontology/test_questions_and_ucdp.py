"""Two gold answers against UCDP's own files, which lie beside the project: what they say of UCDP is what UCDP says."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from casus import ONTOLOGY_DIR
from casus.release.manifest import Release

FOLDER = ONTOLOGY_DIR.parent.parent / "shared" / "data" / "ucdp"
CONFLICT = "11346"

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason=f"{FOLDER} is not here: UCDP's files are not in the project"
)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def gold(slug: str) -> list[dict[str, str]]:
    return table(ONTOLOGY_DIR / "questions" / f"{slug}.csv")


def split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


@pytest.fixture(scope="module")
def identifiers(release: Release) -> dict[tuple[str, str], set[str]]:
    """Records by scheme and value of their identifiers, whatever the match."""
    store = Store.read_only(str(release.store_path))
    rows = store.query(
        "PREFIX casus: <https://w3id.org/casus/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT ?r ?s ?v { ?r casus:identifier ?i . ?i casus:scheme/skos:notation ?s ; casus:value ?v }",
        use_default_graph_as_union=True,
    )
    found: dict[tuple[str, str], set[str]] = {}
    for record, scheme, value in rows:
        found.setdefault((scheme.value, value.value), set()).add(record.value)
    return found


def secondary_parties() -> Iterator[tuple[int, str, str]]:
    """Year, Gleditsch-Ward number and field of every secondary party in a conflict in Libya since 2011."""
    for name in ("ucdp-prio-acd-221", "ucdp-dyadic-211", "ucdp-nonstate-221"):
        for row in table(FOLDER / f"{name}.csv"):
            if row["location"] == "Libya" and int(row["year"]) >= 2011:
                for side in ("a", "b"):
                    for number in split(row[f"gwno_{side}_2nd"]):
                        yield int(row["year"]), number, f"side_{side}_2nd"


def test_the_foreign_troops_that_ucdp_codes_are_those_of_ucdp(identifiers: dict[tuple[str, str], set[str]]) -> None:
    expected = {
        (year, state, field)
        for year, number, field in secondary_parties()
        for state in identifiers["gw-code", number]
        if "/states/" in state
    }
    rows = gold("foreign-troops-ucdp-and-this-dataset")

    assert len(expected) == 9
    assert {(int(r["year"]), r["actor"], r["ucdp_field"]) for r in rows if r["ucdp_field"]} == expected
    for row in rows:
        coded = int(row["ucdp_records"]) > 0
        assert coded is bool(row["ucdp_field"])
        assert row["comparison"].startswith("only this dataset") is not coded


def test_the_opposition_that_ucdp_codes_is_that_of_ucdp(identifiers: dict[tuple[str, str], set[str]]) -> None:
    coded = {
        (actor, int(row["year"]))
        for row in table(FOLDER / "ucdp-prio-acd-221.csv")
        if row["conflict_id"] == CONFLICT
        for actor in split(row["side_b_id"])
    }
    rows = [row for row in gold("conflict-parties-by-authority") if row["side"] == "side-b" and row["ucdp_first_year"]]

    def is_listed(actor: str, year: int) -> bool:
        return any(
            row["party"] in identifiers.get(("ucdp-actor", actor), set())
            and int(row["ucdp_first_year"]) <= year <= int(row["ucdp_last_year"])
            for row in rows
        )

    assert len(coded) > 8
    assert {(actor, year) for actor, year in coded if not is_listed(actor, year)} == set()
    for row in rows:
        years = range(int(row["ucdp_first_year"]), int(row["ucdp_last_year"]) + 1)
        numbers = {
            value for (scheme, value), found in identifiers.items() if scheme == "ucdp-actor" and row["party"] in found
        }
        secondary = row["party_type"] == "secondary"
        assert secondary or any((number, year) in coded for number in numbers for year in years), row["party"]
