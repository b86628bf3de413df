"""Records that lead round to themselves by a property that runs one way: two claims, each the successor of the other.

Which properties run one way is said in the shapes (api:acyclic). SHACL Core has no word for it.
"""

from collections.abc import Iterator

import networkx as nx

from casus.compiler.rules.addresses import is_record
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import short


def naming_themselves(sources: Sources) -> Iterator[Violation]:
    """A record that names itself: most often a copied line."""
    for file in sources.files:
        for subject, predicate, value in file.graph:
            if subject == value and is_record(subject):
                yield sources.where.violation(subject, predicate, "names the record itself; name another one", file)


def cycles(sources: Sources) -> Iterator[Violation]:
    """One violation for each circle, at its first record; a record that names itself is another mistake."""
    for path in sources.model.acyclic:
        graph = nx.DiGraph((one, other) for one, other in sources.union.subject_objects(path) if one != other)
        for members in nx.strongly_connected_components(graph):
            if len(members) > 1:
                circle = graph.subgraph(members)
                first = min(members, key=str)
                ways = [nx.shortest_path(circle, after, first) for after in circle.successors(first)]
                way = [first, *min(ways, key=lambda way: (len(way), [str(node) for node in way]))]
                text = f"leads round to the record itself: {', '.join(short(str(node)) for node in way)}"
                yield sources.where.violation(first, path, text)
