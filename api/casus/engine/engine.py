"""The query door of an engine: a query and its dataset in, a whole answer out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from casus.engine.address import Address
from casus.engine.problems import EngineFailed
from casus.engine.transport import Answer, Transport

JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"
_MOST_BYTES: Final = 256 * 1024**2
"""Of an answer to a query of ours."""
_FORM: Final = "application/x-www-form-urlencoded"

Dataset = Mapping[str, Sequence[str]]
"""Graph names by the parameters default-graph-uri and named-graph-uri."""


class Rows(list[Any]):
    """The rows of a result, as pyoxigraph reads them."""

    def __init__(self, variables: Sequence[ox.Variable], rows: Iterable[Any]) -> None:
        super().__init__(rows)
        self.variables = variables


class Engine:
    """A SPARQL 1.1 engine. Threads may share it."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.transport = Transport(address)

    @contextmanager
    def ask(
        self, query: str, dataset: Dataset, media_type: str, seconds: float, *, again: bool = True
    ) -> Iterator[Answer]:
        """The engine's answer, by POST: queries of ours list hundreds of records.

        Raises what `Transport.answer` raises, and EngineFailed for an answer that the engine cut.
        """
        form = urlencode([("query", query), *((key, name) for key, names in dataset.items() for name in names)])
        headers = {"Accept": media_type, "Content-Type": _FORM}
        url = self.address.query_url
        with self.transport.answer("POST", url, seconds, data=form, headers=headers, again=again) as answer:
            given = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if given not in (media_type, *_AS_GOOD.get(media_type, ())):
                raise EngineFailed.at(self.address.host, f"an answer of type '{given}' and not {media_type}")
            if (cut := _cut(answer.headers)) is not None:
                raise EngineFailed.at(self.address.host, cut)
            yield answer

    def results(self, query: str, dataset: Dataset, seconds: float) -> "Rows | bool":
        """The rows of a SELECT query, or the truth value of an ASK query. Raises EngineFailed for a part of them."""
        with self.ask(query, dataset, JSON, seconds) as answer:
            body = answer.whole(_MOST_BYTES)
            most = answer.headers.get("X-SPARQL-MaxRows", "")
        try:
            found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            if not isinstance(found, ox.QuerySolutions):
                return bool(found)
            rows = Rows(found.variables, list(found))
        except (SyntaxError, ValueError, MemoryError) as error:  # the last for a term of more than 16 MiB
            raise EngineFailed.at(self.address.host, f"no {JSON}: {error}") from error
        if most.isdigit() and len(rows) >= int(most):  # Virtuoso gives no more, and does not say whether there are any
            raise EngineFailed.at(self.address.host, f"it gives at most {most} rows: raise ResultSetMaxRows")
        return rows

    def number(self, query: str, dataset: Dataset, seconds: float) -> int:
        """The one number that a SELECT query counts."""
        rows = self.results(query, dataset, seconds)
        if isinstance(rows, bool) or len(rows) != 1:
            raise EngineFailed.at(self.address.host, "a count that is no single row")
        return int(rows[0][0].value)


_AS_GOOD: Final = {JSON: ("application/json",), N_TRIPLES: ("text/plain", "text/ntriples")}
"""What engines call the same formats."""


def _cut(headers: Mapping[str, str]) -> str | None:
    """What an engine says of a result that is a part of the result: Virtuoso does so in headers, with status 200."""
    state = headers.get("X-SQL-State")
    return None if state is None else f"a part of the result: {state} {headers.get('X-SQL-Message', '')}"
