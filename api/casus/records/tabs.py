"""The views of a list: table, map, timeline, network, matrix. Each is a URL, and a link from one leads to the others.

A feature registers its view for the collections that it can show. What the parameters of two views have in common is
carried from one to the other: they are the same words in all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from casus.http.urls import arguments_but, url
from casus.model.json_schema import Json
from casus.model.types import Collection

TABLE: Final = "table"
_ORDER: Final = (TABLE, "map", "timeline", "network", "matrix")
"""In which they stand; the message `tab-…` names each."""
_EVERYWHERE: Final = frozenset(("lang",))
_TIMES: Final = frozenset(("at", "from", "to", "match"))

Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Tab:
    """One way to look at the records of a collection."""

    fits: Callable[[Collection], bool]
    path: Callable[[Collection], str]
    takes: Callable[[Collection], frozenset[str]]
    """The names of its parameters that choose records."""
    always: Callable[[Collection], Parameters] = lambda _: []
    """Parameters that its URL has whatever was chosen, such as the types of the collection."""
    knows: Callable[[Collection, str, str], bool] = lambda collection, name, value: True
    """Whether it takes the value of a parameter, such as a type that it can show."""


def chosen_by(collection: Collection) -> frozenset[str]:
    """The names of the parameters that choose among the records of the collection's list."""
    return frozenset((*collection.filters, "type", "truthy", "q")) | (_TIMES if collection.is_dated else frozenset())


_TABS: Final[dict[str, Tab]] = {
    TABLE: Tab(
        lambda _: True,
        lambda c: f"/v1/{c.name}",
        chosen_by,
        knows=lambda c, name, value: (name, value) != ("type", c.type.name),
    )
}


def add_tab(name: str, tab: Tab) -> None:
    """Have the lists that the view fits link to it; the name is one of the order above."""
    if name not in _ORDER:
        raise ValueError(f"there is no place for a tab called {name}")
    _TABS[name] = tab


def tabs(collection: Collection, current: str = TABLE) -> list[Json]:
    """The views of the collection with what the request chose: {name, url, current}; none where there is but one."""
    found = [(name, _TABS[name]) for name in _ORDER if name in _TABS and _TABS[name].fits(collection)]
    if len(found) < 2:
        return []
    return [{"name": name, "url": _url(tab, collection), "current": name == current} for name, tab in found]


def _url(tab: Tab, collection: Collection) -> str:
    always = tab.always(collection)
    named = {name for name, _ in always}
    takes = (tab.takes(collection) | _EVERYWHERE) - named
    shared = (pair for pair in arguments_but() if pair[0] in takes and tab.knows(collection, *pair))
    return url(tab.path(collection), *always, *shared)
