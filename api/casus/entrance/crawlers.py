"""What crawlers and browsers look for: robots.txt, the sitemap, and how this site is searched."""

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, current_app, render_template
from rdflib import URIRef

from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.problems import NotFound
from casus.http.urls import root_url
from casus.pages.messages import LANGUAGES
from casus.store.open_release import OpenRelease
from casus.store.query_terms import term, values
from casus.terms.namespaces import CASUS, GRAPH

_XML: Final = "application/xml; charset=utf-8"
_OPENSEARCH: Final = "application/opensearchdescription+xml; charset=utf-8"
_AUTHORED: Final = (str(GRAPH["data/"]), str(GRAPH["codes/"]))
"""Graphs of what curators wrote: what comes with datasets is for their own sites to show to crawlers."""
_MOST_URLS: Final = 50_000
"""Of one sitemap (sitemaps.org, protocol 0.9)."""
_PLACES: Final = ("/", "/corrections", "/guide", "/ontology", "/v1/codebook", "/v1/questions")
_ROBOTS: Final = """\
# Pages may be read; queries, and lists that are narrowed down in every way, are no pages.
User-agent: *
Disallow: /sparql?
Disallow: /v1/*?
Disallow: /v1/reconcile
{languages}
Allow: /

Sitemap: {root}/sitemap.xml
"""


def register(_: CasusApi, __: OpenRelease) -> None:
    """Add the routes; they are no part of the API, and not in its document."""
    blp = Blueprint("crawlers", __name__)

    @blp.route("/robots.txt")
    def robots() -> Response:
        languages = "\n".join(f"Allow: /*?lang={tag}$" for tag in LANGUAGES)
        text = _ROBOTS.format(root=root_url(), languages=languages)
        return Response(text, content_type="text/plain; charset=utf-8")

    @blp.route("/sitemap.xml")
    def sitemap_index() -> Response:
        names = ["places", *opened().once(_sitemaps)]
        return _written("sitemapindex", "sitemap", (f"/sitemaps/{name}.xml" for name in names))

    @blp.route("/sitemaps/<name>.xml")
    def sitemap(name: str) -> Response:
        known = opened().once(_sitemaps)
        if name == "places":
            lists = (f"/v1/{collection}" for collection in opened().model.collections)
            return _written("urlset", "url", (*_PLACES, *lists))
        if name not in known:
            raise NotFound(f"There is no sitemap '{name}'.")
        return _written("urlset", "url", known[name])

    @blp.route("/opensearch.xml")
    def opensearch() -> Response:
        return Response(render_template("opensearch.xml", root=root_url()), content_type=_OPENSEARCH)

    current_app.register_blueprint(blp)


def _sitemaps(release: OpenRelease) -> dict[str, list[str]]:
    """The paths of the records that curators wrote, by sitemap: as many for each collection as it needs."""
    paths: dict[str, list[str]] = {}
    for path in sorted(_authored(release)):
        paths.setdefault(path.split("/")[2], []).append(path)
    return {
        f"{name}-{first // _MOST_URLS + 1}": found[first : first + _MOST_URLS]
        for name, found in paths.items()
        for first in range(0, len(found), _MOST_URLS)
    }


def _authored(release: OpenRelease) -> Iterator[str]:
    written = [URIRef(name) for name in release.manifest.graphs if name.startswith(_AUTHORED)]
    found = release.dataset.select(
        f"SELECT DISTINCT ?id WHERE {{ {values('g', written)} GRAPH ?g {{ ?id a ?class }} "
        f"FILTER(?class != {term(CASUS.Tombstone)}) }}"
    )
    for (iri,) in found:
        home = release.model.home_of(str(iri))
        if home is not None and "#" not in home.id:
            yield home.path


def _written(root: str, each: str, paths: Iterator[str] | tuple[str, ...] | list[str]) -> Response:
    """The sitemap, sent as it is written; paths of ours need no escapes."""
    base = root_url()

    def lines() -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        for path in paths:
            yield f"<{each}><loc>{base}{path}</loc></{each}>\n"
        yield f"</{root}>\n"

    return Response("".join(lines()), content_type=_XML)
