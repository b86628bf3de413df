"""Terms enter a query here and nowhere else: as rdflib terms, written by rdflib.

URIRef.n3() raises for a character that an IRI cannot have, Literal.n3() escapes; a plain string is refused.
"""

from collections.abc import Iterable

from rdflib import Literal, URIRef

Term = URIRef | Literal


def term(value: Term) -> str:
    """One term as SPARQL writes it. Raises TypeError for anything else, ValueError for what is no IRI."""
    if not isinstance(value, URIRef | Literal):
        raise TypeError(f"only IRIs and literals enter a query, not {type(value).__name__}")
    try:
        return value.n3()
    except Exception as error:  # rdflib raises a bare Exception for an invalid IRI
        raise ValueError(f"not an IRI: {str(value)!r}") from error


def values(variable: str, terms: Iterable[Term]) -> str:
    """A VALUES block that binds the variable to each of the terms (SPARQL 1.1, section 10)."""
    return f"VALUES ?{variable} {{ {' '.join(term(value) for value in terms)} }}"
