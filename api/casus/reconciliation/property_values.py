"""What a property says of entities."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.identifiers.query import Choice, find
from casus.model.fields import Field, Kind
from casus.reconciliation.vocabulary import Property
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.names import slug_of
from casus.terms.namespaces import RECORD, SKOS


@dataclass
class PropertyValue:
    """One value of a property of an entity."""

    node: Node
    kind: Kind
    match: str | None = None
    """For a code of a scheme: the strength of the match."""
    names: list[Literal] = field(default_factory=list)
    """What a record or a code that is the value is called; the first is its English name."""

    @property
    def name(self) -> str:
        return str(self.names[0]) if self.names else self.text

    @property
    def text(self) -> str:
        """The value as one writes it: the id of a record, the slug of a code, the text of a literal."""
        if self.kind is Kind.CODE:
            return slug_of(self.node)
        return str(self.node).removeprefix(RECORD if self.kind is Kind.REFERENCE else "")

    @property
    def texts(self) -> list[str]:
        """Everything by which the value may be meant."""
        named = [str(name) for name in self.names]
        return [str(self.node), self.text, slug_of(self.text), *named]


def property_values(
    dataset: ReleaseDataset, wanted: Property, entities: Iterable[URIRef]
) -> dict[URIRef, list[PropertyValue]]:
    """The values of each of the entities, in an order of their own; none for what has none."""
    found: dict[URIRef, list[PropertyValue]] = {iri: [] for iri in entities}
    if wanted.scheme is not None:
        for one, _ in find(dataset, Choice(wanted.scheme, owners=tuple(found))):
            if one.value not in {known.text for known in found[one.owner]}:
                found[one.owner].append(PropertyValue(Literal(one.value), Kind.STRING, match=one.match_strength))
    for chosen in wanted.fields:
        _add_field(dataset, chosen, found)
    return found


def _add_field(dataset: ReleaseDataset, chosen: Field, found: dict[URIRef, list[PropertyValue]]) -> None:
    if not found:
        return
    is_name = f"?p = {term(SKOS.prefLabel)} || ?p = {term(SKOS.altLabel)}"
    named = f"OPTIONAL {{ ?value ?p ?name FILTER({is_name}) }}" if chosen.kind in (Kind.REFERENCE, Kind.CODE) else ""
    english = f'(?p != {term(SKOS.prefLabel)}) (!LANGMATCHES(LANG(?name), "en")) ?name' if named else ""
    columns = "?id ?value ?name" if named else "?id ?value"
    pattern = f"{values('id', found)} ?id {chosen.path.n3()} ?value . {named}"
    for iri, node, *rest in dataset.select(f"SELECT {columns} WHERE {{ {pattern} }} ORDER BY ?id ?value {english}"):
        if node is None:
            continue
        known = found[URIRef(str(iri))]
        if not known or known[-1].node != node:
            known.append(PropertyValue(node, chosen.kind))
        known[-1].names.extend(name for name in rest if isinstance(name, Literal))
