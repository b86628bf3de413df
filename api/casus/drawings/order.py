"""Where things stand so that their lines cross little: orders and places, the same for the same input.

networkx 3.6 lays out bipartite graphs as they come and needs numpy for the rest; what it has for orders is used.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

_SWEEPS: Final = 12
Pair = tuple[str, str]


def two_sides(pairs: Iterable[Pair]) -> tuple[list[str], list[str]]:
    """The left and the right ends of the pairs, ordered by the barycentre of those opposite (Sugiyama et al. 1981).

    They begin in the order of the pairs; of all sweeps the one with the fewest crossings is taken.
    """
    pairs = list(pairs)
    left, right = list(dict.fromkeys(a for a, _ in pairs)), list(dict.fromkeys(b for _, b in pairs))
    best = (crossings(pairs, left, right), left, right)
    for _ in range(_SWEEPS):
        right = _by_barycentre(right, left, ((b, a) for a, b in pairs))
        left = _by_barycentre(left, right, pairs)
        if (count := crossings(pairs, left, right)) < best[0]:
            best = (count, left, right)
    return best[1], best[2]


def crossings(pairs: Iterable[Pair], left: Sequence[str], right: Sequence[str]) -> int:
    """How many pairs of lines cross when the ends stand in these orders."""
    places, opposite = _places(left), _places(right)
    seen: list[int] = []
    count = 0
    for _, place in sorted((places[a], opposite[b]) for a, b in pairs):
        count += len(seen) - bisect_right(seen, place)
        insort(seen, place)
    return count


def _by_barycentre(side: list[str], fixed: Sequence[str], pairs: Iterable[Pair]) -> list[str]:
    places, found = _places(fixed), defaultdict[str, list[int]](list)
    for name, other in pairs:
        found[name].append(places[other])
    return sorted(side, key=lambda name: sum(found[name]) / len(found[name]))


def _places(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def stacked(heights: Sequence[float], gap: float) -> list[float]:
    """The middles of things that stand one below the other."""
    tops = accumulate((height + gap for height in heights), initial=0.0)
    return [top + height / 2 for top, height in zip(tops, heights, strict=False)]


def spread(wishes: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """The middles nearest to where things would be, in their order and without touching.

    Least squares under an order: isotonic regression by pooling adjacent violators.
    """
    offsets = stacked(heights, gap)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        total, count = wish - offset, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            above = pools.pop()
            total, count = total + above[0], count + above[1]
        pools.append((total, count))
    shifts = [total / count for total, count in pools for _ in range(count)]
    return [offset + shift for offset, shift in zip(offsets, shifts, strict=True)]


def round_a_circle(names: Iterable[str], pairs: Iterable[Pair]) -> list[str]:
    """The names in an order in which those that are tied stand near each other, for a circle."""
    import networkx as nx  # late: 10 MiB, a tenth of the start of a process, and only networks need it

    graph = nx.Graph()
    graph.add_nodes_from(sorted(names))
    graph.add_edges_from(sorted(pairs))
    return list(nx.utils.reverse_cuthill_mckee_ordering(graph))
