"""The questions that compare with UCDP, of a release with made-up rows of the armed conflict dataset."""

import csv
import io

import pytest
from pyoxigraph import QueryResultsFormat, Store

from casus import ONTOLOGY_DIR
from casus.compiler.build import build
from casus.records.proof import prove
from tests.imports.made_up import ACD, Cells, imported, write

pytestmark = pytest.mark.slow
QUESTIONS = ONTOLOGY_DIR / "questions"
Row = dict[str, str]
_YEAR: Cells = {
    **ACD,
    **{"conflict_id": "11346", "incompatibility": "2", "territory_name": "", "side_a_id": "111"},
    **{"side_a_2nd": "", "gwno_a_2nd": "", "side_b": "A Made-up Front", "side_b_id": "90002"},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("questions")
    troops = {"side_b_2nd": "Government of Sudan, Government of Malta", "gwno_b_2nd": "625, 338"}
    rows = [
        _YEAR | {"year": "2018", "side_a_2nd": "Government of Egypt", "gwno_a_2nd": "651"},
        # Sudan is coded of this row here too, Malta is not; the LNA fights there under a number that is a close match
        _YEAR | {"year": "2019", **troops, "side_b": "Forces of the House of Representatives", "side_b_id": "5802"},
        # another conflict that is not coded here, and one that is, in another state
        _YEAR | {"year": "2019", "conflict_id": "70001", "side_a_2nd": "Government of Chad", "gwno_a_2nd": "483"},
        _YEAR | {"year": "2019", "gwno_loc": "652", "conflict_id": "299", **troops},
    ]
    imported("ucdp-acd", write(folder / "acd-22.1.csv", rows, [*ACD]), folder / "var", ONTOLOGY_DIR)
    return Store.read_only(str(build(ONTOLOGY_DIR, folder / "var", prove=prove).store_path))


def asked(store: Store, slug: str) -> list[Row]:
    found = store.query((QUESTIONS / f"{slug}.rq").read_text("utf-8"), use_default_graph_as_union=True)
    return [*csv.DictReader(io.StringIO(found.serialize(format=QueryResultsFormat.CSV).decode(), newline=""))]


def gold(slug: str) -> list[Row]:
    return [*csv.DictReader(io.StringIO((QUESTIONS / f"{slug}.csv").read_text("utf-8"), newline=""))]


def test_imported_years_count_for_foreign_troops_and_a_row_that_is_coded_here_counts_once(store: Store) -> None:
    slug = "foreign-troops-ucdp-and-this-dataset"
    found, before = asked(store, slug), gold(slug)
    added = [row for row in found if row not in before]
    wanted = [("2018", "Egypt", "side_a_2nd"), ("2019", "Malta", "side_b_2nd")]

    assert [(row["year"], row["actor_label"], row["ucdp_field"]) for row in added] == wanted
    assert {(row["ucdp_records"], row["claims"], row["comparison"]) for row in added} == {("1", "0", "only UCDP")}
    assert [row for row in found if row not in added] == before, "Sudan in 2019 has a record for each coding, as before"


def test_imported_years_say_whom_ucdp_codes_as_a_party(store: Store) -> None:
    slug = "conflict-parties-by-authority"
    found, before = asked(store, slug), gold(slug)
    changed = [row for row in found if row not in before]

    def claim(row: Row) -> tuple[str, ...]:
        return tuple(row[name] for name in ("party", "conflict", "side", "party_type", "when", "authority"))

    assert [*map(claim, found)] == [*map(claim, before)]
    assert {row["party_label"] for row in changed} == {"Libyan National Army"}
    assert {(row["ucdp_first_year"], row["ucdp_last_year"], row["side"]) for row in changed} == {
        ("2019", "2019", "side-b")
    }
