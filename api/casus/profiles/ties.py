"""What is said of an actor by kind of claim: how much stands how firmly, the first of each, and support in time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from casus.drawings import bars, window
from casus.drawings.statuses import FALLEN
from casus.model.fields import Field
from casus.model.json_schema import Json
from casus.model.types import RecordType
from casus.profiles import marks
from casus.profiles.reading import Asked, Found, language, list_url, naming
from casus.records.filters import AnyOf, Not, OfType
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.records.statuses import STATUSES, statuses
from casus.release.list_fields import TYPE
from casus.store.open_release import OpenRelease
from casus.terms.names import slug_of
from casus.terms.namespaces import CODE

SUBJECTS: Final = "subjects"


@dataclass(frozen=True)
class Counts:
    """How many claims of each kind there are of each status, and where they are."""

    statuses: list[Json]
    kinds: list[Json]


@dataclass(frozen=True)
class Lanes:
    """Claims that tie an actor to others, a lane for each other one, in one window of time."""

    lists: list[Found]
    hidden: int
    records: list[Json]
    """Each with `other`, the actor at its other end, and `relation`, what kind of tie it is."""
    lanes: list[Json]
    axis: object
    undated: int


def counts(release: OpenRelease, body: Json) -> Counts:
    """By kind and status, what is said of the record."""
    claims, about = release.model.claims, naming(release.model.claims.filters[SUBJECTS], body)
    kinds: dict[str, dict[str, int]] = defaultdict(dict)
    for (kind, status), (count, *_) in lists_of(release).table(Selection(claims, (about,)), (TYPE, "status")):
        kinds[str(kind)][slug_of(str(status))] = count
    used = sorted({status for each in kinds.values() for status in each}, key=marks.firmness)
    found_kinds = [
        {
            "type": each,
            "total": sum(kinds[each.name].values()),
            "url": list_url(release, claims, (OfType((each,)), about)),
            "counts": [_count(release, each, about, status, kinds[each.name].get(status, 0)) for status in used],
        }
        for each in claims.types
        if each.name in kinds
    ]
    return Counts(statuses(release, used, language()), found_kinds)


def _count(release: OpenRelease, kind: RecordType, about: AnyOf, status: str, count: int) -> Json:
    conditions = (OfType((kind,)), about, _of_status(release, status))
    return {"count": count, "url": list_url(release, release.model.claims, conditions)}


def _of_status(release: OpenRelease, *slugs: str) -> AnyOf:
    terms = tuple(CODE[f"{STATUSES}/{slug}"] for slug in slugs)
    return AnyOf(release.model.claims.filters["status"], terms)


def asked(release: OpenRelease, body: Json, kind: RecordType, most: int, naming_it: str = SUBJECTS) -> Asked:
    """The first claims of the kind that name the record in this field, but for what is refuted or superseded."""
    about = naming(release.model.claims.filters[naming_it], body)
    return Asked((OfType((kind,)), about, Not(_of_status(release, *FALLEN))), most)


def hidden(release: OpenRelease, body: Json, kind: RecordType, naming_it: str) -> int:
    """How many more there are that are refuted or superseded."""
    claims = release.model.claims
    conditions = (OfType((kind,)), naming(claims.filters[naming_it], body), _of_status(release, *FALLEN))
    return lists_of(release).page(Selection(claims, conditions, limit=1))[1]


def ends(kind: RecordType, *, given: bool) -> tuple[Field, Field]:
    """The fields of the actor itself and of the other one, in ties of the kind that lead from it, or to it.

    Raises LookupError where claims of the kind tie no actors.
    """
    if kind.edge is None:
        raise LookupError(f"{kind.name} is no edge")
    return (kind.edge.source, kind.edge.target) if given else (kind.edge.target, kind.edge.source)


def lanes(lists: list[tuple[RecordType, Found]], left_out: int, *, given: bool, title: str) -> Lanes | None:
    """The ties that lead from the actor, or to it; None where there are none."""
    read = [each for kind, listed in lists for each in _with_ends(listed.records, kind, given=given)]
    if not read and not left_out:
        return None
    by_time = sorted(read, key=lambda each: each["earliest_start"] or "")
    return _drawn(by_time, [listed for _, listed in lists], left_out, title)


def _with_ends(records: Iterable[Json], kind: RecordType, *, given: bool) -> Iterator[Json]:
    _, far = ends(kind, given=given)
    relation = kind.edge.relation if kind.edge else None
    for each in records:
        yield {**each, "other": each[far.name], "relation": each[relation.name] if relation else None}


def _drawn(records: list[Json], lists: list[Found], left_out: int, title: str) -> Lanes:
    by_other: dict[str, list[Json]] = defaultdict(list)
    for each in records:
        by_other[(each["other"] or {"id": ""})["id"]].append(each)
    dated = {name: [bar for each in found if (bar := marks.bar_of(each))] for name, found in by_other.items()}
    scale = window.around_most(bar.extent for found in dated.values() for bar in found)
    drawn = [
        {
            "other": found[0]["other"],
            "count": len(found),
            "strip": bars.strip(dated[name], scale, f"{title}: {(found[0]['other'] or {}).get('label', '?')}"),
        }
        for name, found in by_other.items()
        if scale is not None and dated[name]
    ]
    undated = len(records) - sum(map(len, dated.values()))
    return Lanes(lists, left_out, records, drawn, None if scale is None else marks.axis(scale), undated)
