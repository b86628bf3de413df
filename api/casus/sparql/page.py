"""The page on which people write queries: a form that works without scripts, and better with them."""

from flask import Response

from casus.http.current_release import opened, pinned
from casus.http.urls import sparql_url, url
from casus.pages.html import page
from casus.questions.questions import questions_of
from casus.terms.namespaces import PREFIXES

_FIRST = """\
PREFIX casus: <https://w3id.org/casus/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?force ?name WHERE {
  ?force a casus:ArmedForce ;
         skos:prefLabel ?name .
  FILTER (LANG(?name) = "en")
} ORDER BY ?name LIMIT 20
"""


def query_page(query: str = _FIRST) -> Response:
    """The page with that query in it, not run."""
    release = opened()
    return page(
        "sparql.html",
        query=query,
        examples=[(question.title, sparql_url(question.text)) for question in questions_of(release).values()],
        prefixes="".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()),
        release=release.id,
        pinned=pinned(),
        limits=release.settings.query,
        endpoint=url("/sparql"),
    )
