"""A network of actors and claims: as node-link JSON, for Cytoscape, igraph and Gephi, and as edge lists.

The JSON is the model: `nodes` have an `id`, `edges` a `source`, a `target` and a `key`, as D3 and networkx
(node_link_graph with edges="edges") read them. Everything else is made of it. networkx writes GraphML and GEXF; what
its writers have no place for (edges with and without a direction in one graph, their kinds, what the file says of
itself) is put into their XML.

Gephi keeps edges between the same two nodes apart only if each is of a type of its own, which GEXF 1.3 and its
spreadsheets call `kind` and its GraphML a `label` of the edge (ImportContainerImpl and DefaultProcessor, 0.10.1).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from xml.etree import ElementTree

from casus.http.representations import Representation
from casus.http.tables import SEPARATOR
from casus.model.json_schema import CODE, CODE_OR_NULL, DAY_OR_NULL, STRING, STRING_OR_NULL, Json, array, closed
from casus.terms.namespaces import BOUNDS

Table = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""Columns and rows."""

COUNT: Final[Json] = {"type": "integer", "minimum": 0}
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
        "evidence_for": {**COUNT, "description": "How many pieces of evidence affirm the claim."},
        "evidence_against": {**COUNT, "description": "How many deny it."},
        "conflicts": array(
            closed({"id": STRING, "type": STRING, "label": STRING_OR_NULL}), "The conflicts in which it holds."
        ),
    },
    optional={"match"},
)
_ENDS: Final = ("source", "target")
_OWN: Final = (*_ENDS, "key")
"""What an edge has beside what it says of its claims."""
_ROLES: Final = {True: ("from", "to"), False: ("between", "between")}
_DIRECTIONS: Final = {True: "directed", False: "undirected"}
"""As GEXF and Gephi's spreadsheets write them."""


def cytoscape(network: Json) -> str:
    """Elements for Cytoscape (its JSON format): `source`, `target` and all else are members of `data`."""
    nodes = [{"data": node} for node in network["nodes"]]
    edges = [
        {"data": {**{end: edge[end] for end in _ENDS}, **_said(edge), "id": edge["key"]}} for edge in network["edges"]
    ]
    return json.dumps({"data": network["graph"], "elements": {"nodes": nodes, "edges": edges}}, ensure_ascii=False)


def graphml(network: Json) -> bytes:
    """GraphML (http://graphml.graphdrawing.org/specification.html).

    The `label` of an edge is Gephi's word; it stands in no specification, and other programs pass over it.
    """
    from networkx.readwrite.graphml import GraphMLWriter  # late: see casus.drawings.order

    kinds, edges = _kinds(network["edges"]), {edge["key"]: edge for edge in network["edges"]}
    root = GraphMLWriter(_graph(network, map(_said, network["edges"]))).xml
    graph = root.find("graph")
    for place, data in enumerate(graph.findall("data")):  # readers look for them before the nodes
        graph.remove(data)
        graph.insert(place, data)
    for element in graph.iter("edge"):
        key = element.get("id")
        element.set("directed", _lower(edges[key]["directed"]))
        element.set("label", kinds[key])
    truths = {key.get("id") for key in root.iter("key") if key.get("attr.type") == "boolean"}
    for data in root.iter("data"):
        if data.get("key") in truths:
            data.text = _lower(data.text)  # networkx 3.6 writes Python's
    return _written(root)


def gexf(network: Json) -> bytes:
    """GEXF 1.3 (https://gexf.net/schema.html), without the day of its writing: the same network is the same text.

    An edge is there from `earliest_start` to `latest_end`: as long as what it says may have been so. The type of a
    claim is `claim_type`: the `type` of an edge says whether it is directed.
    """
    from networkx.readwrite.gexf import GEXFWriter

    kinds = _kinds(network["edges"])
    root = GEXFWriter(_graph(network, map(_for_gexf, network["edges"])), version="1.3").xml
    root.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")  # networkx 3.6 has another one for GEXF 1.3
    meta, graph = root.find("meta"), root.find("graph")
    meta.attrib.clear()
    for name, text in (("description", network["graph"]["cite_as"]), ("keywords", network["graph"]["release"])):
        ElementTree.SubElement(meta, name).text = text
    for element in graph.iter("edge"):
        element.set("kind", kinds[element.get("id")])
    _without(graph, "networkx_key")  # the id says the same
    if len({edge["directed"] for edge in network["edges"]}) > 1:
        del graph.attrib["defaultedgetype"]  # Gephi refuses edges that are not of the default
    return _written(root)


def dyadic(network: Json, edge_schema: Json = EDGE) -> Table:
    """One row for each edge, both its actors in it, in the words of Gephi's spreadsheets.

    `id` is the edge's own, `type` its direction, `kind` keeps it apart from others between the same two actors.
    """
    nodes = {node["id"]: node for node in network["nodes"]}
    said, kinds = _columns(edge_schema), _kinds(network["edges"])
    columns = [
        *("source", "source.type", "source.label", "target", "target.type", "target.label"),
        *("id", "type", "kind", *said),
    ]
    return columns, (
        [
            *(*_end(nodes[edge["source"]]), *_end(nodes[edge["target"]])),
            *(edge["key"], _DIRECTIONS[edge["directed"]], kinds[edge["key"]]),
            *map(_said(edge, "claim_type").get, said),
        ]
        for edge in network["edges"]
    )


def monadic(network: Json, edge_schema: Json = EDGE) -> Table:
    """One row for each actor of each edge, the other one beside it."""
    nodes = {node["id"]: node for node in network["nodes"]}
    said = _columns(edge_schema)
    columns = ["actor", "actor.type", "actor.label", "role", "other", "other.type", "other.label", "id", *said]
    return columns, (
        [
            *(*_end(nodes[edge[name]]), role, *_end(nodes[edge[other]]), edge["key"]),
            *map(_said(edge, "claim_type").get, said),
        ]
        for edge in network["edges"]
        for role, name, other in zip(_ROLES[edge["directed"]], _ENDS, reversed(_ENDS), strict=True)
    )


def _end(node: Json) -> list[str | None]:
    return [node["id"], node["type"], node["label"]]


def _columns(edge_schema: Json) -> list[str]:
    """What edges of the schema say, under the names that `_said` gives it in a table."""
    said = _said({name: name for name in edge_schema["properties"]}, "claim_type")
    return list(said)


def _said(edge: Json, type_name: str = "type") -> Json:
    """What an edge says beside its ends, as plain values; what is not known is left out.

    Codes and claims are their ids, several are one text with a separator between. The id of the claim is `claim`, since
    an edge of a file has an id of its own. The number of claims is `weight` too, by which programs draw and compute.
    """
    names = {"id": "claim", "type": type_name}
    said = {
        names.get(name, name): _plain(value)
        for name, value in edge.items()
        if name not in _OWN and value not in (None, [])
    }
    return {**said, "weight": said["claim_count"]} if "claim_count" in said else said


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return value["id"]
        case list():
            return SEPARATOR.join(map(_plain, value))
        case _:
            return value


def _kinds(edges: Iterable[Json]) -> dict[str, str]:
    """By the key of each edge, a word that no other edge from the same actor to the same has.

    It is the type of the claim, from the second on with a number; where edges are merged, the direction.
    """
    counts, kinds = Counter[tuple[str, str, str]](), {}
    for edge in edges:
        kind = edge.get("type", _DIRECTIONS[edge["directed"]])
        alike = edge["source"], edge["target"], kind
        counts[alike] += 1
        kinds[edge["key"]] = kind if counts[alike] == 1 else f"{kind} {counts[alike]}"
    return kinds


def _for_gexf(edge: Json) -> Json:
    """What an edge says, with the words for which networkx's writer knows a place of its own in GEXF."""
    places = {
        "id": edge["key"],
        "type": _DIRECTIONS[edge["directed"]],
        "start": edge["earliest_start"],
        "end": edge["latest_end"],
    }
    return {**_said(edge, "claim_type"), **{name: value for name, value in places.items() if value is not None}}


def _graph(network: Json, said: Iterable[Json]) -> Any:
    """The network for networkx, whose writers take no null; `said` are the attributes of its edges."""
    import networkx as nx

    undirected = network["edges"] and not any(edge["directed"] for edge in network["edges"])
    graph = (nx.MultiGraph if undirected else nx.MultiDiGraph)(**network["graph"])
    for node in network["nodes"]:
        graph.add_node(node["id"], **{name: node[name] for name in ("type", "label") if node[name] is not None})
    graph.add_edges_from(
        (edge["source"], edge["target"], edge["key"], attributes)
        for edge, attributes in zip(network["edges"], said, strict=True)
    )
    return graph


def _without(graph: ElementTree.Element, title: str) -> None:
    """Take the attribute out of a graph of GEXF."""
    for attributes in graph.iter("attributes"):
        for attribute in attributes.findall(f"attribute[@title='{title}']"):
            attributes.remove(attribute)
            for values in graph.iter("attvalues"):
                for value in values.findall(f"attvalue[@for='{attribute.get('id')}']"):
                    values.remove(value)


def _lower(truth: Any) -> str:
    """As XML Schema writes truth values."""
    return str(truth).lower()


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


WRITERS: Final[dict[Representation, Callable[[Json], str | bytes]]] = {
    Representation("cytoscape", "application/vnd.cytoscape+json"): cytoscape,
    Representation("graphml", "application/graphml+xml"): graphml,
    Representation("gexf", "application/gexf+xml"): gexf,
}
"""The representations beside JSON and CSV, and who writes each."""
