"""Files of networks in the programs that read them whole: Gephi, graphology, igraph and networkx keep every edge.

Each is read by a plain import, with nothing chosen, and compared with the JSON. Where a format or a program cannot hold
something, a test says so, and docs/api.md does.
"""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import igraph
import networkx as nx
import pandas as pd
import pytest
import requests

from tests.snippets import CLIENTS, environment, need

Json = dict[str, Any]

FORMATS: Final = ("gexf", "graphml", "csv")
ASKED: Final = {"all": "lang=ar", "pairs": "lang=ar&merge=pairs"}
"""What the files are of; names in Arabic, so that a program that takes UTF-8 for something else is found out."""
GRAPHOLOGY: Final = """
const {Graph} = require('graphology'), fs = require('fs');
const parsers = {gexf: require('graphology-gexf'), graphml: require('graphology-graphml')};
const read = file => {
  const graph = parsers[file.split('.').pop()].parse(Graph, fs.readFileSync(file, 'utf-8'));
  const edges = graph.mapEdges((id, said, source, target, s, t, undirected) =>
    ({...said, id, source, target, undirected}));
  return {about: graph.getAttributes(), nodes: graph.mapNodes((id, said) => ({...said, id})), edges};
};
console.log(JSON.stringify(process.argv.slice(1).map(read)));
"""
Edge = tuple[str, str, str, bool]
"""Id, source, target, and whether it has a direction."""


@pytest.fixture(scope="module", params=ASKED)
def asked(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def files(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole network, and merged: `all.json`, `pairs.gexf`, ..."""
    folder = tmp_path_factory.mktemp("graphs")
    for name, parameters in ASKED.items():
        for format in ("json", *FORMATS):
            answer = requests.get(f"{server}/v1/network?{parameters}&format={format}", timeout=30)
            assert answer.status_code == 200, answer.text
            (folder / f"{name}.{format}").write_bytes(answer.content)
    return folder


@pytest.fixture(scope="module")
def network(files: Path, asked: str) -> Json:
    found: Json = json.loads((files / f"{asked}.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def gephi(files: Path) -> Json:
    """What Gephi has of each file, by its name."""
    need("Gephi")
    names = [f"{name}.{format}" for name in ASKED for format in FORMATS]
    return dict(zip(names, printed(["gephi", *names], files), strict=True))


@pytest.fixture(scope="module")
def graphology(files: Path) -> Json:
    """What graphology has of each file, by its name; it reads no tables."""
    need("graphology")
    names = [f"{name}.{format}" for name in ASKED for format in ("gexf", "graphml")]
    return dict(zip(names, printed(["node", "-e", GRAPHOLOGY, *names], files), strict=True))


def printed(command: list[str], folder: Path) -> Any:
    found_there = {**environment(), "NODE_PATH": str(CLIENTS / "node_modules")}
    end = subprocess.run(command, cwd=folder, env=found_there, capture_output=True, text=True, timeout=120)
    assert end.returncode == 0, end.stderr
    return json.loads(end.stdout)


def edges(network: Json) -> list[Edge]:
    return sorted((edge["key"], edge["source"], edge["target"], edge["directed"]) for edge in network["edges"])


def directions(found: Iterator[Edge]) -> list[Edge]:
    """In the order of `edges`; a program may turn an edge around that has no direction."""
    return sorted((key, *(ends if directed else sorted(ends)), directed) for key, *ends, directed in found)  # type: ignore[misc]


def test_the_network_has_what_programs_lose(files: Path) -> None:
    """Parallel edges, some of them of several statuses, and edges with and without a direction."""
    found = json.loads((files / "all.json").read_text("utf-8"))["edges"]
    statuses: dict[Any, set[str]] = {}
    for edge in found:
        statuses.setdefault((edge["source"], edge["target"]), set()).add(edge["status"]["id"])
    assert len(found) > len(statuses) + 100
    assert sum(len(each) > 1 for each in statuses.values()) > 10
    assert Counter(edge["directed"] for edge in found)[False] > 10
    pairs = json.loads((files / "pairs.json").read_text("utf-8"))["edges"]
    assert len(pairs) == len({(edge["source"], edge["target"], edge["directed"]) for edge in found})


@pytest.mark.clients
@pytest.mark.parametrize("format", FORMATS)
def test_gephi_keeps_every_edge_and_its_direction(format: str, asked: str, network: Json, gephi: Json) -> None:
    found = gephi[f"{asked}.{format}"]

    assert found["issues"] == []
    assert {node["Id"] for node in found["nodes"]} == {node["id"] for node in network["nodes"]}
    ends = (([edge[name] for name in ("Id", "Source", "Target", "Directed")]) for edge in found["edges"])
    assert directions(map(tuple, ends)) == edges(network)  # type: ignore[arg-type]
    said = {edge["Id"]: edge for edge in found["edges"]}
    for edge in network["edges"]:
        row = said[edge["key"]]
        assert row["directed"] is edge["directed"]
        if asked == "pairs":
            assert (row["Weight"], row["claim_count"]) == (edge["claim_count"], edge["claim_count"])
            assert row["accepted_claim_count"] == edge["accepted_claim_count"]
            assert row["claims"] == said_of(edge["claims"])
        else:
            assert (row["claim"], row["status"]) == (edge["id"], edge["status"]["id"])
            assert row["Label"] == edge["label"]
            assert row["Kind"].startswith(edge["type"])
            assert row.get("subtype") == (edge["subtype"] or {}).get("id")


@pytest.mark.clients
@pytest.mark.parametrize("format", ["gexf", "graphml"])
def test_gephi_has_the_names_of_actors_in_the_language(format: str, asked: str, network: Json, gephi: Json) -> None:
    names = {node["Id"]: node["Label"] for node in gephi[f"{asked}.{format}"]["nodes"]}
    assert names == {node["id"]: node["label"] for node in network["nodes"]}
    assert names["armed-forces/lna"] == "الجيش الوطني الليبي"


@pytest.mark.clients
def test_gephi_shows_edges_for_as_long_as_they_may_have_been_and_what_to_cite(
    asked: str, network: Json, gephi: Json
) -> None:
    found = gephi[f"{asked}.gexf"]
    spans = {edge["Id"]: edge.get("Interval") for edge in found["edges"]}
    for edge in network["edges"]:
        start, end = edge["earliest_start"], edge["latest_end"]
        expected = f"<[{start or '-Infinity'}, {end or 'Infinity'}]>" if start or end else None
        assert spans[edge["key"]] == expected
    assert found["description"] == network["graph"]["cite_as"]


@pytest.mark.clients
def test_graphology_reads_gexf_with_directions_and_graphml_without(asked: str, network: Json, graphology: Json) -> None:
    gexf, graphml = graphology[f"{asked}.gexf"], graphology[f"{asked}.graphml"]

    ends = ((edge["id"], edge["source"], edge["target"], not edge["undirected"]) for edge in gexf["edges"])
    assert directions(ends) == edges(network)
    # graphology-graphml 0.5 takes every edge for one of the default; what it is stands in the data
    ends = ((edge["id"], edge["source"], edge["target"], edge["directed"]) for edge in graphml["edges"])
    assert directions(ends) == edges(network)
    for found in (gexf, graphml):
        assert {node["id"]: node["label"] for node in found["nodes"]} == {n["id"]: n["label"] for n in network["nodes"]}
    assert graphml["about"]["cite_as"] == gexf["about"]["description"] == network["graph"]["cite_as"]


def test_igraph_reads_every_edge_with_its_direction_as_data(files: Path, asked: str, network: Json) -> None:
    graph = igraph.Graph.Read_GraphML(str(files / f"{asked}.graphml"))
    names = graph.vs["id"]
    # igraph 1.0 gives the ids of nodes to edges: the ids of claims and the ends stand in for them
    claims, statuses = ("claims", "accepted_claim_count") if asked == "pairs" else ("claim", "status")
    found = sorted((e[claims], names[e.source], names[e.target], e["directed"], e[statuses]) for e in graph.es)

    assert found == sorted(
        (said_of(edge["claims"]), edge["source"], edge["target"], edge["directed"], edge["accepted_claim_count"])
        if asked == "pairs"
        else (edge["id"], edge["source"], edge["target"], edge["directed"], edge["status"]["id"])
        for edge in network["edges"]
    )
    assert dict(zip(names, graph.vs["label"], strict=True)) == {n["id"]: n["label"] for n in network["nodes"]}
    assert graph["release"] == network["graph"]["release"]


def test_igraph_makes_the_same_graph_of_the_table(files: Path, asked: str, network: Json) -> None:
    table = pd.read_csv(files / f"{asked}.csv")
    graph = igraph.Graph.DataFrame(table[["source", "target", "id", "directed"]], use_vids=False)
    names = graph.vs["name"]
    assert directions((e["id"], names[e.source], names[e.target], e["directed"]) for e in graph.es) == edges(network)


def said_of(claims: list[Json]) -> str:
    """Claims as the files name them."""
    return "|".join(claim["id"] for claim in claims)


def test_networkx_reads_every_edge_of_the_json(asked: str, network: Json) -> None:
    graph = nx.node_link_graph(network, edges="edges")
    found = ((key, source, target, data["directed"]) for source, target, key, data in graph.edges(data=True, keys=True))
    assert directions(found) == edges(network)
    assert nx.get_node_attributes(graph, "label") == {node["id"]: node["label"] for node in network["nodes"]}


@pytest.mark.parametrize("name", ["Support", "Alignment"])
@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_networkx_reads_files_whose_edges_all_have_a_direction_or_none(
    format: str, name: str, server: str, tmp_path: Path
) -> None:
    network = requests.get(f"{server}/v1/network?type={name}", timeout=30).json()
    file = tmp_path / "network"
    file.write_bytes(requests.get(f"{server}/v1/network?type={name}&format={format}", timeout=30).content)
    graph = nx.read_graphml(file, force_multigraph=True) if format == "graphml" else nx.MultiGraph(nx.read_gexf(file))

    directed = {edge["directed"] for edge in network["edges"]}
    assert directed == {
        nx.read_graphml(file).is_directed() if format == "graphml" else nx.read_gexf(file).is_directed()
    }
    assert len(graph.edges) == len(network["edges"])
    claims = sorted(data["claim"] for _, _, data in graph.edges(data=True))
    assert claims == sorted(edge["id"] for edge in network["edges"])


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_networkx_has_no_graphs_of_both_kinds_and_says_so(format: str, files: Path) -> None:
    read = nx.read_graphml if format == "graphml" else nx.read_gexf
    with pytest.raises(nx.NetworkXError, match=r"edge found in (un)?directed graph"):
        read(files / f"all.{format}")
