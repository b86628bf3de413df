"""Terms as N-Triples writes them: a row becomes such texts, and no objects, since there may be millions."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.terms.namespaces import CASUS, RDF, RECORD, SKOS, XSD

_ODD: Final = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF)
"""Characters that are no text, and line ends that some readers of N-Triples take for those of triples."""
_ESCAPED: Final = str.maketrans(
    {**dict.fromkeys(_ODD, " "), "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)
_UNESCAPED: Final = {"\\": "\\", '"': '"', "n": "\n", "r": "\r", "t": "\t"}
_TYPED: Final = {name: f'"^^<{XSD[name]}>' for name in ("integer", "decimal", "date", "boolean")}


def iri(value: str) -> str:
    return f"<{value}>"


def record(collection: str, slug: str) -> str:
    """The IRI of a record."""
    return f"<{RECORD}{collection}/{slug}>"


def casus(name: str) -> str:
    """The IRI of a term of our vocabulary."""
    return f"<{CASUS}{name}>"


def text(value: str, language: str | None = None) -> str:
    """A literal. Control characters are blanks in it."""
    quoted = f'"{value.translate(_ESCAPED)}"'
    return f"{quoted}@{language}" if language else quoted


def integer(value: int) -> str:
    return f'"{value}{_TYPED["integer"]}'


def decimal(value: Decimal) -> str:
    return f'"{value:f}{_TYPED["decimal"]}'


def day(value: str) -> str:
    """A date as YYYY-MM-DD."""
    return f'"{value}{_TYPED["date"]}'


def boolean(value: bool) -> str:
    return f'"{str(value).lower()}{_TYPED["boolean"]}'


def lexical(term: str) -> str:
    """The IRI, or the text of the literal."""
    if term[0] == "<":
        return term[1:-1]
    quoted = term[1 : term.rindex('"')]
    return _unescaped(quoted) if "\\" in quoted else quoted


def _unescaped(quoted: str) -> str:
    parts = iter(quoted)
    return "".join(_UNESCAPED[next(parts)] if char == "\\" else char for char in parts)


@lru_cache(maxsize=65_536)
def node(term: str) -> Node:
    """The term as rdflib has it."""
    if term[0] == "<":
        return URIRef(term[1:-1])
    end = term.rindex('"')
    if term[end + 1 :].startswith("@"):
        return Literal(lexical(term), lang=term[end + 2 :])
    datatype = URIRef(term[end + 4 : -1]) if term[end + 1 :] else None
    return Literal(lexical(term), datatype=datatype)


TYPE: Final = iri(str(RDF.type))
LABEL: Final = iri(str(SKOS.prefLabel))
ALIAS: Final = iri(str(SKOS.altLabel))
WHEN: Final = casus("when")
SEARCH_KEY: Final = casus("searchKey")
SORT_KEY: Final = casus("sortKey")
