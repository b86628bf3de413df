"""Representations, and the one that a request asks for (RFC 9110, section 12.5.1).

A representation is a row: its name, its media type, the aliases by which clients ask for it. Whoever writes one keeps
its row beside the writer: `records/formats/`, `sparql/representations.py`, `network/formats.py`. Here are those that
several rooms write.

No library's choice fits: werkzeug 3.1's `best_match` fails on ranges with parameters and on `text/*`, WebOb 1.8's
`acceptable_offers` wants equal parameters (both tried on tests/http/test_representations.py).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from flask import request
from werkzeug.http import parse_options_header

from casus.http.problems import NotAcceptable
from casus.http.urls import root_url
from casus.model.json_schema import STRING, Json, array


@dataclass(frozen=True)
class Representation:
    """One way to write an answer."""

    name: str
    """What ?format= calls it."""
    media_type: str
    aliases: tuple[str, ...] = ()
    """Further media types by which clients ask for it."""
    is_text: bool = False
    """Whether it needs its charset said though its media type does not begin with text/."""

    @property
    def content_type(self) -> str:
        """The Content-Type of a body; JSON's types define their charset, text needs it said."""
        needs_charset = self.is_text or self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if needs_charset else self.media_type

    @property
    def schema(self) -> Json:
        """Of a body, where the OpenAPI document has no more to say: text, or JSON that others define.

        No schema at all would be any value: a union with it has no members for generators of TypeScript.
        """
        return _OTHERS_JSON if self.media_type.endswith("+json") else STRING


_OBJECT: Final[Json] = {"type": "object"}
_OTHERS_JSON: Final[Json] = {"oneOf": [_OBJECT, array(_OBJECT)]}
JSON: Final = Representation("json", "application/json", ("application/problem+json",))
"""Clients that are made from the OpenAPI document ask for problems alone where all else has no body, as a redirect."""
HTML: Final = Representation("html", "text/html", ("application/xhtml+xml",))
SVG: Final = Representation("svg", "image/svg+xml")
"""A drawing alone, which says its title, day, release and licence itself."""
CSV: Final = Representation("csv", "text/csv")
EXCEL: Final = Representation("excel", "text/csv")
"""CSV that begins with a byte order mark, without which Excel takes UTF-8 for something else; by ?format= only."""


def chosen(arguments: dict[str, Any], offers: Sequence[Representation]) -> Representation:
    """The offer that ?format= names, or else the Accept header likes best. Raises NotAcceptable."""
    if "format" in arguments:
        return next(offer for offer in offers if offer.name == arguments["format"])
    accept = request.headers.get("Accept")
    found = choose(accept, offers)
    if found is None:
        raise not_acceptable(f"'{accept}' fits none of the representations.", offers)
    return found


def not_acceptable(detail: str, offers: Sequence[Representation]) -> NotAcceptable:
    """The problem, with the media types that there are."""
    return NotAcceptable(detail, offered=list(dict.fromkeys(offer.media_type for offer in offers)))


def pinned_etag(edition: str, representation: Representation) -> str:
    """A tag for what the URL, the representation, the edition of the release and the version of this service decide."""
    key = "\n".join((version("casus"), edition, representation.name, request.full_path, root_url()))
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class _Range(NamedTuple):
    """One media range of an Accept header."""

    media_type: str
    quality: float
    has_parameters: bool


def choose(accept: str | None, offers: Sequence[Representation]) -> Representation | None:
    """The offer that an Accept header likes best, the first among equals; None when it likes none.

    No header means anything. A range with parameters of its own (`application/ld+json;profile="..."`) matches the media
    type without them, because clients mean it so, but less exactly than a range without.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [found for part in accept.split(",") if (found := _range(part)) is not None]
    best: tuple[float, int, int] | None = None
    chosen: Representation | None = None
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
