"""What the arguments of a list ask for: a selection of its records, a period."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from casus.http.paging import Page
from casus.http.problems import InvalidParameters
from casus.model.types import Collection
from casus.records.filters import AnyOf, conditions_of
from casus.records.period import Match, Period
from casus.records.selection import Selection, Sort
from casus.records.shown import Shown
from casus.release.list_fields import LABEL
from casus.store.open_release import OpenRelease
from casus.terms.dates import bounds

_TIMES: Final = frozenset(("at", "from", "to"))


def selection(
    release: OpenRelease, collection: Collection, arguments: dict[str, Any], page: Page | None = None
) -> Selection:
    """The page of the list that the arguments ask for; without a page, all of it.

    Raises InvalidParameters for a reference to no record and the like.
    """
    conditions = tuple(conditions_of(release, collection, arguments))
    if collection.truthy is not None and collection.truthy.truthy is not None and arguments.get("truthy") == "true":
        conditions += (AnyOf(collection.truthy, (collection.truthy.truthy,)),)
    types = {t.name: t for t in collection.types}
    sort = arguments.get("sort", LABEL)
    chosen = sort.removeprefix("-")
    return Selection(
        collection=collection,
        conditions=conditions,
        chosen_types=tuple(types[name] for name in arguments.get("type", ())),
        name=arguments.get("q"),
        period=period(arguments),
        match=match(arguments),
        sort=Sort(chosen, sort.startswith("-")),
        limit=page.limit if page else None,
        offset=page.offset if page else 0,
    )


def shown_of(arguments: dict[str, Any], needed: Iterable[str] = ()) -> Shown:
    """What the arguments ask to be shown of the records of a list, and what is needed whatever they ask for."""
    if "match" in arguments.get("fields", ()) and not _TIMES & arguments.keys():
        raise InvalidParameters.of("fields", "match", "is shown with at, from or to")
    only = frozenset({*arguments["fields"], *needed}) if "fields" in arguments else None
    return Shown(only, frozenset(arguments.get("include", ())), arguments.get("lang", "en"))


def period(arguments: dict[str, Any]) -> Period | None:
    """The time that `at`, or `from` and `to`, ask for; InvalidParameters for what is no date."""
    if "at" in arguments:
        both = [name for name in ("from", "to") if name in arguments]
        if both:
            raise InvalidParameters.of(
                "at", arguments["at"], f"cannot go with {' and '.join(both)}; give at, or from and to"
            )
        first, last = _days("at", arguments["at"])
        return Period(first, last)
    if "from" in arguments or "to" in arguments:
        first = _days("from", arguments["from"])[0] if "from" in arguments else None
        last = _days("to", arguments["to"])[1] if "to" in arguments else None
        if first and last and last < first:
            raise InvalidParameters.of("to", arguments["to"], "is before 'from'")
        return Period(first, last)
    return None


def match(arguments: dict[str, Any]) -> Match:
    """How sure the arguments ask for what is so in their period; InvalidParameters where they name none."""
    if "match" in arguments and not _TIMES & arguments.keys():
        raise InvalidParameters.of("match", arguments["match"], "says how sure of a time; give at, from or to too")
    return Match(arguments.get("match", Match.POSSIBLE.value))


def _days(name: str, text: str) -> tuple[date | None, date | None]:
    try:
        found = bounds(text)
    except ValueError as error:
        raise InvalidParameters.of(name, text, str(error).removeprefix(f"'{text}' ")) from error
    return found.earliest_start, found.latest_end
