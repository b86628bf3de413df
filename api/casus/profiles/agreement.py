"""An agreement: who signed it, what could be read of it when, what was done with it, and who contests it."""

from collections import defaultdict
from typing import Any, Final

from casus.model.json_schema import Json
from casus.pages.rows import rows
from casus.profiles import marks, parts, tables
from casus.profiles.reading import CLAIM, Asked, Found, found, naming
from casus.records.filters import OfType
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS

_TOLD: Final = (
    *("text_periods", "text_statuses", "participants", "participations", "signatories", "signatures"),
    *("legal_acts", "reactions"),
)


def layout(release: OpenRelease, body: Json) -> Json:
    """The agreement: its signatures, texts, acts and reactions; the texts that it is tied to."""
    model, record_type = release.model, release.model.types[body["type"]]
    coded = tables.tables(model, body, record_type)
    provisions = tables.tables(model, body, record_type, (CASUS.Provision,))
    periods = sorted(body.get("text_periods") or [], key=_begun)
    participations = body.get("participations") or []
    of_party = {each["participant"]["id"]: each for each in participations}
    signatures = [
        {**each, "part": of_party.get(each["participant"]["id"])}
        for each in sorted(body.get("signatures") or [], key=lambda each: each["participant"]["label"])
    ]
    signed = {each["participant"]["id"] for each in signatures}
    told = {*_TOLD, *tables.told(record_type, (*coded, *provisions))}
    return {
        **marks.SHOWN,
        "said": rows(model, body, record_type, but=told),
        "signatures": signatures,
        "parties": parts.parties([each for each in participations if each["participant"]["id"] not in signed]),
        "why": parts.reasons(participations),
        "periods": periods,
        "drawn": marks.together(periods),
        "acts": _acts(body.get("legal_acts") or []),
        "reactions": _by_position(parts.told(sorted(body.get("reactions") or [], key=_begun))),
        "provisions": provisions,
        "chain": _chain(release, body),
        "coded": coded,
    }


def _begun(record: Json) -> str:
    return record.get("earliest_start") or ""


def _by_position(reactions: list[Json]) -> list[list[Json]]:
    """The reactions of each position, the one that most took first."""
    positions: dict[str, list[Json]] = defaultdict(list)
    for each in reactions:
        positions[each["position"]["id"]].append(each)
    return sorted(positions.values(), key=len, reverse=True)


def _acts(acts: list[Json]) -> list[Json]:
    """The acts by their kind, the first kind first: so that dates that do not agree stand together."""
    kinds: dict[str, list[Json]] = defaultdict(list)
    for act in sorted(acts, key=_begun):
        kinds[act["legal_act_type"]["id"]].append(act)
    return [{"kind": each[0]["legal_act_type"], "acts": each, "differ": _differ(each)} for each in kinds.values()]


def _differ(acts: list[Json]) -> bool:
    """Whether two of the acts, of the same actors or of nobody named, have different dates."""
    dates: dict[Any, set[str | None]] = defaultdict(set)
    for act in acts:
        dates[frozenset(actor["id"] for actor in act["actors"])].add(act["when"])
    return any(len(found) > 1 for found in dates.values())


def _chain(release: OpenRelease, body: Json) -> Found:
    """The claims that tie it to other texts."""
    claims = release.model.claims
    ties = (OfType((release.model.types["AgreementRelation"],)), naming(claims.filters["subjects"], body))
    fields = (*CLAIM, "from_agreement", "to_agreement", "relation_type")
    return found(release, claims, Asked(ties, tables.MOST), fields)
