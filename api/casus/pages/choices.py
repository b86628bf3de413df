"""What the form of a view keeps and changes: this page with other parameters, steps through time, times in words."""

from collections.abc import Iterable
from typing import Final

from flask import request

from casus.http.urls import arguments_but, joined, root_url
from casus.model.json_schema import Json
from casus.pages.messages import Messages
from casus.pages.steps import steps
from casus.pages.times import time_in_words

_NOT_KEPT: Final = ("format", "cursor", "limit", "view", "facets", "sort")


def instead(*pairs: tuple[str, str], but: Iterable[str] = ()) -> str:
    """This page with these parameters instead of those that it has of the same names, and without the others named."""
    kept = arguments_but("cursor", "format", *(name for name, _ in pairs), *but)
    return joined(root_url() + request.path, [*kept, *pairs])


def without(*names: str) -> str:
    """This page without parameters of these names."""
    return instead(but=names)


def kept(*asked: str) -> list[tuple[str, str]]:
    """The parameters that a form keeps as they are, which asks for those of these names."""
    return arguments_but(*_NOT_KEPT, *asked)


def stepped(t: Messages) -> list[Json]:
    """Links to the time before and after that in `at`: {unit, before, after}, each {label, url} or nothing."""
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


def period_in_words(t: Messages) -> str:
    """The time that the parameters ask for: in, from or until; nothing where they ask for none."""
    given = {name: request.args.get(name, "").strip() for name in ("at", "from", "to")}
    first, last = (time_in_words(given[name], t) if given[name] else "" for name in ("from", "to"))
    if given["at"]:
        return time_in_words(given["at"], t)
    if first and last:
        return first if first == last else t("time-from-to", start=first, end=last)
    return t("time-since", start=first) if first else t("time-until", end=last) if last else ""
