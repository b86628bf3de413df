"""What is said of an actor by kind of claim: how much stands how firmly, the first of each, and support in time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from casus.drawings import bars
from casus.drawings.extents import Window
from casus.model.fields import Field
from casus.model.json_schema import Json
from casus.model.types import RecordType
from casus.profiles import marks
from casus.profiles.reading import CLAIM, STATUSES, Found, found, list_url, naming, statuses
from casus.records.filters import AnyOf, Condition, Not, OfType
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.release.list_fields import TYPE
from casus.store.open_release import OpenRelease
from casus.terms.names import slug_of
from casus.terms.namespaces import CODE

SUBJECTS: Final = "subjects"
_DRAWN: Final = 60
"""Claims of one kind and direction in a drawing."""


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
    return Counts(statuses(release, used), found_kinds)


def _count(release: OpenRelease, kind: RecordType, about: AnyOf, status: str, count: int) -> Json:
    conditions = (OfType((kind,)), about, _of_status(release, status))
    return {"count": count, "url": list_url(release, release.model.claims, conditions)}


def _of_status(release: OpenRelease, *slugs: str) -> AnyOf:
    terms = tuple(CODE[f"{STATUSES}/{slug}"] for slug in slugs)
    return AnyOf(release.model.claims.filters["status"], terms)


def of_kind(
    release: OpenRelease,
    body: Json,
    kind: RecordType,
    *,
    naming_it: str = SUBJECTS,
    most: int,
    also: Iterable[str] = (),
) -> Found:
    """The first claims of the kind that name the record in this field, but for what is refuted or superseded."""
    claims = release.model.claims
    hidden = Not(_of_status(release, *bars.HIDDEN))
    conditions: tuple[Condition, ...] = (OfType((kind,)), naming(claims.filters[naming_it], body), hidden)
    return found(release, claims, conditions, (*CLAIM, *also), most=most)


def hidden(release: OpenRelease, body: Json, kind: RecordType, naming_it: str) -> int:
    """How many more there are that are refuted or superseded."""
    claims = release.model.claims
    conditions = (OfType((kind,)), naming(claims.filters[naming_it], body), _of_status(release, *bars.HIDDEN))
    return lists_of(release).page(Selection(claims, conditions, limit=1))[1]


def lanes(release: OpenRelease, body: Json, kinds: Iterable[str], *, given: bool, title: str) -> Lanes | None:
    """The ties of these kinds that lead from the actor, or to it; None where there are none."""
    read, lists, left_out = [], [], 0
    for kind in (release.model.types[name] for name in kinds):
        edge = kind.edge
        if edge is None:
            raise LookupError(f"{kind.name} is no edge")
        near, far = (edge.source, edge.target) if given else (edge.target, edge.source)
        relation = [edge.relation.name] if edge.relation else []
        listed = of_kind(release, body, kind, naming_it=near.name, most=_DRAWN, also=(far.name, *relation))
        left_out += hidden(release, body, kind, near.name)
        lists.append(listed)
        read += [*_ends(listed.records, far, relation)]
    if not read and not left_out:
        return None
    return _drawn(sorted(read, key=lambda each: each["earliest_start"] or ""), lists, left_out, title)


def _ends(records: Iterable[Json], far: Field, relation: list[str]) -> Iterator[Json]:
    for each in records:
        yield {**each, "other": each[far.name], "relation": next((each[name] for name in relation), None)}


def _drawn(records: list[Json], lists: list[Found], left_out: int, title: str) -> Lanes:
    by_other: dict[str, list[Json]] = defaultdict(list)
    for each in records:
        by_other[(each["other"] or {"id": ""})["id"]].append(each)
    dated = {name: [bar for each in found if (bar := marks.bar_of(each))] for name, found in by_other.items()}
    window = Window.around_most(bar.span for found in dated.values() for bar in found)
    drawn = [
        {
            "other": found[0]["other"],
            "count": len(found),
            "strip": bars.strip(dated[name], window, f"{title}: {(found[0]['other'] or {}).get('label', '?')}"),
        }
        for name, found in by_other.items()
        if window is not None and dated[name]
    ]
    undated = len(records) - sum(map(len, dated.values()))
    return Lanes(lists, left_out, records, drawn, None if window is None else bars.axis(window), undated)
