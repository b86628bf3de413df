"""The page on which people write queries: a form that works without scripts, and better with them."""

from flask import Response, render_template

from api.service import pinned, service
from api.views.urls import sparql_url, url
from ontology.namespaces import PREFIXES

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
    casus = service()
    html = render_template(
        "sparql.html",
        query=query,
        examples=[(question.title, sparql_url(question.text)) for question in casus.questions.values()],
        prefixes="".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()),
        release=casus.manifest.id,
        pinned=pinned(),
        settings=casus.settings,
        endpoint=url("/sparql"),
    )
    return Response(html, content_type="text/html; charset=utf-8")
