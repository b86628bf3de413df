"""The form of the network's page: what can be chosen, and what is chosen."""

from collections.abc import Iterable
from typing import Any, Final

from flask import request

from casus.drawings.statuses import STROKES
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.pages.choices import kept
from casus.pages.messages import Messages
from casus.records.facets import counted
from casus.records.selection import Selection
from casus.records.statuses import STATUSES, statuses
from casus.store.open_release import OpenRelease

FORM: Final = ("at", "type", "conflicts", "ego", "status", "match")
"""What the form asks for."""
_CONFLICTS: Final = 60


def choices(release: OpenRelease, t: Messages, *, unasked: Iterable[str] = ()) -> Json:
    """The fields of the form: {options by name, chosen by name, kept}.

    A field of which several values are chosen keeps them all as they are, and so does what the form does not ask for.
    """
    model = release.model
    known = [slug for slug in STROKES if slug in model.codes[STATUSES]]
    options = {
        "type": [(each.name, each.label) for each in edge_types(model)],
        "conflicts": [(each["value"], each["label"]) for each in _conflicts(release, t.language)],
        "status": [(each["id"], each["label"]) for each in statuses(release, known, t.language)],
        "match": [("certain", t("match-certain"))],
    }
    chosen = {name: request.args.getlist(name) for name in FORM}
    single = {name: values for name, values in chosen.items() if len(values) < 2 and name not in unasked}
    return {
        "options": {name: found for name, found in options.items() if name in single},
        "chosen": {name: values[0] if values else "" for name, values in single.items()},
        "asked": [name for name in FORM if name in single],
        "kept": kept(*single),
    }


def edge_types(model: Model) -> list[Any]:
    """The types of claim that are edges, by their labels."""
    return sorted((each for each in model.claims.types if each.edge is not None), key=lambda each: each.label)


def _conflicts(release: OpenRelease, language: str) -> list[Json]:
    """The conflicts that claims of these types are of, the most frequent first."""
    claims = release.model.claims
    selected = Selection(claims, chosen_types=tuple(edge_types(release.model)), limit=1)
    found: list[Json] = counted(release, selected, ["conflicts"], language)["conflicts"]["values"]
    return found[:_CONFLICTS]
