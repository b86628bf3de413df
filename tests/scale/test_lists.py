"""Lists of 350,000 imported events cost what lists of 10,000 cost, and every published query answers in its time.

Half an hour and some gigabytes, so no part of the usual tests: `make full`. The rows come from beside the project.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from casus import ONTOLOGY_DIR
from casus.app import create_app
from casus.compiler.build import build
from casus.http import cursors
from casus.http.current_release import releases
from casus.records.proof import prove
from casus.release.manifest import current
from casus.settings import Settings
from casus.store.dataset import ReleaseDataset
from casus.terms.namespaces import RECORD
from tests.imports.made_up import SHARED, imported

pytestmark = pytest.mark.scale
ROWS = SHARED / "ucdp" / "ged191-sample.csv"
MULTIPLY = SHARED.parent / "tools" / "multiply-ged"
MANY, FEW = int(os.environ.get("SCALE_ROWS", "350000")), 10_000
FACETS = "facets=violence_type,conflicts,actors"
LISTS = {
    "the first page": f"{FACETS}",
    "one value": f"violence_type=state-based&{FACETS}",
    "an actor": f"actors=organizations/ucdp-144&{FACETS}",
    "a conflict": f"conflicts=conflicts/ucdp-231&{FACETS}",
    "thirty days": f"from=2012-03-01&to=2012-03-30&{FACETS}",
    "a part of a name": f"q=hpakant&{FACETS}",
}
MOST_MS = 100
MOST_TRIPLES = 28
"""Of an event, with its places in orders and its part of the records that it names."""


@pytest.fixture(scope="module")
def var_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """The folder of a release with so many events, imported and built."""
    if not (ROWS.exists() and MULTIPLY.exists()):
        pytest.skip("the rows are not beside the project")
    folder = tmp_path_factory.mktemp("scale")

    def var_of(rows: int) -> Path:
        var = folder / str(rows)
        if not var.exists():
            file = folder / f"ged-{rows}.csv"
            subprocess.run([sys.executable, str(MULTIPLY), str(ROWS), str(rows), str(file)], check=True)
            imported("ucdp-ged", file, var, ONTOLOGY_DIR, "24.1")
            file.unlink()
            build(ONTOLOGY_DIR, var, prove=prove)
        return var

    return var_of


@pytest.fixture(scope="module")
def client_of(var_of: Callable[[int], Path]) -> Iterator[Callable[[int], FlaskClient]]:
    """A client of a release with so many events, on disk."""
    made: dict[int, FlaskClient] = {}

    def client_of(rows: int) -> FlaskClient:
        if rows not in made:
            made[rows] = create_app(Settings(var_dir=var_of(rows), store_mode="disk")).test_client()
        return made[rows]

    yield client_of
    for client in made.values():
        with client.application.app_context():
            releases().served.sandbox.close()


def milliseconds(client: FlaskClient, path: str) -> float:
    """Processor time, the median of nine."""
    taken = []
    for _ in range(9):
        start = time.process_time()
        assert client.get(path).status_code == 200
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


@pytest.mark.parametrize("query", LISTS.values(), ids=LISTS.keys())
def test_a_page_with_its_total_and_three_facets_is_soon_there(
    client_of: Callable[[int], FlaskClient], query: str
) -> None:
    page = client_of(MANY).get(f"/v1/events?{query}").json
    assert page["total"]["value"] > 0
    assert not any(facet["cut"] for facet in page["facets"].values())
    assert milliseconds(client_of(MANY), f"/v1/events?{query}") <= MOST_MS


def test_page_5000_is_soon_there(client_of: Callable[[int], FlaskClient]) -> None:
    client = client_of(MANY)
    first = client.get(f"/v1/events?{FACETS}").json
    offset = min(250_000, first["total"]["value"] - 50)
    cursor = cursors.write(offset, first["release"], [("", "/v1/events")])
    page = client.get(f"/v1/events?{FACETS}&cursor={cursor}").json
    assert len(page["items"]) == 50
    assert milliseconds(client, f"/v1/events?{FACETS}&cursor={cursor}") <= MOST_MS


def test_the_first_page_of_every_collection_and_a_record_are_sooner_there(
    client_of: Callable[[int], FlaskClient],
) -> None:
    client = client_of(MANY)
    with client.application.app_context():
        names = list(releases().served.model.collections)
    taken = {name: milliseconds(client, f"/v1/{name}") for name in names}
    assert {name: ms for name, ms in taken.items() if ms > 50} == {}
    assert milliseconds(client, "/v1/events/ucdp-ged-77") <= 20


@pytest.mark.parametrize("path", ["/v1/events", "/v1/events/ucdp-ged-77"])
def test_a_page_costs_as_much_as_with_few_records(client_of: Callable[[int], FlaskClient], path: str) -> None:
    many, few = (statistics.median(milliseconds(client_of(rows), path) for _ in range(5)) for rows in (MANY, FEW))
    assert many <= 1.2 * few


@pytest.mark.parametrize("query", LISTS.values(), ids=LISTS.keys())
def test_the_published_query_gives_the_same_ids_within_its_deadline(
    client_of: Callable[[int], FlaskClient], query: str
) -> None:
    client = client_of(MANY)
    page = client.get(f"/v1/events?{query}").json
    (text,) = parse_qs(urlsplit(page["links"]["query"]).query)["query"]
    start = time.monotonic()
    answer = client.get("/sparql", query_string={"query": text}, headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200
    assert time.monotonic() - start < 30
    rows = answer.get_json(force=True)["results"]["bindings"]
    assert [row["id"]["value"] for row in rows] == [RECORD + item["id"] for item in page["items"]]


def test_an_event_costs_few_triples(client_of: Callable[[int], FlaskClient]) -> None:
    with client_of(MANY).application.app_context():
        many = releases().served.release.manifest.triples
    with client_of(FEW).application.app_context():
        few = releases().served.release.manifest.triples
    assert (many - few) / (MANY - FEW) <= MOST_TRIPLES


def test_the_manifest_tells_what_the_store_holds(var_of: Callable[[int], Path]) -> None:
    release = current(var_of(FEW))
    dataset = ReleaseDataset.open(release.store_path)
    assert dataset.number("SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }") == release.manifest.triples
