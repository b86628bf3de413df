"""Candidates for the queries of a batch, and which is the match (specification, sections 4.2 and 4.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from casus.identifiers.query import Choice, find
from casus.model.json_schema import Json, array, closed
from casus.reconciliation.batch import ReconciliationCondition, ReconciliationQuery
from casus.reconciliation.candidates import CANDIDATE, Candidate
from casus.reconciliation.entities import entity_collections, entity_iri
from casus.reconciliation.property_values import PropertyValue, property_values
from casus.reconciliation.vocabulary import Property, Vocabulary
from casus.search import similarity
from casus.search.query import any_word_query, search_query
from casus.store.dataset import ReleaseDataset
from casus.store.search_index import Entry, SearchIndex
from casus.terms.names import fold

_RETRIEVED: Final = 12
"""Entities that are looked at for a query, at least."""
_CERTAIN: Final = 95.0
"""A score from which on an entity is taken to be the one that is meant, if no other reaches it by a name of its own."""
_SAME: Final = 99.0
"""From which on it is the very name, but for a word like "the": what is only near it is not meant."""
_CODE_AGREES: Final = {"exact": 0.95, "close": 0.9}
_CODE_IS_OF_A_PART: Final = 0.8
"""For a code that delimits more or less than the entity."""
RESULT: Final[Json] = closed({"result": array(CANDIDATE)}, "The candidates of a query, the best first.")


@dataclass(frozen=True)
class Matcher:
    """Answers query batches from one release."""

    dataset: ReleaseDataset
    index: SearchIndex
    vocabulary: Vocabulary

    def results(self, batch: dict[str, ReconciliationQuery]) -> Json:
        """The result batch: for every key a RESULT."""
        coded = self._by_codes(batch.values())
        found = {key: self._candidates(query, coded) for key, query in batch.items()}
        self._weigh_conditions(batch, found)
        return {key: {"result": self._shown(batch[key], candidates)} for key, candidates in found.items()}

    def _candidates(
        self, query: ReconciliationQuery, coded: dict[tuple[str, str], list[URIRef]]
    ) -> dict[str, Candidate]:
        """The entities that may be meant, by IRI."""
        classes = query.types
        entries: dict[str, Entry] = {}
        if query.text.strip():
            entries |= self._by_name(query.text, classes, max(_RETRIEVED, query.limit))
        named = entity_iri(query.text)
        pointed = [named] if named else []
        for condition in query.conditions:
            if condition.property.scheme is not None:
                for value in condition.values:
                    pointed.extend(coded.get((condition.property.id, value), ()))
        entries |= self.index.entries(str(iri) for iri in pointed if str(iri) not in entries)
        return {
            iri: self._candidate(query, entry, identified=named is not None and iri == str(named))
            for iri, entry in entries.items()
            if self._fits(query, entry)
        }

    def _by_name(self, text: str, classes: Sequence[str], limit: int) -> dict[str, Entry]:
        collections = [collection.name for collection in entity_collections(self.vocabulary.model)]
        hits = self.index.run(search_query(self.index, text, collections, classes), limit).entries
        if len(hits) < limit:
            hits += self.index.run(any_word_query(self.index, text, collections, classes), limit).entries
        return {entry.iri: entry for _, entry in hits}

    def _candidate(self, query: ReconciliationQuery, entry: Entry, *, identified: bool) -> Candidate:
        best, own = (
            similarity.of_names(query.text, *names)
            for names in (
                (name for _, name, _ in entry.names),
                (name for field, name, _ in entry.names if field not in self.vocabulary.names_elsewhere),
            )
        )
        home = self.vocabulary.model.home_of(entry.iri)
        secondary = not query.types and home is not None and home.collection.search_rank > 0
        return Candidate(
            entry,
            best,
            identified=identified,
            nameless=not query.text.strip(),
            secondary=secondary,
            elsewhere=own < best,
        )

    def _fits(self, query: ReconciliationQuery, entry: Entry) -> bool:
        have = [kind in entry.classes for kind in query.types]
        return not have or (all(have) if query.strict == "all" else any(have))

    def _by_codes(self, queries: Iterable[ReconciliationQuery]) -> dict[tuple[str, str], list[URIRef]]:
        """The entities with the codes that the conditions of the batch name, by property and value."""
        wanted: dict[str, tuple[Property, set[str]]] = {}
        for query in queries:
            for condition in query.conditions:
                if condition.property.scheme is not None:
                    wanted.setdefault(condition.property.id, (condition.property, set()))[1].update(condition.values)
        found: dict[tuple[str, str], list[URIRef]] = {}
        for name, (chosen, values) in wanted.items():
            for one, _ in find(self.dataset, Choice(chosen.scheme, tuple(sorted(values)))):
                found.setdefault((name, one.value), []).append(one.owner)
        return found

    def _weigh_conditions(self, batch: dict[str, ReconciliationQuery], found: dict[str, dict[str, Candidate]]) -> None:
        """Compare the conditions with what the candidates say: one query for each property of the batch."""
        asked: dict[str, tuple[Property, set[URIRef]]] = {}
        for key, candidates in found.items():
            for condition in batch[key].conditions:
                entities = asked.setdefault(condition.property.id, (condition.property, set()))[1]
                entities.update(URIRef(iri) for iri in candidates)
        said = {name: property_values(self.dataset, *asked[name]) for name in asked}
        for key, candidates in found.items():
            for iri, candidate in candidates.items():
                _weigh(candidate, batch[key].conditions, {name: said[name].get(URIRef(iri), []) for name in said})

    def _shown(self, query: ReconciliationQuery, candidates: dict[str, Candidate]) -> list[Json]:
        ranked = sorted(candidates.values(), key=lambda one: (-one.score, one.elsewhere, one.entry.iri))
        ranked = [candidate for candidate in ranked if candidate.score > 0]
        certain = [candidate for candidate in ranked if candidate.score >= _CERTAIN]
        nearest = [candidate for candidate in certain if candidate.score >= _SAME] or certain
        meant = [candidate for candidate in nearest if not candidate.elsewhere] or nearest
        return [
            candidate.json(self.vocabulary.types_of(candidate.entry.classes), match=[candidate] == meant)
            for candidate in ranked[: query.limit]
        ]


def _weigh(
    candidate: Candidate, conditions: Sequence[ReconciliationCondition], said: dict[str, list[PropertyValue]]
) -> None:
    agreements: list[bool] = []
    for condition in conditions:
        values = said[condition.property.id]
        if not values or not condition.values:
            continue
        agreeing = [value for value in values if any(_is_meant(wanted, value) for wanted in condition.values)]
        if condition.property.scheme is None:
            agreements.append(bool(agreeing))
        else:
            worth = max((_CODE_AGREES.get(value.match or "", _CODE_IS_OF_A_PART) for value in agreeing), default=0.0)
            candidate.code = worth if candidate.code is None else min(candidate.code, worth)
    if agreements:
        candidate.agreement = sum(agreements) / len(agreements)


def _is_meant(wanted: str, value: PropertyValue) -> bool:
    """Whether the value is what the client wrote: the same but for case and accents, or a date that begins so."""
    if value.match is not None:
        return wanted == value.text
    folded = fold(wanted)
    is_date = folded[:4].isdigit() and value.text[:4].isdigit()
    return any(fold(text) == folded or (is_date and fold(text).startswith(f"{folded}-")) for text in value.texts)
