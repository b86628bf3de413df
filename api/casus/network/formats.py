"""A network of actors and claims: as node-link JSON, for Cytoscape, igraph and Gephi, and as edge lists.

The JSON is the model: `nodes` have an `id`, `links` a `source`, a `target` and a `key`, as D3 and networkx
(node_link_graph with edges="links") read them. Everything else is made of it. networkx writes GraphML and GEXF.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import networkx as nx

from casus.http.representations import Representation
from casus.model.json_schema import DAY_OR_NULL, STRING, STRING_OR_NULL, URL, Json, closed
from casus.terms.namespaces import BOUNDS

Table = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""Columns and rows."""

NODE: Final = closed(
    {"id": {**STRING, "description": "collection/slug"}, "type": STRING, "label": STRING_OR_NULL, "iri": STRING}
)
EDGE: Final = closed(
    {
        "source": {**STRING, "description": "The id of a node."},
        "target": {**STRING, "description": "The id of a node."},
        "key": {**STRING, "description": "One for each edge; the claim's id, numbered where it is several."},
        "claim": {**STRING, "description": "The id of the claim, /v1/claims/{id}."},
        "iri": URL,
        "kind": STRING,
        "relation": {
            **STRING_OR_NULL,
            "description": "The code that says more: form of support, kind of membership, ...",
        },
        "status": STRING,
        "directed": {"type": "boolean", "description": "False where the two stand in no order, as in an alliance."},
        "label": STRING_OR_NULL,
        "when": STRING_OR_NULL,
        **dict.fromkeys(BOUNDS, DAY_OR_NULL),
        "end_known": STRING_OR_NULL,
    }
)
_SAID: Final = tuple(name for name in EDGE["properties"] if name not in ("source", "target", "key"))
"""What an edge says beside its two ends, in the order of columns."""
_WRITTEN: Final = re.compile(r'<meta lastmodifieddate="[0-9-]+">')
_ROLES: Final = {True: ("from", "to"), False: ("between", "between")}


def cytoscape(network: Json) -> str:
    """Elements for Cytoscape (its JSON format): `source`, `target` and all else are members of `data`."""
    nodes = [{"data": node} for node in network["nodes"]]
    edges = [{"data": {"id": edge["key"], **edge}} for edge in network["links"]]
    return json.dumps({"data": network["graph"], "elements": {"nodes": nodes, "edges": edges}}, ensure_ascii=False)


def graphml(network: Json) -> str:
    """GraphML (http://graphml.graphdrawing.org/specification.html)."""
    return "\n".join(nx.generate_graphml(_graph(network), named_key_ids=True)) + "\n"


def gexf(network: Json) -> str:
    """GEXF 1.2, without the day of its writing: the same network is the same text on any day."""
    lines = nx.generate_gexf(_graph(network))
    return "\n".join(_WRITTEN.sub("<meta>", line) if "<meta " in line else line for line in lines) + "\n"


def dyadic(network: Json) -> Table:
    """One row for each edge, both its actors in it."""
    nodes = {node["id"]: node for node in network["nodes"]}
    columns = ["source", "source.type", "source.label", "target", "target.type", "target.label", *_SAID]
    return columns, (
        [*_end(nodes[edge["source"]]), *_end(nodes[edge["target"]]), *_said(edge)] for edge in network["links"]
    )


def monadic(network: Json) -> Table:
    """One row for each actor of each edge, the other one beside it."""
    nodes = {node["id"]: node for node in network["nodes"]}
    columns = ["actor", "actor.type", "actor.label", "role", "other", "other.type", "other.label", *_SAID]
    return columns, (
        [*_end(nodes[edge[name]]), role, *_end(nodes[edge[other]]), *_said(edge)]
        for edge in network["links"]
        for role, name, other in zip(_ROLES[edge["directed"]], ("source", "target"), ("target", "source"), strict=True)
    )


def _end(node: Json) -> list[str | None]:
    return [node["id"], node["type"], node["label"]]


def _said(edge: Json) -> list[Any]:
    return [edge[name] for name in _SAID]


def _graph(network: Json) -> nx.MultiDiGraph:
    """The network for networkx, whose writers take no null: what is not known is left out."""
    graph = nx.MultiDiGraph(**network["graph"])
    for node in network["nodes"]:
        graph.add_node(node["id"], **_known(node, ["type", "label", "iri"]))
    for edge in network["links"]:
        graph.add_edge(edge["source"], edge["target"], key=edge["key"], **_known(edge, _SAID))
    return graph


def _known(members: Json, names: Iterable[str]) -> Json:
    return {name: members[name] for name in names if members[name] is not None}


WRITERS: Final[dict[Representation, Callable[[Json], str]]] = {
    Representation("cytoscape", "application/vnd.cytoscape+json"): cytoscape,
    Representation("graphml", "application/graphml+xml"): graphml,
    Representation("gexf", "application/gexf+xml"): gexf,
}
"""The representations beside JSON and CSV, and who writes each."""
