"""The network: its edges are the claims that SPARQL finds, in every format, whole, around an actor and in pages."""

import csv
import io
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

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
from casus.terms.namespaces import RECORD

Json = dict[str, Any]


def network(client: FlaskClient, parameters: str = "") -> Json:
    response = client.get(f"/v1/network?{parameters}")
    assert response.status_code == 200, response.text
    answer: Json = response.json
    return answer


def claims(answer: Json) -> set[str]:
    return {edge["id"] for edge in answer["edges"]}


@pytest.mark.parametrize("name", ["Support", "ArmsTransfer", "Membership", "GovernmentStatus", "Alignment"])
def test_every_claim_of_a_type_between_two_actors_is_an_edge(client: FlaskClient, name: str) -> None:
    total = client.get(f"/v1/claims?type={name}&limit=1").json["total"]["value"]
    answer = network(client, f"type={name}")

    assert {edge["type"] for edge in answer["edges"]} == {name}
    if name == "ArmsTransfer":  # some suppliers are not known
        assert 0.5 * total < len(claims(answer)) <= total
    else:
        assert len(claims(answer)) == total


@pytest.mark.parametrize(
    "filters",
    ["status=accepted", "status=contested&status=denied", "conflicts=libya-tripoli-2019-2020",
     "supporter=states/turkey", "subjects=armed-forces/lna", "at=2020-01-20", "at=2020-01-20&match=certain",
     "from=2011&to=2012", "truthy=true"],
)  # fmt: skip
def test_the_filters_are_those_of_claims(client: FlaskClient, filters: str) -> None:
    listed = client.get(f"/v1/claims?type=Support&format=csv&fields=status&{filters}").text
    expected = {row["id"] for row in csv.DictReader(io.StringIO(listed))}

    assert expected
    assert claims(network(client, f"type=Support&{filters}")) == expected


def test_an_edge_says_what_the_claim_says(client: FlaskClient) -> None:
    edges = network(client, "type=Support&supporter=states/turkey")["edges"]
    assert edges
    for edge in edges:
        assert "match" not in edge
        claim = client.get(f"/v1/{edge['id']}").json
        said = ("id", "type", "label", "status", "when", "earliest_start", "latest_end", "end_known")
        assert [edge[name] for name in said] == [claim[name] for name in said]
        assert edge["subtype"] == claim["support_form"]
        assert (edge["source"], edge["target"]) == ("states/turkey", claim["recipient"]["id"])


@pytest.mark.parametrize("path", ["network?type=Support", "armed-forces/lna/adjacent?limit=500"])
@pytest.mark.parametrize("time", ["at=2020-01-20", "from=2019-04&to=2020-06"])
def test_with_a_time_each_edge_says_how_it_is_in_it(client: FlaskClient, path: str, time: str) -> None:
    edges = client.get(f"/v1/{path}&{time}").json["edges"]
    certain = {edge["id"] for edge in client.get(f"/v1/{path}&{time}&match=certain").json["edges"]}

    assert {edge["match"] for edge in edges} == {"certain", "possible"}
    assert {edge["id"] for edge in edges if edge["match"] == "certain"} == certain


def test_an_alliance_of_three_is_three_edges_without_a_direction(client: FlaskClient) -> None:
    found = network(client, "type=Alignment")["edges"]
    edges = [edge for edge in found if edge["id"] == "claims/cyprus-greece-israel-energy"]

    assert {(edge["source"], edge["target"]) for edge in edges} == {
        ("states/cyprus", "states/greece"),
        ("states/cyprus", "states/israel"),
        ("states/greece", "states/israel"),
    }
    assert not any(edge["directed"] for edge in edges)
    assert len({edge["key"] for edge in edges}) == 3


def test_the_query_of_a_network_finds_its_edges(client: FlaskClient, opened: OpenRelease) -> None:
    for parameters in ("type=Support&at=2020-01", "ego=armed-forces/lna&depth=1&status=accepted"):
        answer = network(client, parameters)
        (query,) = parse_qs(urlsplit(answer["graph"]["query"]).query)["query"]
        rows = [tuple(str(term).removeprefix(RECORD) for term in row) for row in opened.dataset.select(query)]
        assert rows == [(edge["id"], edge["source"], edge["target"]) for edge in answer["edges"]]
        assert rows


@pytest.mark.parametrize("depth", [1, 2])
def test_the_surroundings_of_an_actor_are_those_that_networkx_finds(client: FlaskClient, depth: int) -> None:
    whole = nx.node_link_graph(network(client, "status=accepted"), edges="edges")
    around = nx.ego_graph(whole.to_undirected(), "armed-forces/lna", radius=depth)
    answer = network(client, f"status=accepted&ego=armed-forces/lna&depth={depth}")

    assert {node["id"] for node in answer["nodes"]} == set(around.nodes)
    assert len(answer["edges"]) == around.number_of_edges()


def test_an_actor_without_edges_stands_alone(client: FlaskClient) -> None:
    answer = network(client, "ego=states/abkhazia")

    assert ([node["id"] for node in answer["nodes"]], answer["edges"]) == (["states/abkhazia"], [])


def test_graphml_and_gexf_hold_the_same_graph(client: FlaskClient) -> None:
    answer = network(client, "type=Support")
    expected = sorted(
        (edge["source"], edge["target"], edge["id"], edge["type"], edge["status"]["id"]) for edge in answer["edges"]
    )
    graphml = nx.parse_graphml(client.get("/v1/network?type=Support&format=graphml").text)
    gexf = nx.read_gexf(io.BytesIO(client.get("/v1/network?type=Support&format=gexf").data))

    for graph, claim_type in ((graphml, "type"), (gexf, "claim_type")):
        assert set(graph.nodes) == {node["id"] for node in answer["nodes"]}
        edges = graph.edges(data=True)
        assert sorted((s, t, data["claim"], data[claim_type], data["status"]) for s, t, data in edges) == expected
    assert graphml.nodes["armed-forces/lna"]["label"] == "Libyan National Army"


@pytest.mark.parametrize(
    ("asked", "default"), [("type=Support", "directed"), ("type=Alignment", "undirected"), ("", None)]
)
def test_the_files_have_the_direction_of_edges_in_the_words_of_their_formats(
    client: FlaskClient, asked: str, default: str | None
) -> None:
    """GEXF 1.3, defaultedgetype and edgetype-type; GraphML, edgedefault and directed. GraphML needs a default."""
    edges = {edge["key"]: edge["directed"] for edge in network(client, asked)["edges"]}
    gexf = ElementTree.fromstring(client.get(f"/v1/network?{asked}&format=gexf").data).find("{*}graph")
    graphml = ElementTree.fromstring(client.get(f"/v1/network?{asked}&format=graphml").data).find("{*}graph")

    assert gexf is not None and gexf.get("defaultedgetype") == default
    assert graphml is not None and graphml.get("edgedefault") == (default or "directed")
    assert {e.get("id"): e.get("type") == "directed" for e in gexf.iterfind(".//{*}edge")} == edges
    assert {
        e.get("id"): {"true": True, "false": False}[e.get("directed", "")] for e in graphml.iterfind("{*}edge")
    } == edges


def test_edges_between_the_same_two_are_of_different_kinds(client: FlaskClient) -> None:
    """By which Gephi keeps them apart; the first of a type is of that type and no more."""
    rows = pd.read_csv(io.BytesIO(client.get("/v1/network?format=csv").data))
    gexf = ElementTree.fromstring(client.get("/v1/network?format=gexf").data)
    graphml = ElementTree.fromstring(client.get("/v1/network?format=graphml").data)

    assert rows.groupby(["source", "target"])["kind"].apply(lambda kinds: kinds.is_unique).all()
    kinds = dict(zip(rows["id"], rows["kind"], strict=True))
    assert {edge.get("id"): edge.get("kind") for edge in gexf.iterfind(".//{*}edge")} == kinds
    assert {edge.get("id"): edge.get("label") for edge in graphml.iterfind(".//{*}edge")} == kinds
    assert {"Support", "Support 2"} <= set(kinds.values())


def test_graphml_names_each_key_once_and_writes_truth_as_xml_does(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/v1/network?format=graphml").data)
    keys = {key.get("id"): key for key in root.iterfind("{*}key")}

    assert len(keys) == len(root.findall("{*}key"))
    assert [key.get("for") for key in keys.values() if key.get("attr.name") == "label"] == ["edge", "node"]
    truths = {
        data.text
        for data in root.iter("{http://graphml.graphdrawing.org/xmlns}data")
        if keys[data.get("key")].get("attr.type") == "boolean"
    }
    assert truths == {"true", "false"}


def test_gexf_is_dynamic_and_says_what_to_cite(client: FlaskClient) -> None:
    answer = network(client, "type=Support")
    root = ElementTree.fromstring(client.get("/v1/network?type=Support&format=gexf").data)
    graph = root.find("{*}graph")

    assert graph is not None and (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    assert {e.get("id"): (e.get("start"), e.get("end")) for e in root.iterfind(".//{*}edge")} == {
        edge["key"]: (edge["earliest_start"], edge["latest_end"]) for edge in answer["edges"]
    }
    assert root.findtext("{*}meta/{*}description") == answer["graph"]["cite_as"]
    assert root.findtext("{*}meta/{*}keywords") == answer["graph"]["release"]


@pytest.mark.parametrize("asked", ["", "type=Support&at=2020-01-20"])
def test_merged_edges_count_the_claims_of_a_pair(client: FlaskClient, asked: str) -> None:
    edges, merged = network(client, asked)["edges"], network(client, f"{asked}&merge=pairs")
    assert merged["nodes"] == network(client, asked)["nodes"]
    assert sum(pair["claim_count"] for pair in merged["edges"]) == len(edges) > len(merged["edges"])
    assert len({pair["key"] for pair in merged["edges"]}) == len(merged["edges"])
    for pair in merged["edges"]:
        claims = [e for e in edges if all(e[name] == pair[name] for name in ("source", "target", "directed"))]
        assert [claim["id"] for claim in pair["claims"]] == [edge["id"] for edge in claims]
        assert pair["claim_count"] == len(claims) == sum(pair[name] for name in pair if name.endswith("_claim_count"))
        assert pair["accepted_claim_count"] == sum(edge["status"]["id"] == "accepted" for edge in claims)
        assert pair["types"] == sorted({edge["type"] for edge in claims})
        starts, ends = ([edge[bound] for edge in claims] for bound in ("earliest_start", "latest_end"))
        assert pair["earliest_start"] == (None if None in starts else min(starts))
        assert pair["latest_end"] == (None if None in ends else max(ends))
        assert pair.get("match") == (
            ("certain" if any(e["match"] == "certain" for e in claims) else "possible") if asked else None
        )


def test_merged_edges_are_counted_in_every_format(client: FlaskClient) -> None:
    merged = network(client, "merge=pairs")["edges"]
    expected = {pair["key"]: pair["reported_claim_count"] for pair in merged}
    assert any(expected.values())
    table = pd.read_csv(io.BytesIO(client.get("/v1/network?merge=pairs&format=csv").data))
    elements = json.loads(client.get("/v1/network?merge=pairs&format=cytoscape").text)["elements"]
    files = {
        "graphml": nx.parse_graphml(client.get("/v1/network?merge=pairs&type=Support&format=graphml").text),
        "gexf": nx.read_gexf(io.BytesIO(client.get("/v1/network?merge=pairs&type=Support&format=gexf").data)),
    }

    assert dict(zip(table["id"], table["reported_claim_count"], strict=True)) == expected
    assert {e["data"]["id"]: e["data"]["reported_claim_count"] for e in elements["edges"]} == expected
    support = {e["key"]: e["claim_count"] for e in network(client, "merge=pairs&type=Support")["edges"]}
    for graph in files.values():
        assert {data["id"]: data["weight"] for *_, data in graph.edges(data=True)} == support


def test_the_same_network_is_the_same_gexf_on_any_day(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/v1/network?type=Support&format=gexf")
    monkeypatch.setattr("time.strftime", lambda _: "1999-12-31")
    again = client.get("/v1/network?type=Support&format=gexf")

    assert "lastmodified" not in first.text
    assert again.text == first.text


def test_igraph_reads_the_graphml(client: FlaskClient, tmp_path: Any) -> None:
    file = tmp_path / "network.graphml"
    file.write_bytes(client.get("/v1/network?type=Support&lang=ar&format=graphml").data)
    graph = igraph.Graph.Read_GraphML(str(file))
    answer = network(client, "type=Support&lang=ar")

    assert (graph.vcount(), graph.ecount()) == (len(answer["nodes"]), len(answer["edges"]))
    assert set(graph.vs["label"]) == {node["label"] for node in answer["nodes"]}
    assert set(graph.es["status"]) == {edge["status"]["id"] for edge in answer["edges"]}


def test_cytoscape_gets_nodes_and_edges_as_elements(client: FlaskClient) -> None:
    answer = network(client, "type=Alignment")
    response = client.get("/v1/network?type=Alignment&format=cytoscape")
    elements = json.loads(response.text)["elements"]

    assert [node["data"] for node in elements["nodes"]] == answer["nodes"]
    assert [edge["data"]["id"] for edge in elements["edges"]] == [edge["key"] for edge in answer["edges"]]
    assert len({edge["data"]["id"] for edge in elements["edges"]}) == len(elements["edges"])
    assert not any("key" in edge["data"] for edge in elements["edges"])
    assert [(edge["data"]["claim"], edge["data"]["status"]) for edge in elements["edges"]] == [
        (edge["id"], edge["status"]["id"]) for edge in answer["edges"]
    ]


def test_the_edge_list_has_a_line_for_each_edge_or_for_each_of_its_actors(client: FlaskClient) -> None:
    answer = network(client, "type=Support")
    dyadic = pd.read_csv(io.BytesIO(client.get("/v1/network?type=Support&format=csv").data))
    monadic = pd.read_csv(io.BytesIO(client.get("/v1/network?type=Support&format=csv&view=monadic").data))

    assert list(dyadic["id"]) == [edge["key"] for edge in answer["edges"]]
    assert list(dyadic["claim"]) == [edge["id"] for edge in answer["edges"]]
    assert list(dyadic["claim_type"]) == [edge["type"] for edge in answer["edges"]]
    assert list(dyadic["status"]) == [edge["status"]["id"] for edge in answer["edges"]]
    assert len(monadic) == 2 * len(dyadic)
    turkey = monadic[(monadic["actor"] == "states/turkey") & (monadic["role"] == "from")]
    assert set(turkey["id"]) == set(dyadic[dyadic["source"] == "states/turkey"]["id"])


def test_the_edges_of_a_hub_come_page_by_page(client: FlaskClient) -> None:
    whole = network(client, "subjects=armed-forces/lna")
    expected = [k["key"] for k in whole["edges"] if "armed-forces/lna" in (k["source"], k["target"])]
    page = client.get("/v1/armed-forces/lna/adjacent?limit=20").json
    found = page["edges"]
    while page["links"]["next"]:
        page = client.get(page["links"]["next"]).json
        found += page["edges"]

    assert len(found) == page["total"]["value"] == len(expected) > 40
    assert {edge["key"] for edge in found} == set(expected)
    assert len(set(expected)) == len(expected)
    assert all({edge["source"], edge["target"]} <= {n["id"] for n in page["nodes"]} for edge in page["edges"])


def test_only_actors_have_edges(client: FlaskClient) -> None:
    assert client.get("/v1/states/libya/adjacent?limit=1").status_code == 200
    assert client.get("/v1/places/tripoli/adjacent").status_code == 404
    assert client.get("/v1/armed-forces/nobody/adjacent").status_code == 404


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ("ego=nobody", "ego"),
        ("ego=lna", "ego"),
        ("depth=9", "depth"),
        ("type=Reaction", "type"),
        ("kind=support", "kind"),
        ("view=tetradic", "view"),
        ("sort=label", "sort"),
    ],
)
def test_what_a_network_cannot_be_asked_for_is_refused(client: FlaskClient, parameters: str, named: str) -> None:
    response = client.get(f"/v1/network?{parameters}")

    assert response.status_code == 422
    assert response.json["errors"][0]["parameter"] == named


def test_a_network_that_is_too_large_is_refused_and_never_cut(var: Any) -> None:
    app: Flask = create_app(Settings(var_dir=var, network_max_edges=50))
    client = app.test_client()
    refused = client.get("/v1/network?type=Support")

    assert (refused.status_code, refused.json["type"].rsplit("/", 1)[-1]) == (413, "network-too-large")
    assert client.get("/v1/network?type=Support&supporter=states/turkey&at=2020-01-20").status_code == 200


def test_the_answers_fit_their_schemas(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    for path, url in (
        ("/v1/network", "/v1/network?type=Support"),
        ("/v1/states/{slug}/adjacent", "/v1/states/turkey/adjacent"),
    ):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": document["components"]}).validate(client.get(url).json)
