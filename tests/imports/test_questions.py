"""The questions, of a release with made-up rows of datasets: those about what is coded here answer as without them."""

import csv
import io

import pytest
from pyoxigraph import QueryResultsFormat, Store

from casus import ONTOLOGY_DIR
from casus.compiler.build import build
from tests.imports.made_up import ACD, PAX, Cells, imported, write
from tools.made_up import event

pytestmark = pytest.mark.slow
QUESTIONS = ONTOLOGY_DIR / "questions"
_WITH_UCDP = ("conflict-parties-by-authority", "foreign-troops-ucdp-and-this-dataset")
"""The questions that compare with the datasets, and so count their rows: each says so."""
OF_CLAIMS = sorted(path.stem for path in QUESTIONS.glob("*.rq") if path.stem not in _WITH_UCDP)
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
    # events of this war in its years, by actors and at places of UCDP; an agreement in Libya
    days = {"date_start": "2019-05-04 00:00:00.000", "date_end": "2019-05-04 00:00:00.000"}
    events = [
        event(),
        event(id="900002", **days, side_b="Forces of the House of Representatives", side_b_new_id="5802"),
    ]
    imported("ucdp-ged", write(folder / "ged241.csv", events), folder / "var", ONTOLOGY_DIR)
    agreements = [
        PAX,
        PAX | {"AgtId": "78", "Dat": "2019-05-04", "Stage": "SubPar", "Status": "Multiparty signed/agreed"},
    ]
    imported("pa-x", write(folder / "pax-v9.csv", agreements, [*PAX]), folder / "var", ONTOLOGY_DIR)
    return Store.read_only(str(build(ONTOLOGY_DIR, folder / "var").store_path))


def asked(store: Store, slug: str) -> list[Row]:
    return rows_of(store, (QUESTIONS / f"{slug}.rq").read_text("utf-8"))


def rows_of(store: Store, query: str) -> list[Row]:
    found = store.query(query, use_default_graph_as_union=True)
    return [*csv.DictReader(io.StringIO(found.serialize(format=QueryResultsFormat.CSV).decode(), newline=""))]


def gold(slug: str) -> list[Row]:
    return [*csv.DictReader(io.StringIO((QUESTIONS / f"{slug}.csv").read_text("utf-8"), newline=""))]


@pytest.mark.parametrize("slug", OF_CLAIMS)
def test_a_question_about_what_is_coded_here_answers_the_same_with_datasets(store: Store, slug: str) -> None:
    assert asked(store, slug) == gold(slug)


def test_deaths_by_kind_of_place_count_no_imported_event_even_if_it_had_a_kind(store: Store) -> None:
    query = (QUESTIONS / "casualties-by-place-type.rq").read_text("utf-8")
    of_any_kind = query.replace("    casus:eventType ?event_type ;\n", "")
    assert rows_of(store, of_any_kind) == gold("casualties-by-place-type")


@pytest.mark.parametrize("slug", _WITH_UCDP)
def test_a_question_that_counts_rows_of_datasets_says_so(slug: str) -> None:
    note = next(line for line in (QUESTIONS / f"{slug}.rq").read_text("utf-8").splitlines() if "# note:" in line)
    assert "imported" in note


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
