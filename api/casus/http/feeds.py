"""Atom feeds (RFC 4287), page by page where they are long (RFC 5005, section 3).

feedgen 1.0, the only kept writer, wants lxml and knows neither pages nor the enclosures of several files of an entry.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from flask import Response

from casus.http.representations import JSON, Representation
from casus.http.urls import in_format
from casus.terms.namespaces import DATA_LICENCE_NAME

ATOM: Final = Representation("atom", "application/atom+xml", is_text=True)
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_TAGS: Final = "tag:w3id.org,2026:casus/"
_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RELATIONS: Final = {"self": "self", "first": "first", "prev": "previous", "next": "next"}
"""What Atom and RFC 5005 call the relations of a page."""


@dataclass(frozen=True)
class Link:
    """A link of an entry."""

    url: str
    relation: str = "alternate"
    media_type: str | None = None
    """None: what the client asks for."""
    bytes: int | None = None


@dataclass(frozen=True)
class Entry:
    """One thing that came about, and when."""

    id: str
    """Of a `tag`."""
    title: str
    updated: str
    """As RFC 3339 writes it."""
    summary: str
    links: tuple[Link, ...]
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """What is subscribed to."""

    id: str
    title: str
    updated: str
    entries: Iterable[Entry]
    pages: dict[str, str | None]
    """The URLs of this page of it (`self`) and of others, in any format, by the relations of lists."""


def tag(specific: str) -> str:
    """The id of a feed or an entry, which is the same on every host (RFC 4151)."""
    return _TAGS + specific


def feed_response(feed: Feed) -> Response:
    """The feed as an answer."""
    root = Element("feed", xmlns=_NAMESPACE)
    _text(root, id=feed.id, title=feed.title, updated=feed.updated, rights=DATA_LICENCE_NAME)
    _text(SubElement(root, "author"), name="Casus")
    for relation, url, media_type in _links(feed):
        SubElement(root, "link", rel=relation, href=url, type=media_type)
    for entry in feed.entries:
        _add(root, entry)
    body = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return Response(body, content_type=ATOM.content_type)


def _links(feed: Feed) -> Iterator[tuple[str, str, str]]:
    for relation, name in _RELATIONS.items():
        if url := feed.pages.get(relation):
            yield name, in_format(url, ATOM.name), ATOM.media_type
    if url := feed.pages["self"]:
        yield "alternate", in_format(url, JSON.name), JSON.media_type


def _add(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry")
    _text(element, id=entry.id, title=entry.title, updated=entry.updated, summary=entry.summary)
    for link in entry.links:
        added = SubElement(element, "link", rel=link.relation, href=link.url)
        if link.media_type is not None:
            added.set("type", link.media_type)
        if link.bytes is not None:
            added.set("length", str(link.bytes))
    for term in entry.categories:
        SubElement(element, "category", term=term)


def _text(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = _NO_CHARACTER.sub("\ufffd", text)
