"""What a limited process does with a query before an engine gets it: it is tried, guarded, and tried as it goes there.

All that reads a text of somebody's is here: of 64 Ki characters that are as many tokens, the guard takes half a second
of a processor, which a web process would take from all its clients.
"""

import json
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from casus.engine.guard import Guarded, guarded
from casus.engine.names import ReleaseGraphs
from casus.release.manifest import Release
from casus.release.statistics import Statistics
from casus.sandbox import data, engine, protocol
from casus.sandbox.errors import QuerySyntax
from casus.sandbox.limits import Limits
from casus.sandbox.query import Query
from casus.sandbox.sandbox import Sandbox
from casus.sandbox.worker import Answering

_NOT_SPARQL: Final = (
    "Taken apart into the longest tokens (SPARQL 1.1, section 19.8), this is no query. A space may be missing, such as "
    "behind a '<' that begins no IRI."
)


def trials(release: Path, *, workers: int, queue_wait_s: float, limits: Limits) -> Sandbox:
    """The processes in which queries on the release in that folder are tried. What comes back is for `read`."""
    answers = (__name__, str(release.resolve()))
    return Sandbox(data.NOTHING, workers=workers, queue_wait_s=queue_wait_s, limits=limits, answers=answers)


def read(result: bytes) -> Guarded:
    """The query as it goes to an engine."""
    return Guarded(**json.loads(result))


def answering(folder: str) -> Answering:
    """What answers a query on the release in the folder: with the query as it goes to an engine, or why it does not."""
    release = Release.open(Path(folder))
    graphs = ReleaseGraphs(release.id, release.manifest.graphs)
    properties = frozenset(Statistics.read(release.statistics_path).properties)

    def answer(store: ox.Store, query: Query, limits: Limits, _: int) -> protocol.Last:
        try:
            asked = json.dumps(_tried(store, query, graphs, properties)._asdict()).encode()
        except Exception as error:
            return engine.failed(error, query, limits)
        whole = protocol.pack(protocol.CHUNK, asked)
        return lambda **members: whole + protocol.pack_json(protocol.END, **members)

    return answer


def _tried(store: ox.Store, query: Query, graphs: ReleaseGraphs, properties: Collection[str]) -> Guarded:
    """Raises what ends the query.

    The parser here reads `?a<2&&?b>1` as two comparisons; by the standard, and on engines, an IRI begins there: hence
    the second trial, whose errors have no place, which would be one of a text that nobody has written.
    """
    engine.run(store, query._replace(head=True), BytesIO())
    asked = guarded(query, graphs, properties)
    again = query._replace(head=True, text=asked.text, default_graphs=(), named_graphs=())
    try:
        engine.run(store, again, BytesIO())
    except SyntaxError as error:
        raise QuerySyntax(_NOT_SPARQL) from error
    return asked
