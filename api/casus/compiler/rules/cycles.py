"""Records that lead round to themselves by a property that runs one way: two claims, each the successor of the other.

Which properties run one way is said in the shapes (api:acyclic). SHACL Core has no word for it.
"""

from collections.abc import Iterator

import networkx as nx
from rdflib import Graph

from casus.compiler.origin import Whereabouts
from casus.compiler.violations import Violation
from casus.terms.namespaces import API, short


def circles(union: Graph, shapes: Graph, where: Whereabouts) -> Iterator[Violation]:
    """One violation for each circle, at its first record; a record that names itself is another mistake."""
    for path in sorted(shapes.objects(None, API.acyclic), key=str):
        graph = nx.DiGraph((one, other) for one, other in union.subject_objects(path) if one != other)
        for members in nx.strongly_connected_components(graph):
            if len(members) > 1:
                circle = graph.subgraph(members)
                first = min(members, key=str)
                ways = [nx.shortest_path(circle, after, first) for after in circle.successors(first)]
                way = [first, *min(ways, key=lambda way: (len(way), [str(node) for node in way]))]
                text = f"leads round to the record itself: {', '.join(short(str(node)) for node in way)}"
                yield where.violation(first, path, text)
