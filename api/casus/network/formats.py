"""A network of actors and claims: as node-link JSON, for Cytoscape, igraph and Gephi, and as edge lists.

The JSON is the model: `nodes` have an `id`, `links` a `source`, a `target` and a `key`, as D3 and networkx
(node_link_graph with edges="links") read them. Everything else is made of it. networkx writes GraphML and GEXF.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

import networkx as nx

from casus.records.formats import table
from casus.records.shaper import Json

EDGE: Final = (
    "claim", "iri", "kind", "relation", "status", "directed", "label",
    "when", "earliest_start", "latest_start", "earliest_end", "latest_end", "end_known",
)  # fmt: skip
"""What an edge says beside its two ends, in the order of columns."""
NODE: Final = ("id", "type", "label", "iri")
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


def dyadic(network: Json) -> Iterator[str]:
    """CSV with one line for each edge, both its actors in it."""
    nodes = {node["id"]: node for node in network["nodes"]}
    yield table.line(["source", "source.type", "source.label", "target", "target.type", "target.label", *EDGE])
    for edge in network["links"]:
        ends = [cell for name in ("source", "target") for cell in _end(nodes[edge[name]])]
        yield table.line([*ends, *_said(edge)])


def monadic(network: Json) -> Iterator[str]:
    """CSV with one line for each actor of each edge, the other one beside it."""
    nodes = {node["id"]: node for node in network["nodes"]}
    yield table.line(["actor", "actor.type", "actor.label", "role", "other", "other.type", "other.label", *EDGE])
    for edge in network["links"]:
        for role, name, other in zip(_ROLES[edge["directed"]], ("source", "target"), ("target", "source"), strict=True):
            yield table.line([*_end(nodes[edge[name]]), role, *_end(nodes[edge[other]]), *_said(edge)])


WRITERS: Final[dict[str, Callable[[Json], str]]] = {"cytoscape": cytoscape, "graphml": graphml, "gexf": gexf}


def _end(node: Json) -> list[str]:
    return [node["id"], node["type"], node["label"] or ""]


def _said(edge: Json) -> list[str]:
    values = (edge[name] for name in EDGE)
    return [str(value).lower() if isinstance(value, bool) else value or "" for value in values]


def _graph(network: Json) -> nx.MultiDiGraph:
    """The network for networkx, whose writers take no null: what is not known is left out."""
    graph = nx.MultiDiGraph(**network["graph"])
    for node in network["nodes"]:
        graph.add_node(node["id"], **{name: node[name] for name in NODE[1:] if node[name] is not None})
    for edge in network["links"]:
        said = {name: edge[name] for name in EDGE if edge[name] is not None}
        graph.add_edge(edge["source"], edge["target"], key=edge["key"], **said)
    return graph
