"""A place: who held it, who was deployed there, what happened there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from casus.model.json_schema import Json
from casus.pages.rows import rows
from casus.profiles import marks, ties
from casus.profiles.reading import CLAIM, TIME, Asked, found, found_together, naming
from casus.store.open_release import OpenRelease

_PLACES: Final = "places"
_THERE: Final = {
    "held": ("Control", "controller", "control_type"),
    "deployed": ("Deployment", "deployer", "deployment_type"),
}
"""Parts of the page: the kind of claim, and the fields that say who and how."""
_EVENTS: Final = "events"
_MOST: Final = 30


def layout(release: OpenRelease, body: Json) -> Json:
    """The place: what claims and events say of it."""
    events = release.model.collections[_EVENTS]
    happened = Asked((naming(events.filters[_PLACES], body),), _MOST)
    record_type = release.model.types[body["type"]]
    return {
        **marks.SHOWN,
        "said": rows(release.model, body, record_type),
        "there": [*_there(release, body)],
        "happened": found(release, events, happened, ("event_type", *TIME)),
    }


def _there(release: OpenRelease, body: Json) -> Iterator[Json]:
    """Each part that has claims, with their times drawn together."""
    model = release.model
    asked = [ties.asked(release, body, model.types[kind], _MOST, _PLACES) for kind, *_ in _THERE.values()]
    fields = {name for _, *names in _THERE.values() for name in names}
    every = found_together(release, model.claims, asked, {*CLAIM, *fields})
    for (key, (kind, who, how)), listed in zip(_THERE.items(), every, strict=True):
        hidden = ties.hidden(release, body, model.types[kind], _PLACES)
        if listed.total or hidden:
            in_time = replace(listed, records=sorted(listed.records, key=_begins))
            drawn = marks.together(in_time.records)
            yield {"key": key, "who": who, "how": how, "list": in_time, "drawn": drawn, "hidden": hidden}


def _begins(record: Json) -> tuple[bool, str]:
    """What began before anything that is known comes first; what has no time, last."""
    return not record.get("when"), record.get("earliest_start") or ""
