"""Terms enter a query here and nowhere else: as rdflib terms, checked and written by the library.

rdflib's URIRef.n3() lets through some of what is no IRI, and an engine then fails on it: IRIs are checked here.
Literal.n3() escapes. A plain string is refused.
"""

import re
from collections.abc import Iterable
from typing import Final

from rdflib import Literal, URIRef

Term = URIRef | Literal

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NONCHARACTERS: Final = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_PRIVATE: Final = "\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
_NOT_IN_AN_IRI: Final = re.compile(
    rf"[\x00-\x20\x7f-\x9f<>\"{{}}|\\^`{_PRIVATE}{_NONCHARACTERS}]|%(?![0-9A-Fa-f]{{2}})"
)
"""What RFC 3987, section 2.2, leaves out."""


def term(value: Term) -> str:
    """One term as SPARQL writes it; TypeError for anything but a term, ValueError for what is no absolute IRI."""
    if isinstance(value, URIRef):
        return _checked(value).n3()
    if isinstance(value, Literal):
        if value.datatype is not None:
            _checked(value.datatype)
        return value.n3()
    raise TypeError(f"only IRIs and literals enter a query, not {type(value).__name__}")


def _checked(iri: URIRef) -> URIRef:
    if not _SCHEME.match(iri) or _NOT_IN_AN_IRI.search(iri):
        raise ValueError(f"not an IRI: {str(iri)!r}")
    return iri


def values(variable: str, terms: Iterable[Term]) -> str:
    """A VALUES block that binds the variable to each of the terms (SPARQL 1.1, section 10)."""
    return f"VALUES ?{variable} {{ {' '.join(term(value) for value in terms)} }}"
