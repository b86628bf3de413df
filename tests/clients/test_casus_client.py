"""The client in `clients/python`, at a real server."""

import subprocess
import sys
import zipfile
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from casus_client import Casus, Problem, values
from tests.clients.recorder import Recorder
from tests.conftest import Workshop, running_server
from tests.loopback import Handler, LoopbackServer
from tests.snippets import ROOT

PACKAGE = ROOT / "clients" / "python"


@pytest.fixture(scope="module")
def casus(server: str) -> Casus:
    return Casus(server)


def test_columns_have_the_types_of_the_contract_whatever_is_in_them(casus: Casus) -> None:
    states = casus.frame("states")
    types = states.dtypes.astype(str)

    assert (types["cow_code"], types["iso_alpha2"], types["iso_numeric"]) == ("Int64", "str", "str")
    assert states["cow_code"].isna().any() and states["cow_code"].notna().any()
    assert states.set_index("id").loc["states/namibia", "iso_alpha2"] == "NA"
    assert states.set_index("id").loc["states/afghanistan", "iso_numeric"] == "004"
    nobody = casus.frame("claims", type="Support", supporter="states/namibia")
    assert len(nobody) == 0
    assert str(nobody["evidence_for"].dtype) == "Int64"
    assert str(nobody["earliest_start"].dtype).startswith("datetime64")


def test_references_are_ids_with_type_and_label_beside_them(casus: Casus) -> None:
    claims = casus.frame("claims", type="Support", recipient="armed-forces/lna", fields=["supporter", "status"])

    assert [*claims] == ["id", "type", "label", "status", "supporter", "supporter.type", "supporter.label"]
    assert set(claims["supporter"].str.partition("/")[0]) <= {"states", "armed-forces", "organizations", "persons"}


@pytest.mark.parametrize(
    ("path", "query", "numbers"),
    [
        ("counts/events", {"by": ["year", "event_type"], "sum": "fatalities_best"}, ["year", "count"]),
        ("panel", {"unit": "dyad-year", "from_": 2011, "to": 2021}, ["year", "cow_code", "claim_count"]),
        ("network", {"type": "Support", "truthy": True}, ["evidence_for", "evidence_against"]),
    ],
)
def test_any_table_is_a_frame(casus: Casus, path: str, query: dict[str, object], numbers: list[str]) -> None:
    frame = casus.frame(path, **query)

    assert len(frame) > 10
    assert {str(frame[name].dtype) for name in numbers} == {"Int64"}


def test_a_frame_says_where_the_same_is_found_again(casus: Casus) -> None:
    frame = casus.frame("states", cow_code=[620, 640])

    assert frame.attrs["release"] == casus.pin().release
    assert requests.get(frame.attrs["url"], timeout=60).text.splitlines()[1].startswith("states/libya")


def test_a_list_is_all_of_its_pages_and_of_one_release(server: str) -> None:
    release = Casus(server).pin().release
    with Recorder(server) as recorder:
        rows = list(Casus(recorder.url).list("crosswalks/cow", match_strength="exact"))
    first, *others = (parse_qs(urlsplit(request.path).query) for request in recorder.requests)

    assert len(rows) == requests.get(f"{server}/v1/crosswalks/cow?match_strength=exact").json()["total"]["value"] > 200
    assert "release" not in first
    assert len(others) > 3 and {each["release"][0] for each in others} == {release}


def test_a_list_that_has_them_comes_in_one_answer(server: str) -> None:
    with Recorder(server) as recorder:
        claims = list(Casus(recorder.url).list("claims"))

    assert len(claims) == requests.get(f"{server}/v1/claims?limit=1").json()["total"]["value"] > 1000
    assert len(recorder.requests) == 1


def test_so_many_as_are_wanted(casus: Casus) -> None:
    assert len(list(casus.list("claims", limit=7))) == 7
    assert len(list(casus.search("haftar", limit=3))) == 3
    assert len(list(islice(casus.search("haftar"), 60))) == 60


def test_an_answer_that_breaks_off_is_an_error(server: str) -> None:
    with Recorder(server, breaks_off=True) as recorder:
        broken = Casus(recorder.url)
        for ask in (lambda: list(broken.list("states")), lambda: broken.frame("states"), broken.pin):
            with pytest.raises(requests.RequestException):
                ask()


def test_what_is_refused_says_what_is_allowed(casus: Casus) -> None:
    with pytest.raises(Problem) as refused:
        casus.list("armed-forces", force_type="local-militias")
    problem = refused.value
    (error,) = problem.errors

    assert (problem.status, problem.slug) == (422, "invalid-parameters")
    assert (error.parameter, error.similar) == ("force_type", ("local-militia",))
    assert "private-military-company" in error.allowed
    assert "force_type=['local-militias']: is not one of the values" in str(problem)
    assert "perhaps: local-militia; allowed: armed-group, " in str(problem)


def test_what_is_not_there_says_what_may_have_been_meant(casus: Casus) -> None:
    with pytest.raises(Problem, match="perhaps: persons/khalifa-haftar"):
        casus.record("persons/khalifa-hafter")
    with pytest.raises(Problem, match="has the COW code '62000'") as unknown:
        casus.lookup("cow", 62000)
    assert unknown.value.body["look_alikes"] == []
    with pytest.raises(Problem, match=r"Line 1, column \d+"):
        casus.sparql("SELECT")


def test_an_answer_of_something_else_is_a_problem_too() -> None:
    class Nothing(Handler):
        def do_GET(self) -> None:
            self.send_error(404)

    with LoopbackServer(Nothing) as other, pytest.raises(Problem, match="did not answer as Casus does") as refused:
        Casus(other.url).record("states/libya")
    assert (refused.value.status, refused.value.slug) == (404, "about:blank")


def test_a_service_that_is_busy_is_asked_again(server: str) -> None:
    with Recorder(server, busy=1) as recorder:
        assert Casus(recorder.url).record("states/libya")["label"] == "Libya"
    assert len(recorder.requests) == 2


@pytest.mark.slow
def test_a_service_that_stays_busy_is_a_problem(server: str) -> None:
    with Recorder(server, busy=9) as recorder, pytest.raises(Problem) as refused:
        Casus(recorder.url).record("states/libya")
    assert (refused.value.slug, len(recorder.requests)) == ("busy", 4)


def test_everything_that_is_asked_of_a_pinned_service_names_the_release(server: str) -> None:
    with Recorder(server) as recorder:
        casus = Casus(recorder.url).pin()
        assert casus.pin().release == casus.release
        assert casus.get("network", ego="armed-forces/lna")["graph"]["release"] == casus.release
        assert casus.question("who-was-the-government").attrs["release"] == casus.release
        assert casus.frame("states").attrs["release"] == casus.release
        assert next(casus.search("Hifter"))["id"] == "persons/khalifa-haftar"
        assert len(casus.sparql("SELECT * { ?s a <https://w3id.org/casus/ontology#State> } LIMIT 3")) == 3
        assert casus.release and casus.release in casus.cite()
    asked = [request.path for request in recorder.requests if request.path not in ("/", "/openapi.json")]
    assert asked and [path for path in asked if str(casus.release) not in path] == []


@pytest.mark.slow
def test_a_release_is_asked_after_another_is_served(workshop: Workshop) -> None:
    first = workshop.build()
    workshop.edit("data/records.ttl", '"First Force"@en', '"Another Name"@en')
    second = workshop.build()
    with running_server(workshop.var) as url:
        now, then = Casus(url).pin(), Casus(url, first.id)

        assert now.release == second.id != first.id
        assert [next(casus.list("armed-forces"))["label"] for casus in (now, then)] == ["Another Name", "First Force"]
        assert [casus.frame("armed-forces")["label"][0] for casus in (now, then)] == ["Another Name", "First Force"]
        with pytest.raises(Problem):
            Casus(url, "0.1.0-000000000000").record("armed-forces/first")


def test_the_answer_of_a_question_comes_with_its_note_and_citation(casus: Casus) -> None:
    rows = casus.question("who-came-and-did-not-sign", negotiation="moscow-talks-2020")

    assert {"participant", "reason_status"} <= {*rows} and len(rows) > 10
    assert "note" in rows.attrs and rows.attrs["release"] in rows.attrs["cite_as"]
    counted = casus.question("casualties-by-place-type")
    assert {"Int64", "str"} <= {*counted.dtypes.astype(str)}


def test_results_of_queries_join_tables(casus: Casus) -> None:
    killed = casus.sparql(
        "PREFIX casus: <https://w3id.org/casus/ontology#>\n"
        "SELECT ?id ?start ?low WHERE { ?id a casus:Event ; casus:earliestStart ?start "
        "OPTIONAL { ?id casus:fatalitiesLow ?low } }"
    )
    joined = casus.frame("events", fields=["earliest_start", "fatalities_low"]).merge(killed, on="id")

    assert len(joined) == len(killed) > 100
    assert (joined["earliest_start"] == joined["start"]).all()
    assert joined["fatalities_low"].equals(joined["low"])


def test_citations(casus: Casus) -> None:
    assert casus.cite("claims/moscow-talks-2020-lna").startswith("“The LNA took part")
    assert casus.cite("claims/moscow-talks-2020-lna", "ris").startswith("TY  - ")
    assert str(casus.pin().release) in casus.cite()


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a|b", ["a", "b"]),
        ("|b", ["", "b"]),
        ("a|", ["a", ""]),
        (r"a\|b|c\\|d\;e", ["a|b", "c\\", "d;e"]),
        ("a", ["a"]),
        ("", []),
        (float("nan"), []),
    ],
)
def test_values_of_a_cell(cell: object, found: list[str]) -> None:
    assert values(cell) == found


def test_without_pandas_everything_works_but_frames(server: str) -> None:
    program = (
        "import sys; sys.modules['pandas'] = None\n"
        "from casus_client import Casus\n"
        f"casus = Casus({server!r})\n"
        "print(casus.record('states/libya')['label'], len(list(casus.list('states', cow_code=620))))\n"
        "try: casus.frame('states')\n"
        "except ImportError as error: print(error)\n"
    )
    end = subprocess.run([sys.executable, "-c", program], cwd=PACKAGE, capture_output=True, text=True, check=True)
    assert end.stdout.splitlines() == ["Libya 1", "data frames need pandas: pip install 'casus-client[pandas]'"]


@pytest.mark.slow
def test_the_package_is_typed_and_alone_in_its_wheel(tmp_path: Path) -> None:
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        tmp_path,
    ]
    subprocess.run([*pip, PACKAGE], check=True)
    (wheel,) = tmp_path.glob("casus_client-*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    assert "casus_client/py.typed" in names
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"casus_client"}
