"""rdflib's SPARQLStore over an engine, for one of the releases that it holds.

The seam is rdflib's; the transport is ours (see `casus.engine.transport`), and terms are shared by all answers, as they
are in `casus.store.memoising`.
"""

from functools import lru_cache
from typing import Any, Final

from oxrdflib._converter import from_ox
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from casus.engine.engine import Engine, Rows
from casus.engine.names import ReleaseGraphs
from casus.engine.presence import Presence
from casus.store.memoising import TERMS, Solutions
from casus.terms import deadline

_ALONE_S: Final = 60.0
"""For a query that nobody waits for: when a release is opened."""


class EngineStore(SPARQLStore):
    """A release, as the default graph and the named graphs of each query, whatever else the engine holds."""

    def __init__(self, engine: Engine, graphs: ReleaseGraphs, presence: Presence) -> None:
        super().__init__(engine.address.query_url, returnFormat="json")
        self._engine = engine
        self._graphs = graphs
        self._presence = presence
        self._term = lru_cache(TERMS)(from_ox)

    def _query(self, query: str, **_: Any) -> Result:
        """Override: send it by our transport. Raises the problems of `casus.engine`."""
        waits = deadline.current()
        seconds = _ALONE_S if waits is None else waits.left_s
        found = self._engine.results(self._graphs.translated(query), self._graphs.dataset(query), seconds)
        self._presence.confirm()
        if isinstance(found, Rows):
            return Solutions(found, self._term)
        answer = Result("ASK")
        answer.askAnswer = found
        return answer
