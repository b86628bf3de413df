"""A negotiation: what came of it, who came and who signed, and why the others did not."""

from datetime import date
from typing import Final

from casus.model.json_schema import Json
from casus.pages.rows import rows
from casus.profiles import marks, parts, tables
from casus.profiles.reading import TIME, Asked, Found, definition, found, naming
from casus.store.open_release import OpenRelease

_TOLD: Final = ("when", "outcome", "participants", "participations")
_LATER: Final = 5


def layout(release: OpenRelease, body: Json) -> Json:
    """The negotiation: its parties, their reasons, the talks that followed."""
    model, record_type = release.model, release.model.types[body["type"]]
    coded = tables.tables(model, body, record_type)
    participations = body.get("participations") or []
    outcome = record_type.field["outcome"]
    return {
        **marks.SHOWN,
        "said": rows(model, body, record_type, but=(*_TOLD, *tables.told(record_type, coded))),
        "definition": definition(release, outcome.code_list, body.get("outcome")),
        "parties": parts.parties(participations),
        "why": parts.reasons(participations),
        "rounds": _rounds(release, body),
        "later": _later(release, body),
        "coded": coded,
    }


def _rounds(release: OpenRelease, body: Json) -> Found:
    """The talks that were part of it."""
    negotiations = release.model.collections["negotiations"]
    asked = Asked((naming(negotiations.filters["parents"], body),), tables.MOST)
    return found(release, negotiations, asked, ("outcome", *TIME))


def _later(release: OpenRelease, body: Json) -> Found | None:
    """The next talks about the same conflicts; None where it addresses none, or nobody knows when it ended."""
    negotiations = release.model.collections["negotiations"]
    end = body.get("latest_end")
    if not body.get("conflicts") or not end:
        return None
    same = naming(negotiations.filters["conflicts"], *body["conflicts"])
    since = found(release, negotiations, Asked((same,), tables.MOST, date.fromisoformat(end)), ("outcome", *TIME))
    followed = [each for each in since.records if (each["earliest_start"] or "") > end]
    return Found(followed[:_LATER], len(followed), since.url)
