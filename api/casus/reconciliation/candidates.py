"""A candidate for a query, with its score from 0 to 100.

A name that is the query's is worth 100; one that is like it, less (`similarity.of_names`). Conditions on properties
move the score: what an entity does not say of a property is no evidence either way. A code of another scheme that
agrees outweighs the name, unless the name speaks of something else; with one that contradicts nothing is certain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from casus.model.json_schema import TRUTH_OR_NUMBER, Json, array, closed
from casus.reconciliation.entities import ENTITY, TEXT, entity
from casus.reconciliation.vocabulary import NAMED, Type
from casus.store.search_index import Entry

_CONDITIONS_WEIGH: Final = 0.3
_CONTRADICTED: Final = 0.8
"""Never certain, but still before others: the code may be of another scheme than the client thinks."""
_NAMED_OTHERWISE: Final = 0.5
"""Below this likeness the name speaks of something else, whatever a code says: 620 is Libya for COW, Portugal for ISO.
It is also what is left of the code's worth then."""
_SECONDARY: Final = 0.9
"""For sources and claims, unless the query asks for their type: their titles are full of others' names."""
CANDIDATE: Final = closed(
    {
        **ENTITY,
        "id": {**TEXT, "description": "Collection and slug; after the identifier space it is the IRI."},
        "type": array(NAMED),
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "features": array(closed({"id": TEXT, "value": TRUTH_OR_NUMBER})),
        "match": {"type": "boolean", "description": "Whether it is the one, beyond reasonable doubt."},
    },
    optional=["description"],
)


@dataclass
class Candidate:
    """An entity, and what speaks for it."""

    entry: Entry
    name: float
    """How like the likest of its names is to the query's text, from 0 to 1."""
    agreement: float | None = None
    """How many of the conditions that it says something about it fulfils, from 0 to 1."""
    code: float | None = None
    """How much a code of another scheme that agrees is worth; 0 for one that contradicts."""
    identified: bool = False
    """Whether the query's text is its id."""
    nameless: bool = False
    """Whether the query has no text, so that its conditions alone decide."""
    secondary: bool = False
    elsewhere: bool = False
    """Whether only what a dataset calls it, and no name of its own, is as like."""

    @property
    def score(self) -> float:
        score = 1.0 if self.identified else self.name
        if self.agreement is not None:
            weight = 1.0 if self.nameless else _CONDITIONS_WEIGH
            score = score * (1 - weight) + self.agreement * weight
        if self.code == 0:
            score *= _CONTRADICTED
        elif self.code is not None and self.name < _NAMED_OTHERWISE and not self.nameless:
            score = max(score, self.code * _NAMED_OTHERWISE)
        elif self.code is not None:
            score = self.code + score * (1 - self.code)
        return round(100 * score * (_SECONDARY if self.secondary else 1), 1)

    def json(self, types: Iterable[Type], *, match: bool) -> Json:
        """As CANDIDATE says; `types` are the entity's."""
        features = [{"id": "name_similarity", "value": round(100 * self.name, 1)}]
        if self.agreement is not None:
            features.append({"id": "property_agreement", "value": round(100 * self.agreement, 1)})
        if self.code is not None:
            features.append({"id": "code_agreement", "value": self.code > 0})
        return {
            **entity(self.entry),
            "type": [kind.json() for kind in types],
            "score": self.score,
            "features": features,
            "match": match,
        }
