"""Choosing a representation: a table of offers and one pure function (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from werkzeug.http import parse_options_header

from casus.model.types import Collection


class Offer(NamedTuple):
    """One representation."""

    name: str
    """What ?format= calls it."""
    media_type: str
    aliases: tuple[str, ...] = ()
    """Further media types by which clients ask for it."""


JSON: Final = Offer("json", "application/json")
TURTLE: Final = Offer("turtle", "text/turtle", ("application/x-turtle",))
JSON_LD: Final = Offer("jsonld", "application/ld+json")
N_TRIPLES: Final = Offer("ntriples", "application/n-triples")
TRIG: Final = Offer("trig", "application/trig", ("application/x-trig",))
CSV: Final = Offer("csv", "text/csv")
EXCEL: Final = Offer("excel", "text/csv")
"""CSV that begins with a byte order mark, without which Excel takes UTF-8 for something else; by ?format= only."""
NDJSON: Final = Offer("ndjson", "application/x-ndjson", ("application/ndjson", "application/jsonl"))
GEOJSON: Final = Offer("geojson", "application/geo+json", ("application/vnd.geo+json",))
CSL: Final = Offer("csl", "application/vnd.citationstyles.csl+json", ("application/citeproc+json",))
BIBTEX: Final = Offer("bibtex", "application/x-bibtex", ("text/x-bibtex",))
RIS: Final = Offer("ris", "application/x-research-info-systems")
HTML: Final = Offer("html", "text/html", ("application/xhtml+xml",))

CITATIONS: Final = (CSL, BIBTEX, RIS)


def of_records(collection: Collection) -> tuple[Offer, ...]:
    """The representations of one record of the collection."""
    own = [*([TRIG] if collection.holds_claims else []), *([GEOJSON] if collection.coordinates else [])]
    return (JSON, TURTLE, JSON_LD, N_TRIPLES, *own, *CITATIONS)


def of_lists(collection: Collection) -> tuple[Offer, ...]:
    """The representations of a list of the collection."""
    return (JSON, CSV, EXCEL, NDJSON, *([GEOJSON] if collection.coordinates else []), *CITATIONS)


class _Range(NamedTuple):
    """One media range of an Accept header."""

    media_type: str
    quality: float
    has_parameters: bool


def choose(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that an Accept header likes best, the first among equals; None when it likes none.

    No header means anything. A range with parameters of its own (`application/ld+json;profile="..."`) matches the media
    type without them, because clients mean it so, but less exactly than a range without.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [found for part in accept.split(",") if (found := _range(part)) is not None]
    best: tuple[float, int, int] | None = None
    chosen: Offer | None = None
    for rank, offer in enumerate(offers):
        for media_type in (offer.media_type, *offer.aliases):
            quality, exactness = _quality(ranges, media_type, wildcards=media_type == offer.media_type)
            key = (quality, exactness, -rank)
            if quality > 0 and (best is None or key > best):
                best, chosen = key, offer
    return chosen


def _range(part: str) -> _Range | None:
    name, options = parse_options_header(part)
    try:
        quality = float(options.pop("q", 1))
    except ValueError:
        return None
    return _Range(name.lower(), quality, bool(options)) if name and 0 <= quality <= 1 else None


def _quality(ranges: Sequence[_Range], media_type: str, *, wildcards: bool) -> tuple[float, int]:
    """The quality that the most exact matching range gives to the media type, and how exact it is (0 to 3)."""
    exactness = {f"{media_type.split('/')[0]}/*": 1, "*/*": 0} if wildcards else {}
    matches: list[tuple[int, float]] = []
    for found in ranges:
        if found.media_type == media_type:
            matches.append((2 if found.has_parameters else 3, found.quality))
        elif found.media_type in exactness:
            matches.append((exactness[found.media_type], found.quality))
    best, quality = max(matches, default=(0, 0.0), key=lambda match: match[0])
    return quality, best
