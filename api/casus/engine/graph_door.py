"""The graph door of an engine: whole graphs in and out (SPARQL 1.1 Graph Store HTTP Protocol, section 5)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from casus.engine.engine import N_TRIPLES
from casus.engine.transport import Answer, Transport

_S: Final = 300.0
"""For one piece, or for one graph that is read back."""
_DONE: Final = (200, 201, 202, 204)


class GraphDoor:
    """Graphs by their names. What is sent has no blank nodes, so each request may be repeated."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def put(self, graph: str, triples: bytes) -> None:
        """Make these N-Triples all that the graph holds (section 5.3)."""
        self._send("PUT", graph, triples)

    def post(self, graph: str, triples: bytes) -> None:
        """Add these N-Triples to the graph (section 5.5)."""
        self._send("POST", graph, triples)

    def delete(self, graph: str) -> None:
        """Remove the graph, if there is one (section 5.4)."""
        with self._asked("DELETE", graph, accepted=(*_DONE, 404)) as answer:
            answer.whole(2**20)

    @contextmanager
    def get(self, graph: str) -> Iterator[Answer]:
        """The graph as N-Triples (section 5.2)."""
        with self._asked("GET", graph, headers={"Accept": N_TRIPLES}) as answer:
            yield answer

    def _send(self, method: str, graph: str, triples: bytes) -> None:
        headers = {"Content-Type": N_TRIPLES}
        with self._asked(method, graph, data=triples, headers=headers, accepted=_DONE) as answer:
            answer.whole(2**20)

    @contextmanager
    def _asked(
        self,
        method: str,
        graph: str,
        *,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        accepted: tuple[int, ...] = (200,),
    ) -> Iterator[Answer]:
        url = self._transport.address.graphs_url
        with self._transport.answer(
            method, url, _S, params={"graph": graph}, data=data, headers=headers, accepted=accepted
        ) as answer:
            yield answer
