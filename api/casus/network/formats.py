"""A network of actors and claims: as node-link JSON, for Cytoscape, igraph and Gephi, and as edge lists.

The JSON is the model: `nodes` have an `id`, `edges` a `source`, a `target` and a `key`, as D3 and networkx
(node_link_graph with edges="edges") read them. Everything else is made of it. networkx writes GraphML and GEXF.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import networkx as nx

from casus.http.representations import Representation
from casus.model.json_schema import CODE, CODE_OR_NULL, DAY_OR_NULL, STRING, STRING_OR_NULL, Json, closed
from casus.terms.namespaces import BOUNDS

Table = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""Columns and rows."""

NODE: Final = closed({"id": {**STRING, "description": "`collection/slug`"}, "type": STRING, "label": STRING_OR_NULL})
EDGE: Final = closed(
    {
        "source": {**STRING, "description": "The id of a node."},
        "target": {**STRING, "description": "The id of a node."},
        "key": {**STRING, "description": "One for each edge, of whatever answer: the claim and its two actors."},
        "id": {**STRING, "description": "The id of the claim."},
        "type": STRING,
        "label": STRING_OR_NULL,
        "subtype": {**CODE_OR_NULL, "description": "What says more: form of support, type of membership, ..."},
        "status": CODE,
        "match": {**STRING, "enum": ["certain", "possible"], "description": "With at, from or to."},
        "directed": {"type": "boolean", "description": "False where the two stand in no order, as in an alliance."},
        "when": STRING_OR_NULL,
        **dict.fromkeys(BOUNDS, DAY_OR_NULL),
        "end_known": CODE_OR_NULL,
    },
    optional={"match"},
)
_ENDS: Final = ("source", "target")
_SAID: Final = tuple(name for name in EDGE["properties"] if name not in (*_ENDS, "key"))
"""What an edge says beside its two ends, in the order of columns."""
_WRITTEN: Final = re.compile(r'<meta lastmodifieddate="[0-9-]+">')
_ROLES: Final = {True: ("from", "to"), False: ("between", "between")}


def cytoscape(network: Json) -> str:
    """Elements for Cytoscape (its JSON format): `source`, `target` and all else are members of `data`."""
    nodes = [{"data": node} for node in network["nodes"]]
    edges = [
        {"data": {**_known(edge, _ENDS), **_known(edge, _SAID), "claim": edge["id"], "id": edge["key"]}}
        for edge in network["edges"]
    ]
    return json.dumps({"data": network["graph"], "elements": {"nodes": nodes, "edges": edges}}, ensure_ascii=False)


def graphml(network: Json) -> str:
    """GraphML (http://graphml.graphdrawing.org/specification.html)."""
    return "\n".join(nx.generate_graphml(_graph(network), named_key_ids=True)) + "\n"


def gexf(network: Json) -> str:
    """GEXF 1.2, without the day of its writing: the same network is the same text on any day.

    The type of a claim is `claim_type` there: the `type` of an edge says whether it is directed.
    """
    graph = _graph(network)
    for _, _, said in graph.edges(data=True):
        said["claim_type"] = said.pop("type")
    lines = nx.generate_gexf(graph)
    return "\n".join(_WRITTEN.sub("<meta>", line) if "<meta " in line else line for line in lines) + "\n"


def dyadic(network: Json) -> Table:
    """One row for each edge, both its actors in it."""
    nodes = {node["id"]: node for node in network["nodes"]}
    columns = ["source", "source.type", "source.label", "target", "target.type", "target.label", *_SAID]
    return columns, (
        [*_end(nodes[edge["source"]]), *_end(nodes[edge["target"]]), *_said(edge)] for edge in network["edges"]
    )


def monadic(network: Json) -> Table:
    """One row for each actor of each edge, the other one beside it."""
    nodes = {node["id"]: node for node in network["nodes"]}
    columns = ["actor", "actor.type", "actor.label", "role", "other", "other.type", "other.label", *_SAID]
    return columns, (
        [*_end(nodes[edge[name]]), role, *_end(nodes[edge[other]]), *_said(edge)]
        for edge in network["edges"]
        for role, name, other in zip(_ROLES[edge["directed"]], ("source", "target"), ("target", "source"), strict=True)
    )


def _end(node: Json) -> list[str | None]:
    return [node["id"], node["type"], node["label"]]


def _said(edge: Json) -> list[Any]:
    return [edge.get(name) for name in _SAID]


def _graph(network: Json) -> nx.MultiDiGraph:
    """The network for networkx, whose writers take no null: what is not known is left out."""
    graph = nx.MultiDiGraph(**network["graph"])
    for node in network["nodes"]:
        graph.add_node(node["id"], **_known(node, ["type", "label"]))
    for edge in network["edges"]:
        said = _known(edge, _SAID)
        graph.add_edge(edge["source"], edge["target"], key=edge["key"], claim=said.pop("id"), **said)
    return graph


def _known(members: Json, names: Iterable[str]) -> Json:
    """What is not null, codes as their ids: attributes of graphs are plain values."""
    plain = {name: value["id"] if isinstance(value, dict) else value for name, value in members.items()}
    return {name: plain[name] for name in names if plain.get(name) is not None}


WRITERS: Final[dict[Representation, Callable[[Json], str]]] = {
    Representation("cytoscape", "application/vnd.cytoscape+json"): cytoscape,
    Representation("graphml", "application/graphml+xml"): graphml,
    Representation("gexf", "application/gexf+xml"): gexf,
}
"""The representations beside JSON and CSV, and who writes each."""
