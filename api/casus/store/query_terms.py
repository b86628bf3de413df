"""Terms enter a query here and nowhere else: as rdflib terms, checked and written by libraries.

rdflib's URIRef.n3() lets through some of what is no IRI, and an engine then fails on it, so pyoxigraph's parser of
RFC 3987 looks at IRIs first. Literal.n3() escapes. A plain string is refused.
"""

from collections.abc import Iterable

import pyoxigraph
from rdflib import Literal, URIRef

Term = URIRef | Literal


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
    try:
        pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise ValueError(f"not an IRI: {str(iri)!r}") from error
    return iri


def values(variable: str, terms: Iterable[Term]) -> str:
    """A VALUES block that binds the variable to each of the terms (SPARQL 1.1, section 10)."""
    return f"VALUES ?{variable} {{ {' '.join(term(value) for value in terms)} }}"
