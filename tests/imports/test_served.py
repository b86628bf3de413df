"""A release with an imported dataset, served: lists, pages, counterparts, changes, counts, the dump and SPARQL."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus import ONTOLOGY_DIR
from casus.app import create_app
from casus.compiler.build import build
from casus.compiler.freshness import is_stale
from casus.compiler.violations import BuildError
from casus.http.current_release import releases
from casus.imports.importing import forget
from casus.records.proof import prove
from casus.release.manifest import Release
from casus.settings import Settings
from tests.conftest import OF_DATASETS, Workshop
from tests.imports.made_up import imported, write
from tools.made_up import event

pytestmark = pytest.mark.slow
LNA = "7072"
"""UCDP's number of an actor that the sources have."""


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imports") / "var"


@pytest.fixture(scope="module")
def releases_made(var: Path) -> tuple[Release, Release]:
    """The shipped data with two events, then with another version of the dataset."""
    rows = [event(), event(id="900002", side_b_new_id=LNA, side_b="LNA", date_prec="2", date_end="2016-05-06")]
    imported("ucdp-ged", write(var.parent / "ged241.csv", rows), var, ONTOLOGY_DIR)
    first = build(ONTOLOGY_DIR, var, prove=prove)
    assert not is_stale(ONTOLOGY_DIR, var)
    rows = [event(best="7", deaths_a="2"), event(id="900003")]
    imported("ucdp-ged", write(var.parent / "ged251.csv", rows), var, ONTOLOGY_DIR)
    assert is_stale(ONTOLOGY_DIR, var)
    return first, build(ONTOLOGY_DIR, var, prove=prove)


@pytest.fixture(scope="module")
def client(var: Path, releases_made: tuple[Release, Release]) -> Iterator[FlaskClient]:
    client = create_app(Settings(var_dir=var, store_mode="disk", release=releases_made[0].id)).test_client()
    yield client
    with client.application.app_context():
        releases().served.sandbox.close()


def get(client: FlaskClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, (path, response.text[:300])
    return response.json


def test_an_event_has_its_page_with_what_the_row_says(client: FlaskClient) -> None:
    found = get(client, "/v1/events/ucdp-ged-900001")

    assert (found["violence_type"]["id"], found["event_type"]) == ("state-based", None)
    assert [found[f"deaths_{of}"] for of in ("side_a", "side_b", "civilians", "unknown")] == [1, 2, 0, 3]
    assert (found["record_key"], found["sources"][0]["id"]) == ("id=900001", "sources/imported-ucdp-ged-24-1")
    source = get(client, "/v1/sources/imported-ucdp-ged-24-1")
    assert (source["version"], source["horizon"]) == ("24.1", "2016-05-06")
    assert "Sundberg" in source["citation"] and source["licence"].startswith("https://creativecommons.org/")


def test_a_place_has_its_point_and_lacks_the_precision_that_its_dataset_does_not_give(client: FlaskClient) -> None:
    event = get(client, "/v1/events/ucdp-ged-900001")
    place = get(client, f"/v1/{event['places'][0]['id']}")

    assert [(found["latitude"], found["longitude"]) for found in (event, place)] == [(31.25, 16.5)] * 2
    assert event["coordinate_precision"] is place["coordinate_precision"] is place["coordinate_source"] is None
    assert event["codings"] == []


@pytest.mark.parametrize(
    "query",
    [
        "violence_type=state-based", "q=madeupville", "from=2016-05-05&to=2016-05-06", "actors=armed-forces/ucdp-7072",
        "dyads=dyads/ucdp-90001", "sources=imported-ucdp-ged-24-1&sort=-fatalities_best", "min=deaths_civilians:0",
        "bbox=16,31,17,32&sort=latest_end", "",
    ],
)  # fmt: skip
def test_the_published_query_of_a_list_gives_the_ids_of_the_list(client: FlaskClient, query: str) -> None:
    page = get(client, f"/v1/events?{query}&facets=violence_type,actors")
    answer = client.get(page["links"]["query"].removeprefix("http://localhost"), headers={"Accept": "application/json"})

    found = [row["id"]["value"].partition("/id/")[2] for row in json.loads(answer.data)["results"]["bindings"]]
    assert found == [item["id"] for item in page["items"]] and found


@pytest.mark.parametrize("path", [f"/v1/{name}" for name in OF_DATASETS])
def test_lists_that_come_with_datasets_are_as_the_document_says(client: FlaskClient, path: str) -> None:
    document = get(client, "/openapi.json")
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(get(client, path))


def test_a_record_and_what_a_dataset_has_of_it_name_each_other(client: FlaskClient) -> None:
    ours = get(client, "/v1/armed-forces/lna")["counterparts"]
    (other,) = [each for each in ours if each["record"]["id"] == f"armed-forces/ucdp-{LNA}"]
    theirs = get(client, f"/v1/armed-forces/ucdp-{LNA}")["counterparts"]

    assert other["scheme"]["id"] == "ucdp-actor"
    assert {each["record"]["id"] for each in theirs} >= {"armed-forces/lna"}


def test_lookup_and_search_find_both(client: FlaskClient) -> None:
    looked_up = json.dumps(get(client, f"/v1/lookup?scheme=ucdp-actor&value={LNA}"))
    assert "armed-forces/lna" in looked_up and f"armed-forces/ucdp-{LNA}" in looked_up
    searched = [each["id"] for each in get(client, "/v1/search?q=A Made-up Front")["items"]]
    assert searched[0] == "armed-forces/ucdp-90002"
    assert not any(id.startswith("events/ucdp-ged") for id in searched)


def test_the_timeline_and_counts_have_them(client: FlaskClient) -> None:
    entries = get(client, "/v1/timeline?from=2016-05-04&to=2016-05-06&type=Event")["items"]
    assert {"events/ucdp-ged-900001", "events/ucdp-ged-900002"} <= {each["id"] for each in entries}
    counted = get(client, "/v1/counts/events?by=violence_type&from=2016&to=2016")["items"]
    assert [row["count"] for row in counted if row["violence_type"]] == [2]


def test_a_release_tells_what_it_holds(client: FlaskClient, releases_made: tuple[Release, Release]) -> None:
    release = get(client, f"/v1/releases/{releases_made[0].id}")
    (told,) = release["imports"]
    assert (told["dataset"], told["version"], told["rows"]) == ("ucdp-ged", "24.1", 2)
    (dump,) = release["dumps"]
    quads = list(
        pyoxigraph.parse(gzip.decompress(releases_made[0].quads_path.read_bytes()), pyoxigraph.RdfFormat.N_QUADS)
    )
    assert len(quads) == releases_made[0].manifest.triples == release["triples"], dump
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    answer = client.get("/sparql", query_string={"query": count, "format": "json"})
    assert json.loads(answer.data)["results"]["bindings"][0]["n"]["value"] == str(len(quads))


def test_changes_between_two_versions_of_a_dataset_are_told(
    client: FlaskClient, releases_made: tuple[Release, Release]
) -> None:
    first, second = releases_made
    changes = get(client, f"/v1/changes?since={first.id}&release={second.id}&limit=500")["items"]
    told = {each["id"]: each["change"] for each in changes}

    assert told["events/ucdp-ged-900001"] == "changed"
    assert (told["events/ucdp-ged-900002"], told["events/ucdp-ged-900003"]) == ("removed", "added")


def test_a_shared_record_is_told_by_one_dataset_and_what_is_forgotten_is_gone(
    workshop: Workshop, tmp_path: Path
) -> None:
    first = workshop.build()
    imported("ucdp-ged", write(tmp_path / "ged241.csv", [event()]), workshop.var, workshop.sources)
    row = event(code_status="Check dyad", side_b="The Same Front")
    imported("ucdp-candidate", write(tmp_path / "e.csv", [row]), workshop.var, workshop.sources, "26.0.1")
    both = build(workshop.sources, workshop.var, prove=prove)
    store = pyoxigraph.Store.read_only(str(both.store_path))
    label = pyoxigraph.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    front = pyoxigraph.NamedNode("https://w3id.org/casus/id/armed-forces/ucdp-90002")
    assert [quad.object.value for quad in store.quads_for_pattern(front, label, None)] == ["A Made-up Front"]
    assert len(store) == both.manifest.triples

    forget(workshop.var, "ucdp-ged")
    forget(workshop.var, "ucdp-candidate")
    assert workshop.build().id == first.id


def test_a_state_that_is_gone_stops_the_build(workshop: Workshop, tmp_path: Path) -> None:
    workshop.append(
        "data/records.ttl",
        'state:atlantis a casus:State ; skos:prefLabel "Atlantis"@en ; dcterms:source source:book ; casus:identifier '
        '[ a casus:Identifier ; casus:scheme identifier-scheme:gw-code ; casus:value "999" ; '
        "casus:matchStrength match-strength:exact ] .",
    )
    imported("ucdp-ged", write(tmp_path / "ged241.csv", [event(country_id="999")]), workshop.var, workshop.sources)
    workshop.build()
    workshop.edit("data/records.ttl", "state:atlantis", "state:lemuria")
    with pytest.raises(BuildError) as caught:
        workshop.build()
    assert "names id/states/atlantis, which the sources do not have" in str(caught.value.violations[0])
