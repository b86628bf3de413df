"""Queries with colours, by Pygments: its classes are styled in casus.css, and no style stands in the page."""

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.rdf import SparqlLexer

_LEXER = SparqlLexer()
_FORMATTER = HtmlFormatter(nowrap=True)


def coloured(query: str) -> Markup:
    """The query as HTML, each token in a span of its class; to stand in a `pre`."""
    return Markup(highlight(query, _LEXER, _FORMATTER))  # noqa: S704  (Pygments escapes what it writes)
