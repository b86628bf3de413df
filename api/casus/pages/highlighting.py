"""Queries with colours, by Pygments: its classes are styled in casus.css, and no style stands in the page."""

from functools import cache

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.rdf import SparqlLexer

_FORMATTER = HtmlFormatter(nowrap=True)


def coloured(query: str) -> Markup:
    """The query as HTML, each token in a span of its class; to stand in a `pre`."""
    return Markup(highlight(query, _lexer(), _FORMATTER))  # noqa: S704  (Pygments escapes what it writes)


@cache
def _lexer() -> SparqlLexer:
    """Made when a query is first shown: it compiles its expressions, which takes longer than a page."""
    return SparqlLexer()
