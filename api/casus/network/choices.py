"""The form of the network's page: what can be chosen, what is chosen, and the steps through time."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from flask import request

from casus.drawings.statuses import STROKES
from casus.http.urls import arguments_but, joined, root_url
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.pages.messages import Messages
from casus.pages.steps import steps
from casus.pages.times import in_words
from casus.records.facets import counted
from casus.records.selection import Selection
from casus.store.open_release import OpenRelease
from casus.terms.dates import bounds
from casus.terms.namespaces import BOUNDS

FORM: Final = ("at", "type", "conflicts", "ego", "status", "match")
"""What the form asks for."""
_NOT_KEPT: Final = ("format", "cursor", "limit", "view", "facets", "sort")
_CONFLICTS: Final = 60


def choices(release: OpenRelease, t: Messages, *, without: Iterable[str] = ()) -> Json:
    """The fields of the form: {options by name, chosen by name, kept}.

    A field of which several values are chosen keeps them all as they are, and so does what the form does not ask for.
    """
    model = release.model
    options = {
        "type": [(each.name, each.label) for each in edge_types(model)],
        "conflicts": [(each["value"], each["label"]) for each in _conflicts(release, t.language)],
        "status": [(each, each) for each in STROKES if each in model.codes["claim-status"]],
        "match": [("certain", t("match-certain"))],
    }
    chosen = {name: request.args.getlist(name) for name in FORM}
    single = {name: values for name, values in chosen.items() if len(values) < 2 and name not in without}
    return {
        "options": {name: found for name, found in options.items() if name in single},
        "chosen": {name: values[0] if values else "" for name, values in single.items()},
        "asked": [name for name in FORM if name in single],
        "kept": [pair for pair in arguments_but(*_NOT_KEPT) if pair[0] not in single],
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


def stepped(t: Messages) -> list[Json]:
    """Links to the time before and after: {key, label, before, after, each a URL or nothing}."""
    at = request.args.get("at")
    if not at:
        return []
    return [
        {
            "unit": step.unit,
            "before": step.before and {"label": time_in_words(step.before, t), "url": instead(("at", step.before))},
            "after": step.after and {"label": time_in_words(step.after, t), "url": instead(("at", step.after))},
        }
        for step in steps(at)
    ]


def instead(*pairs: tuple[str, str]) -> str:
    """This page with these parameters instead of those that it has of the same names."""
    return joined(root_url() + request.path, [*arguments_but("cursor", *(name for name, _ in pairs)), *pairs])


def without(*names: str) -> str:
    """This page without parameters of these names."""
    return joined(root_url() + request.path, arguments_but("cursor", *names))


def time_in_words(text: str, t: Messages) -> str:
    """A day, a month or a year in words."""
    found = bounds(text)
    days: dict[str, date | None] = {name: getattr(found, name) for name in BOUNDS}
    return in_words({"when": text, **{name: day and day.isoformat() for name, day in days.items()}}, t)
