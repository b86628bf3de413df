"""A query with all that goes with it, as it is handed on from whoever asks to the worker that runs it."""

import json
import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Query(NamedTuple):
    """One query of a release, which nobody has looked at. (No dataclass: see `limits`.)"""

    text: str
    media_type: str
    """What the result is written in."""
    default_graphs: Sequence[str] = ()
    """Absolute IRIs. When any graph is given, these and the named ones alone are the dataset, whatever FROM says
    (SPARQL 1.1 Protocol, section 2.1.4); without any and without FROM all graphs together are the default graph."""
    named_graphs: Sequence[str] = ()
    prefixes: Mapping[str, str] = _NONE
    """With which Turtle, TriG and RDF/XML are written."""
    head: bool = False
    """Whether the query is only tried, without data: the result is empty, or what is wrong with the query."""
    deadline_s: float = math.inf
    """It shortens the deadline of the limits and never lengthens it."""

    def to_json(self) -> str:
        return json.dumps({**self._asdict(), "prefixes": dict(self.prefixes)})

    @classmethod
    def from_json(cls, text: str | bytes) -> "Query":
        return cls(**json.loads(text))
