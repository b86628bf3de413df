"""Where a person may begin: some of the pages, each with a small drawing of what it shows."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from markupsafe import Markup

from casus.drawings import small
from casus.drawings.statuses import FALLEN
from casus.http.urls import kept_language, url
from casus.map.asked import Asked as AskedOfMap
from casus.map.features import feature_collection
from casus.map.found import found as found_on_map
from casus.model.json_schema import Json
from casus.network.graph import nodes_and_edges
from casus.network.query import Edges
from casus.pages.messages import LANGUAGES
from casus.profiles.marks import sign, tint
from casus.profiles.reading import Asked, found, language, naming
from casus.questions.questions import questions_of
from casus.records.filters import AnyOf, Not
from casus.records.period import Period
from casus.records.selection import Selection
from casus.store.open_release import OpenRelease
from casus.terms.calendar import Unit
from casus.terms.namespaces import CODE
from casus.timeline.bins import bins
from casus.timeline.query import Timeline

_TALKS: Final = "negotiations/moscow-talks-2020"
_TIES: Final = "Support"
_UNCODED: Final = "foreign-troops-ucdp-and-this-dataset"
_MONTH: Final = "2020-01"
_DAYS: Final = Period(date(2020, 1, 1), date(2020, 1, 31))
_YEARS: Final = Period(date(2011, 1, 1), date(2021, 12, 31))
_MOST_PARTIES: Final = 6
_MOST_TIES: Final = 60


def ways_in(release: OpenRelease) -> list[Json]:
    """The keys of their messages, where they lead, and their drawings; without those that the release cannot fill."""
    kept = kept_language(language())
    ways = (
        ("entry-moscow", f"/v1/{_TALKS}", (), _signatures(release)),
        ("entry-network", "/v1/network", (("type", _TIES), ("at", _MONTH)), release.once(_ties)),
        ("entry-map", "/v1/map", (("at", _MONTH),), release.once(_places)),
        ("entry-timeline", "/v1/timeline", (), release.once(_years)),
    )
    drawn = [(key, path, pairs, drawing) for key, path, pairs, drawing in ways if drawing]
    return [
        {"key": key, "url": url(path, *pairs, *kept), "drawing": drawing}
        for key, path, pairs, drawing in [*drawn, *_in_words(release)]
    ]


def _in_words(release: OpenRelease) -> Iterator[tuple[str, str, tuple[()], None]]:
    """Those without a drawing."""
    yield "entry-questions", "/v1/questions", (), None
    if _UNCODED in questions_of(release):
        yield "entry-uncoded", f"/v1/questions/{_UNCODED}", (), None
    yield "entry-assistants", "/guide/assistants", (), None


def _signatures(release: OpenRelease) -> Markup | None:
    """Who signed and who did not, by name: those who were not asked to are left out."""
    parts = release.model.collections["participation"]
    asked = Asked((naming(parts.filters["participation_in"], {"id": _TALKS}),), _MOST_PARTIES * 3)
    said = found(release, parts, asked, ("participant", "outcome")).records
    rows = [(sign(each["outcome"]), tint(each["outcome"]), each["participant"]["label"]) for each in said]
    first = sorted((row for row in rows if row[1]), key=lambda row: (row[1] != "did", row[2]))
    return small.signs(first[:_MOST_PARTIES]) if first else None


def _ties(release: OpenRelease) -> Markup | None:
    claims = release.model.claims
    fallen = tuple(CODE[f"claim-status/{status}"] for status in FALLEN)
    standing = Not(AnyOf(claims.filters["status"], fallen))
    selected = Selection(claims, (standing,), (release.model.types[_TIES],), period=_DAYS, limit=None)
    _, edges = nodes_and_edges(release, Edges(selected).rows(release.dataset, _MOST_TIES), LANGUAGES[0])
    return small.sides((each["source"], each["target"], each["status"]["id"]) for each in edges) if edges else None


def _places(release: OpenRelease) -> Markup | None:
    asked = AskedOfMap.of(release, {"at": _MONTH, "limit": 0})
    features = feature_collection(asked, found_on_map(asked))["features"]
    points = [(*_point(each), sum(of["count"] for of in each["properties"]["layers"])) for each in features]
    return small.places(points) if points else None


def _point(feature: Json) -> tuple[float, float]:
    longitude, latitude = feature["geometry"]["coordinates"]
    return latitude, longitude


def _years(release: OpenRelease) -> Markup | None:
    counted = bins(release, Timeline(release.model, period=_YEARS), Unit.YEAR)
    if not any(each["possible"] for each in counted):
        return None
    counts = [(each["possible"], each["certain"]) for each in counted]
    return small.columns(counts, counted[0]["bin"], counted[-1]["bin"])
