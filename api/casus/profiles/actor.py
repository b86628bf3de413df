"""An actor: whom it supported and who supported it, who leads it, what it came out of, what it held, where it sat."""

from collections.abc import Iterator
from typing import Final

from casus.model.json_schema import Json
from casus.model.types import RecordType
from casus.pages.rows import rows
from casus.profiles import lineage, marks, tables, ties
from casus.profiles.claim import claims_inside
from casus.profiles.reading import CLAIM, TIME, Asked, Found, found, found_together, naming
from casus.store.open_release import OpenRelease

_SUPPORT: Final = ("Support", "ArmsTransfer")
_POSTS: Final = "Membership"
_GROUND: Final = "Control"
_TALKS: Final = "Participation"
_HOLDER: Final = "controller"
_GIVEN: Final = {"given": True, "received": False, "posts": True, "members": False}
"""The parts of the page that show ties, and whether these lead from the actor."""
_MOST: Final = {"given": 60, "received": 60, "posts": 40, "members": 40, "ground": 40, "others": 6}
"""Claims of a kind that each part of the page shows."""

Listed = dict[tuple[str, str], Found]
"""Claims by the part of the page and the name of their kind."""


def layout(release: OpenRelease, body: Json) -> Json:
    """The actor: what claims say of it, kind by kind, and what datasets code of it."""
    model, record_type = release.model, release.model.types[body["type"]]
    coded, ancestry = tables.tables(model, body, record_type), [*lineage.fields_of(record_type)]
    told = {
        *("when", "record_key", *(field.name for field in ancestry)),
        *(field.name for field in claims_inside(model, record_type)),
        *tables.told(record_type, coded),
    }
    counts, parts = ties.counts(release, body), _parts(release, body)
    listed = _listed(release, body, [each["type"] for each in counts.kinds], talks=not parts.total)
    ground = next((each for (part, _), each in listed.items() if part == "ground"), Found([], 0, ""))
    return {
        **marks.SHOWN,
        "said": rows(model, body, record_type, but=told),
        "drawing": marks.alone(body),
        "counts": counts,
        "given": _lanes(release, body, listed, "given"),
        "received": _lanes(release, body, listed, "received"),
        "posts": [*_posts(release, body, listed)],
        "lineage": [*lineage.lineage(release, body, ancestry)],
        "ground": ground,
        "ground_drawn": marks.together(ground.records),
        "parts": parts,
        "others": [(model.types[kind], each) for (part, kind), each in listed.items() if part == "others"],
        "coded": coded,
        "row": body.get("record_key"),
    }


def _listed(release: OpenRelease, body: Json, kinds: list[RecordType], *, talks: bool) -> Listed:
    """The claims that the parts of the page show, read at once: of these kinds, of talks where they are asked for."""
    claims = release.model.claims
    plan = {
        (part, kind.name): ties.asked(release, body, kind, _MOST[part], field)
        for kind in kinds
        for part, field in _places(kind, talks=talks)
    }
    told = [kind for kind in kinds if kind.name in (*_SUPPORT, _POSTS, _GROUND)]
    own = {field.name for kind in told for field in kind.fields if field.name not in claims.type.field}
    read = zip(plan, found_together(release, claims, plan.values(), {*CLAIM, *own}), strict=True)
    return {place: each for place, each in read if each.total}


def _places(kind: RecordType, *, talks: bool) -> Iterator[tuple[str, str]]:
    """The parts of the page that show claims of the kind, each with the field that names the actor."""
    if kind.name in (*_SUPPORT, _POSTS):
        for part in ("posts", "members") if kind.name == _POSTS else ("given", "received"):
            yield part, ties.ends(kind, given=_GIVEN[part])[0].name
    elif kind.name == _GROUND:
        yield "ground", _HOLDER
    elif kind.name != _TALKS or talks:
        yield "others", ties.SUBJECTS


def _lanes(release: OpenRelease, body: Json, listed: Listed, part: str) -> ties.Lanes | None:
    given = _GIVEN[part]
    kinds = [release.model.types[name] for name in _SUPPORT]
    left_out = sum(ties.hidden(release, body, kind, ties.ends(kind, given=given)[0].name) for kind in kinds)
    lists = [(kind, listed[part, kind.name]) for kind in kinds if (part, kind.name) in listed]
    return ties.lanes(lists, left_out, given=given, title=marks.words()(f"support-{part}"))


def _posts(release: OpenRelease, body: Json, listed: Listed) -> Iterator[Json]:
    """What it is a member of, and who is a member of it."""
    for (part, kind), found_of_it in listed.items():
        if part in ("posts", "members"):
            of_kind = release.model.types[kind]
            near, far = ties.ends(of_kind, given=_GIVEN[part])
            yield {
                "key": part,
                "far": far,
                "list": found_of_it,
                "drawn": marks.together(found_of_it.records),
                "hidden": ties.hidden(release, body, of_kind, near.name),
            }


def _parts(release: OpenRelease, body: Json) -> Found:
    """The talks and agreements in which it had a part."""
    parts = release.model.collections["participation"]
    fields = ("participation_in", "outcome", "capacities", "status", *TIME)
    return found(release, parts, Asked((naming(parts.filters["participant"], body),), tables.MOST), fields)
