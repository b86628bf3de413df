"""How many records of a layer there are at each place: of which status, of whom, and how many for certain."""

from collections import Counter
from dataclasses import dataclass, field

from casus.map.asked import Asked
from casus.map.layers import Layer
from casus.records.selecting import Lists
from casus.records.selection import Selection

Places = dict[str | None, "Tally"]
"""By the IRIs of the places; None: without a place."""


@dataclass
class Tally:
    """The records of a layer at a place."""

    count: int = 0
    certain: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    """Of claims, by the IRIs of the codes."""
    actors: Counter[str] = field(default_factory=Counter)
    """Of claims, by the IRI of who holds or deploys."""
    certain_actors: Counter[str] = field(default_factory=Counter)


def tallies(lists: Lists, asked: Asked, layer: Layer, selected: Selection) -> Places:
    """The records of the selection by place. Raises TooManyValues."""
    found: Places = {}
    for (place, *groups), (count,) in lists.table(selected, (layer.place.name, *layer.groups)):
        tally = found.setdefault(place, Tally())
        tally.count += count
        for each, counted in zip(groups, (tally.statuses, tally.actors), strict=False):
            if each is not None:
                counted[each] += count
    certain = asked.certain(selected)
    if certain is not None:
        for (place, *groups), (count,) in lists.table(certain, (layer.place.name, *layer.groups)):
            found[place].certain += count
            for actor in groups[1:]:
                if actor is not None:
                    found[place].certain_actors[actor] += count
    return found
