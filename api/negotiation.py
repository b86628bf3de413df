"""Choosing a representation: a table of offers and one pure function (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header


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
HTML: Final = Offer("html", "text/html", ("application/xhtml+xml",))

RECORD: Final = (JSON, TURTLE, JSON_LD)
LIST: Final = (JSON,)

SELECT_RESULTS: Final = (
    Offer("json", "application/sparql-results+json", ("application/json", "text/json")),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Offer("csv", "text/csv"),
    Offer("tsv", "text/tab-separated-values"),
)
GRAPH_RESULTS: Final = (
    TURTLE,
    Offer("ntriples", "application/n-triples", ("text/plain",)),
    Offer("rdfxml", "application/rdf+xml", ("application/xml", "text/xml")),
    Offer("jsonld", "application/ld+json", ("application/json",)),
)


def choose(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer that an Accept header likes best, the first among equals; None when it likes none.

    No header means anything. Parameters of a media range other than q are ignored, because Werkzeug would match
    `application/ld+json;profile="..."` with nothing.
    """
    if accept is None or not accept.strip():
        return offers[0]
    wanted = parse_accept_header(accept, MIMEAccept)
    best: tuple[float, int, int] | None = None
    chosen: Offer | None = None
    for rank, offer in enumerate(offers):
        for media_type in (offer.media_type, *offer.aliases):
            quality, specificity = _quality(wanted, media_type)
            key = (quality, specificity, -rank)
            if quality > 0 and (best is None or key > best):
                best, chosen = key, offer
    return chosen


def _quality(wanted: MIMEAccept, media_type: str) -> tuple[float, int]:
    """The quality that the most specific matching range gives to the media type, and how specific it is (0 to 2)."""
    main = media_type.split("/")[0]
    ranges = {name.split(";")[0].strip().lower(): quality for name, quality in reversed(list(wanted))}
    for specificity, name in ((2, media_type), (1, f"{main}/*"), (0, "*/*")):
        if name in ranges:
            return ranges[name], specificity
    return 0.0, 0
