"""The page on which people write queries: a form that works without scripts, and better with them."""

from typing import Final

from flask import Response, request

from casus.http.current_release import opened
from casus.http.urls import url
from casus.pages.built import EDITOR, is_built
from casus.pages.html import page
from casus.pages.messages import messages, texts
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
_WORDS: Final = "sparql-"
"""What the keys of the messages begin with that the scripts of the page say."""


def query_page(query: str = _FIRST) -> Response:
    """The page with that query in it, not run."""
    release = opened()
    language = messages(request.args.get("lang")).language
    return page(
        "sparql.html",
        query=query,
        examples=questions_of(release).values(),
        prefixes="".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()),
        words={key: said[language] for key, said in texts().items() if key.startswith(_WORDS)},
        editor=EDITOR if is_built() else None,
        limits=release.settings.query,
        endpoint=url("/sparql"),
        vocabulary=url("/sparql/vocabulary"),
        ground=url("/v1/map/ground"),
    )
