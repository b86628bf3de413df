"""Small questions about single records."""

from rdflib import Literal, URIRef

from casus.model.fields import Path
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.namespaces import CASUS, CODE, SKOS


def existing(dataset: ReleaseDataset, candidates: list[URIRef]) -> list[URIRef]:
    """Those of the candidates that are records of the release: a row of a dataset says no class but its own."""
    if not candidates:
        return []
    query = f"SELECT DISTINCT ?id WHERE {{ {values('id', candidates)} ?id {term(SKOS.prefLabel)} ?label }}"
    return [URIRef(str(row[0])) for row in dataset.select(query)]


def is_said(dataset: ReleaseDataset, path: Path, value: Literal) -> bool:
    """Whether any record of the release has that value there."""
    query = f"SELECT ?id WHERE {{ {values('value', [value])} ?id {path.n3()} ?value }} LIMIT 1"
    return bool(dataset.select(query))


def identifiers(dataset: ReleaseDataset, scheme: str) -> list[str]:
    """The values of a scheme of identifiers that records of the release have, in order."""
    query = (
        f"SELECT DISTINCT ?value WHERE {{ ?node {term(CASUS.scheme)} {term(CODE[f'identifier-scheme/{scheme}'])} ; "
        f"{term(CASUS.value)} ?value }} ORDER BY ?value"
    )
    return [str(row[0]) for row in dataset.select(query)]
