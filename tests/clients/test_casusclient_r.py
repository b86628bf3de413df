"""The client in `clients/r`, sourced by R: it finds what the one in Python finds."""

import json
import subprocess
from typing import Any

import pytest

from casus_client import Casus, Problem
from tests.clients.recorder import Recorder
from tests.snippets import CLIENTS, ROOT, environment, need

pytestmark = pytest.mark.clients

PACKAGE = ROOT / "clients" / "r"


@pytest.fixture(scope="module")
def found(server: str) -> dict[str, Any]:
    need("R")
    with Recorder(server, busy=1) as busy, Recorder(server, breaks_off=True) as broken:
        command = ["Rscript", "--vanilla", CLIENTS / "casusclient.R", PACKAGE, server, busy.url, broken.url]
        end = subprocess.run(command, env=environment(), capture_output=True, timeout=240)
    assert end.returncode == 0, end.stderr.decode()
    answer: dict[str, Any] = json.loads(end.stdout)
    return answer


@pytest.fixture(scope="module")
def casus(server: str) -> Casus:
    return Casus(server)


def test_columns_have_the_types_of_the_contract(found: dict[str, Any]) -> None:
    assert found["states"] == {"cow_code": "numeric", "iso_alpha2": "character", "iso_numeric": "character"}
    assert found["nobody"] == {"evidence_for": "numeric", "earliest_start": "Date"}
    assert found["counts"] == {
        "year": "numeric",
        "event_type": "character",
        "count": "numeric",
        "sum_fatalities_best": "numeric",
    }
    assert found["directed"] == "logical"
    assert found["question"] == {"place_type": "character", "events": "integer", "fatalities_best": "integer"}
    assert {"NA", "004"} <= {*found["codes"]}


def test_tables_are_those_of_the_client_in_python(found: dict[str, Any], casus: Casus) -> None:
    claims = casus.frame("claims", type="Support", recipient="armed-forces/lna", fields=["supporter", "status"])
    counts = casus.frame("counts/events", by=["year", "event_type"], sum="fatalities_best")

    assert found["columns"] == [*claims]
    assert found["supporters"] == [*claims["supporter"]]
    assert found["deaths"] == counts["sum_fatalities_best"].sum() > 0
    assert found["again"].startswith("states/libya,")


def test_lists_are_whole(found: dict[str, Any], casus: Casus) -> None:
    assert found["pages"] == len(list(casus.list("crosswalks/cow", match_strength="exact"))) > 200
    assert found["claims"] == len(list(casus.list("claims"))) > 1000
    assert found["first"] == 7
    assert (found["found"], found["looked"]) == ("persons/khalifa-haftar", "states/libya")


def test_results_of_queries_join_tables(found: dict[str, Any]) -> None:
    rows, killed, same_start = found["joined"]
    assert rows == killed == same_start > 100
    assert found["same"] is True


def test_a_pinned_service_stays_in_its_release(found: dict[str, Any], casus: Casus) -> None:
    release = casus.pin().release
    assert found["pinned"] == [release] * 3
    assert found["release"] == release
    assert found["other"] == "invalid-parameters"


def test_citations_are_those_of_the_client_in_python(found: dict[str, Any], casus: Casus) -> None:
    claim = "claims/moscow-talks-2020-lna"
    assert found["cited"] == [casus.cite(), casus.cite(claim), casus.cite(claim, "ris")]


def test_what_is_refused_says_what_is_allowed(found: dict[str, Any], casus: Casus) -> None:
    slug, status, text = found["refused"]
    with pytest.raises(Problem) as refused:
        casus.frame("armed-forces", force_type="local-militias")

    assert (slug, status) == ("invalid-parameters", 422)
    assert text.replace("=local-militias:", "=['local-militias']:") == str(refused.value)
    assert "perhaps: persons/khalifa-haftar" in found["missing"][2]


def test_a_busy_service_is_asked_again_and_an_answer_that_breaks_off_is_an_error(found: dict[str, Any]) -> None:
    assert found["busy"] == "Libya"
    assert found["broken"] == [True, True, True]


def test_values_of_a_cell(found: dict[str, Any]) -> None:
    assert found["values"] == [["a", "b"], ["", "b"], ["a|b", "c\\", "d;e"], ["a"], []]
