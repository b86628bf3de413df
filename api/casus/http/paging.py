"""One page of a list: which part is asked for, its JSON and its schema, its links (RFC 8288 relations)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, jsonify, request

from casus.http import cursors
from casus.http.problems import InvalidParameters
from casus.http.turns import Turn, need
from casus.http.urls import arguments_but, joined, root_url, sparql_url
from casus.model.json_schema import STRING, URL_OR_NULL, Json, array, closed
from casus.store.open_release import OpenRelease

TOTAL: Final = closed(
    {"value": {"type": "integer", "minimum": 0}, "relation": {"type": "string", "enum": ["eq"]}},
    "How many records there are on all pages; eq: exactly so many.",
)
"""The schema Total."""
_RELATIONS: Final = ("self", "first", "prev", "next", "query")
_OF_A_PAGE: Final = ("cursor", "limit", "release", "fields", "include", "facets", "lang", "format")
_LINKED: Final = ("first", "prev", "next")
"""Relations that stand in Link headers too."""


def page_schema(
    item: Json, description: str = "", *, items: str = "items", optional: Json | None = None, **more: Json
) -> Json:
    """The schema of a page whose items are of this one; `optional`: members that are there when they are asked for."""
    optional = optional or {}
    return closed(
        {
            items: array(item),
            "total": {"$ref": "#/components/schemas/Total"},
            **more,
            **optional,
            "links": closed(dict.fromkeys(_RELATIONS, URL_OR_NULL)),
            **RELEASED,
        },
        description,
        optional=optional,
    )


RELEASED: Final[Json] = {
    "release": {**STRING, "description": "The release of the data."},
    "cite_as": {**STRING, "description": "How to cite the dataset, with its release."},
}
"""What every answer from a release ends with."""


@dataclass(frozen=True)
class Page:
    """The part of a list that a request asks for."""

    release: OpenRelease
    offset: int
    limit: int | None
    """None: all that there are."""

    @classmethod
    def asked(cls, release: OpenRelease, arguments: dict[str, Any], *, whole: bool = False) -> "Page":
        """The page that `cursor` and `limit` name; `whole`: all of the list unless there is a limit.

        A page that is longer than usual is work of its own kind (see `turns`): ask for it before anything else is done.
        Raises InvalidParameters for a cursor of another list or release.
        """
        limit = arguments.get("limit", None if whole else release.settings.page_limit_default)
        if limit is None or limit > release.settings.page_limit_default:
            need(Turn.LONG)
        if "cursor" not in arguments:
            return cls(release, 0, limit)
        try:
            return cls(release, cursors.read(arguments["cursor"], release.id, _list()), limit)
        except ValueError as error:
            raise InvalidParameters.of("cursor", arguments["cursor"], f"is {error}") from error

    @property
    def end(self) -> int | None:
        """Where the next page begins."""
        return None if self.limit is None else self.offset + self.limit

    def answer(
        self,
        found: Iterable[Any],
        total: int,
        query: str | None = None,
        *,
        items: str = "items",
        title: str | None = None,
        **more: Any,
    ) -> Response:
        """The page in JSON; `query` is the SPARQL query that gives its ids, `title` what is cited of the release."""
        links = self.links(total, query)
        body = {items: list(found), "total": {"value": total, "relation": "eq"}, **more, "links": links}
        return self._linked(jsonify({**body, **released(self.release, title)}), links)

    def linked(self, response: Response, total: int) -> Response:
        """The same in another representation: its links in headers alone."""
        return self._linked(response, self.links(total))

    def links(self, total: int, query: str | None = None) -> dict[str, str | None]:
        """The URLs of this page and of those around it; `query`: that of the SPARQL query that gives its ids."""
        size = total if self.limit is None else self.limit
        return {
            "self": self._url(self.offset),
            "first": self._url(0),
            "prev": self._url(max(0, self.offset - size), min(self.offset, size)) if self.offset > 0 else None,
            "next": self._url(self.offset + size) if self.offset + size < total else None,
            "query": None if query is None else sparql_url(query),
        }

    def _linked(self, response: Response, links: dict[str, str | None]) -> Response:
        for relation in _LINKED:
            if links[relation]:
                response.headers.add("Link", f'<{links[relation]}>; rel="{relation}"')
        return response

    def _url(self, offset: int, size: int | None = None) -> str:
        """The URL of the page of the same list that begins there; a shorter one where it would reach into this one."""
        pairs = arguments_but("cursor")
        if size is not None and size != self.limit:
            pairs = [*arguments_but("cursor", "limit"), ("limit", str(size))]
        if offset:
            pairs.append(("cursor", cursor(offset, self.release.id, request.path, pairs)))
        return joined(root_url() + request.path, pairs)


def released(release: OpenRelease, title: str | None = None, url: str | None = None) -> Json:
    """What every answer from a release ends with: its id, and how to cite it, or what of it."""
    return {"release": release.id, "cite_as": release.manifest.cite_as(title, url)}


def cursor(offset: int, release: str, path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """The cursor of the page that begins there in the list at the path with these parameters."""
    return cursors.write(offset, release, _identity(path, parameters))


def _list() -> list[tuple[str, str]]:
    """The list that is asked for."""
    return _identity(request.path, request.args.items(multi=True))


def _identity(path: str, parameters: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The path and the parameters that make the list what it is: which records, in which order.

    What is shown of them is another thing, and so are the place and the size of the page. The release is not one: a
    cursor names its own, and the canonical URL of a page, which pins it, keeps the cursor.
    """
    return [("", path), *((name, value) for name, value in parameters if name not in _OF_A_PAGE)]
