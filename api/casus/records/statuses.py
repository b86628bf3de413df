"""How claims stand: their statuses as JSON names them, and what a page says of those that its drawing has or lacks."""

from collections.abc import Iterable, Mapping
from typing import Final

from flask import request

from casus.drawings.statuses import FALLEN, STROKES
from casus.model.json_schema import Json
from casus.pages.choices import instead, without
from casus.records.names import names_of
from casus.records.record_json import code
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CODE

STATUSES: Final = "claim-status"
"""The list of their codes."""


def statuses(release: OpenRelease, slugs: Iterable[str], language: str) -> list[Json]:
    """The statuses of these slugs: {id, label}, the label in the language or in English."""
    iris = [CODE[f"{STATUSES}/{slug}"] for slug in slugs]
    names = names_of(release).of(iris)
    return [code(iri, names[iri], language) for iri in iris]


def legend(release: OpenRelease, counts: Mapping[str, int], language: str) -> list[Json]:
    """The statuses that are drawn, the firmest first: {status, count, line, url}, the URL being of these alone.

    `counts` has the number of claims by slug.
    """
    drawn = [slug for slug in STROKES if counts.get(slug)]
    return [
        {"status": each, "count": counts[slug], "line": STROKES[slug], "url": instead(("status", slug))}
        for slug, each in zip(drawn, statuses(release, drawn, language), strict=True)
    ]


def fallen(count: int) -> Json:
    """How many claims the drawing leaves out because they are refuted or superseded: {count, show, hide}.

    `show` is this page with them, `hide` the page without, where they are asked for.
    """
    asked_for = {*request.args.getlist("status")} >= {*FALLEN}
    every = (("status", slug) for slug in STROKES)
    return {"count": count, "show": instead(*every), "hide": without("status") if asked_for else None}
