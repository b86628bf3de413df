"""The network: its edges are the claims that SPARQL finds, in every format, whole, around an actor and in pages."""

import csv
import io
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import igraph
import networkx as nx
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from casus.app import create_app
from casus.settings import Settings
from casus.store.open_release import OpenRelease

Json = dict[str, Any]


def network(client: FlaskClient, parameters: str = "") -> Json:
    response = client.get(f"/v1/network?{parameters}")
    assert response.status_code == 200, response.text
    answer: Json = response.json
    return answer


def claims(answer: Json) -> set[str]:
    return {link["claim"] for link in answer["links"]}


@pytest.mark.parametrize("kind", ["support", "arms-transfer", "membership", "government-status", "alignment"])
def test_every_claim_of_a_kind_between_two_actors_is_an_edge(client: FlaskClient, kind: str) -> None:
    total = client.get(f"/v1/claims?kind={kind}&limit=1").json["total"]["value"]
    answer = network(client, f"kind={kind}")

    assert {link["kind"] for link in answer["links"]} == {kind}
    if kind == "arms-transfer":  # some suppliers are not known
        assert 0.5 * total < len(claims(answer)) <= total
    else:
        assert len(claims(answer)) == total


@pytest.mark.parametrize(
    "filters",
    ["status=accepted", "status=contested&status=denied", "conflict=libya-tripoli-2019-2020", "supporter=turkey",
     "about=lna", "at=2020-01-20", "at=2020-01-20&match=certain", "from=2011&to=2012", "truthy=true"],
)  # fmt: skip
def test_the_filters_are_those_of_claims(client: FlaskClient, filters: str) -> None:
    listed = client.get(f"/v1/claims?kind=support&format=csv&fields=status&{filters}").text
    expected = {row["id"] for row in csv.DictReader(io.StringIO(listed))}

    assert expected
    assert claims(network(client, f"kind=support&{filters}")) == expected


def test_an_edge_says_what_the_claim_says(client: FlaskClient) -> None:
    for link in network(client, "kind=support&supporter=turkey")["links"]:
        claim = client.get(f"/v1/claims/{link['claim']}").json
        assert (link["status"], link["relation"]) == (claim["status"]["id"], claim["support_form"]["id"])
        assert (link["when"], link["earliest_start"]) == (claim["when"], claim["earliest_start"])
        assert link["source"] == "states/turkey"
        assert link["target"].split("/")[1] == claim["recipient"]["id"]


def test_an_alliance_of_three_is_three_edges_without_a_direction(client: FlaskClient) -> None:
    links = [
        link for link in network(client, "kind=alignment")["links"] if link["claim"] == "cyprus-greece-israel-energy"
    ]

    assert {(link["source"], link["target"]) for link in links} == {
        ("states/cyprus", "states/greece"),
        ("states/cyprus", "states/israel"),
        ("states/greece", "states/israel"),
    }
    assert not any(link["directed"] for link in links)
    assert len({link["key"] for link in links}) == 3


def test_the_query_of_a_network_finds_its_edges(client: FlaskClient, opened: OpenRelease) -> None:
    for parameters in ("kind=support&at=2020-01", "ego=lna&depth=1&status=accepted"):
        answer = network(client, parameters)
        (query,) = parse_qs(urlsplit(answer["graph"]["query"]).query)["query"]
        rows = [tuple(str(term).rsplit("/", 1)[-1] for term in row) for row in opened.dataset.select(query)]
        assert rows == [(k["claim"], k["source"].split("/")[1], k["target"].split("/")[1]) for k in answer["links"]]


@pytest.mark.parametrize("depth", [1, 2])
def test_the_surroundings_of_an_actor_are_those_that_networkx_finds(client: FlaskClient, depth: int) -> None:
    whole = nx.node_link_graph(network(client, "status=accepted"), edges="links")
    around = nx.ego_graph(whole.to_undirected(), "armed-forces/lna", radius=depth)
    answer = network(client, f"status=accepted&ego=armed-forces/lna&depth={depth}")

    assert {node["id"] for node in answer["nodes"]} == set(around.nodes)
    assert len(answer["links"]) == around.number_of_edges()


def test_an_actor_without_edges_stands_alone(client: FlaskClient) -> None:
    answer = network(client, "ego=states/abkhazia")

    assert ([node["id"] for node in answer["nodes"]], answer["links"]) == (["states/abkhazia"], [])


def test_graphml_and_gexf_hold_the_same_graph(client: FlaskClient) -> None:
    answer = network(client, "kind=support")
    expected = sorted((link["source"], link["target"], link["claim"]) for link in answer["links"])
    graphml = nx.parse_graphml(client.get("/v1/network?kind=support&format=graphml").text)
    gexf = nx.read_gexf(io.BytesIO(client.get("/v1/network?kind=support&format=gexf").data))

    for graph in (graphml, gexf):
        assert set(graph.nodes) == {node["id"] for node in answer["nodes"]}
        assert sorted((s, t, data["claim"]) for s, t, data in graph.edges(data=True)) == expected
    assert graphml.nodes["armed-forces/lna"]["label"] == "Libyan National Army"


def test_the_same_network_is_the_same_gexf_on_any_day(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/v1/network?kind=support&format=gexf")
    monkeypatch.setattr("time.strftime", lambda _: "1999-12-31")
    again = client.get("/v1/network?kind=support&format=gexf")

    assert "<meta>" in first.text
    assert again.text == first.text


def test_igraph_reads_the_graphml(client: FlaskClient, tmp_path: Any) -> None:
    file = tmp_path / "network.graphml"
    file.write_bytes(client.get("/v1/network?kind=support&lang=ar&format=graphml").data)
    graph = igraph.Graph.Read_GraphML(str(file))
    answer = network(client, "kind=support&lang=ar")

    assert (graph.vcount(), graph.ecount()) == (len(answer["nodes"]), len(answer["links"]))
    assert set(graph.vs["label"]) == {node["label"] for node in answer["nodes"]}
    assert set(graph.es["status"]) == {link["status"] for link in answer["links"]}


def test_cytoscape_gets_nodes_and_edges_as_elements(client: FlaskClient) -> None:
    answer = network(client, "kind=alignment")
    response = client.get("/v1/network?kind=alignment&format=cytoscape")
    elements = json.loads(response.text)["elements"]

    assert [node["data"] for node in elements["nodes"]] == answer["nodes"]
    assert [edge["data"]["id"] for edge in elements["edges"]] == [link["key"] for link in answer["links"]]
    assert len({edge["data"]["id"] for edge in elements["edges"]}) == len(elements["edges"])


def test_the_edge_list_has_a_line_for_each_edge_or_for_each_of_its_actors(client: FlaskClient) -> None:
    answer = network(client, "kind=support")
    dyadic = pd.read_csv(io.BytesIO(client.get("/v1/network?kind=support&format=csv").data))
    monadic = pd.read_csv(io.BytesIO(client.get("/v1/network?kind=support&format=csv&view=monadic").data))

    assert list(dyadic["claim"]) == [link["claim"] for link in answer["links"]]
    assert len(monadic) == 2 * len(dyadic)
    turkey = monadic[(monadic["actor"] == "states/turkey") & (monadic["role"] == "from")]
    assert set(turkey["claim"]) == set(dyadic[dyadic["source"] == "states/turkey"]["claim"])


def test_the_edges_of_a_hub_come_page_by_page(client: FlaskClient) -> None:
    whole = network(client, "about=lna")
    expected = [k["key"] for k in whole["links"] if "armed-forces/lna" in (k["source"], k["target"])]
    page = client.get("/v1/armed-forces/lna/adjacent?limit=20").json
    found = page["edges"]
    while page["links"]["next"]:
        page = client.get(page["links"]["next"]).json
        found += page["edges"]

    assert len(found) == page["total"]["value"] == len(expected) > 40
    assert {edge["claim"] for edge in found} == set(expected)
    assert all({edge["source"], edge["target"]} <= {n["id"] for n in page["nodes"]} for edge in page["edges"])


def test_only_actors_have_edges(client: FlaskClient) -> None:
    assert client.get("/v1/states/libya/adjacent?limit=1").status_code == 200
    assert client.get("/v1/places/tripoli/adjacent").status_code == 404
    assert client.get("/v1/armed-forces/nobody/adjacent").status_code == 404


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ("ego=nobody", "ego"),
        ("depth=9", "depth"),
        ("kind=reaction", "kind"),
        ("view=tetradic", "view"),
        ("sort=name", "sort"),
    ],
)
def test_what_a_network_cannot_be_asked_for_is_refused(client: FlaskClient, parameters: str, named: str) -> None:
    response = client.get(f"/v1/network?{parameters}")

    assert response.status_code == 422
    assert response.json["errors"][0]["parameter"] == named


def test_a_network_that_is_too_large_is_refused_and_never_cut(var: Any) -> None:
    app: Flask = create_app(Settings(var_dir=var, network_max_edges=50))
    client = app.test_client()
    refused = client.get("/v1/network?kind=support")

    assert (refused.status_code, refused.json["type"].rsplit("/", 1)[-1]) == (413, "network-too-large")
    assert client.get("/v1/network?kind=support&supporter=turkey&at=2020-01-20").status_code == 200


def test_the_answers_fit_their_schemas(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    for path, url in (
        ("/v1/network", "/v1/network?kind=support"),
        ("/v1/states/{slug}/adjacent", "/v1/states/turkey/adjacent"),
    ):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": document["components"]}).validate(client.get(url).json)
