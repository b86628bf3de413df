"""How the records of a list spread over the values of a field, as one query."""

from typing import Final

from casus.model.fields import Field
from casus.records.selection import Selection
from casus.store.query_terms import term, values
from casus.terms.namespaces import RDF

MOST_VALUES: Final = 100
"""Values that one facet shows, the most frequent ones."""


def facet_query(selected: Selection, field: Field) -> str:
    """SELECT ?value ?count of the list's records by the field's values, one more than are shown."""
    return _counted(f"{selected.where()} ?id {field.path.n3()} ?value .")


def kinds_query(selected: Selection) -> str:
    """SELECT ?value ?count of the list's records by their class."""
    classes = values("value", [record_type.cls for record_type in selected.collection.types])
    return _counted(f"{selected.where()} {classes} ?id {term(RDF.type)} ?value .")


def _counted(where: str) -> str:
    return (
        f"SELECT ?value (COUNT(DISTINCT ?id) AS ?count) WHERE {{ {where} }} "
        f"GROUP BY ?value ORDER BY DESC(?count) ?value LIMIT {MOST_VALUES + 1}"
    )
