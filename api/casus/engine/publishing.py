"""A release to an engine, whole or not at all.

1. The catalogue says that the release is half there, with the names of its graphs. Whoever comes after a publish that
   was killed knows from it what to remove.
2. The graphs are written, in pieces: PUT, then POST.
3. Every graph is read back: as many triples, and the same ones. Each is counted by a query too, because queries may
   come to it by another door.
4. The catalogue says that the release is whole, by one PUT: from now on it can be served.
5. What is beyond those to be kept is called going, removed when no service believes an answer of it any more, and
   forgotten.

The catalogue is read again before each change, and a publish whose entry somebody else has changed meanwhile ends: of
two at once one fails, and neither makes whole what the other removes. No lock: the protocol has none.
"""

import gzip
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO, Final, cast

import pyoxigraph as ox

from casus.engine import catalogue
from casus.engine.catalogue import GOING, HALF, WHOLE, Entry
from casus.engine.engine import Engine
from casus.engine.fingerprint import Fingerprint
from casus.engine.graph_door import GraphDoor
from casus.engine.names import CATALOGUE, ReleaseGraphs
from casus.engine.presence import GRACE_S
from casus.release.manifest import Release

_PIECE: Final = 20_000
"""Triples that are sent at once, some 4 MB."""
_HELD: Final = 200_000
"""Triples that wait in memory, in all graphs, before the fullest is sent."""
_S: Final = 300.0
"""For one query that counts."""
_COUNT: Final = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"

Progress = Callable[[str], None]


class PublishFailed(Exception):
    """The engine does not hold what was sent; the release is not switched to. The message says what differs."""


@dataclass(frozen=True)
class Published:
    """What a publish did."""

    triples: int
    graphs: int
    was_there: bool
    """Whether the release was there already, whole."""
    as_written: bool
    """Whether every literal is written there as it was sent; else some are written otherwise and mean the same."""
    removed: tuple[str, ...]
    """The ids of the releases that are no longer there."""


class Publisher:
    """Puts releases on one engine. One at a time: of two at once one may fail."""

    def __init__(self, engine: Engine, progress: Progress, grace_s: float = GRACE_S) -> None:
        self._engine = engine
        self._grace_s = grace_s
        self._door = GraphDoor(engine.transport)
        self._progress = progress

    def publish(self, release: Release, keep: int) -> Published:
        """Put the release there, and keep that many releases, the newest.

        Raises PublishFailed and the problems of the engine.
        """
        entries = self._read()
        was_there, as_written = self._is_whole(release, entries), True
        if not was_there:
            self._remove([each for each in entries if each.release_id == release.id or each.state != WHOLE])
            entry = Entry.begun(release.manifest)
            self._change(entry)
            self._clear(entry)
            sent = self._write(release)
            as_written = self._check(release, sent)
            self._end_unless_alone(entry)
            self._change(replace(entry, state=WHOLE))
        entries = self._read()
        others = [each for each in entries if each.release_id != release.id and each.state == WHOLE]
        gone = others[keep - 1 :]
        self._remove([*gone, *(each for each in entries if each.state != WHOLE)])
        removed = tuple(each.release_id for each in gone)
        return Published(release.manifest.triples, len(release.manifest.graphs), was_there, as_written, removed)

    def _read(self) -> list[Entry]:
        return catalogue.read(self._engine, _S)

    def _change(self, *changed: Entry, forgotten: Sequence[str] = ()) -> None:
        """Write the catalogue as it is now, with these entries in the place of those of the same releases."""
        ids = [*(each.release_id for each in changed), *forgotten]
        others = [each for each in self._read() if each.release_id not in ids]
        self._door.put(CATALOGUE, catalogue.written([*changed, *others]))

    def _end_unless_alone(self, entry: Entry) -> None:
        """Raise PublishFailed when somebody else has begun to remove or to write the same release meanwhile."""
        if any((each.published, each.state) == (entry.published, HALF) for each in self._read()):
            return
        self._change(entry)  # so that the next one removes what was written since
        raise PublishFailed("another publish on this engine has taken this one for one that was killed")

    def _remove(self, entries: Sequence[Entry]) -> None:
        """Remove releases, and what half publishes left."""
        if not entries:
            return
        self._change(*(replace(each, state=GOING) for each in entries))
        if any(each.state == WHOLE for each in entries):
            self._progress(f"waiting {self._grace_s:.0f} s for services to notice")
            time.sleep(self._grace_s)
        stamps = [each.published for each in entries]
        going = [each for each in self._read() if each.state == GOING and each.published in stamps]
        for entry in going:
            self._clear(entry)
        self._change(forgotten=[each.release_id for each in going])

    def _clear(self, entry: Entry) -> None:
        for number, name in enumerate(entry.graphs, 1):
            self._progress(f"clearing {entry.release_id}: graph {number} of {len(entry.graphs)}")
            self._door.delete(name)

    def _write(self, release: Release) -> dict[str, Fingerprint]:
        """Send all graphs. Returns what each must hold, by its name on the engine."""
        graphs = ReleaseGraphs(release.id, release.manifest.graphs)
        waiting: dict[str, list[ox.Triple]] = {name: [] for name in graphs.written}
        sent = dict.fromkeys(graphs.written, Fingerprint())
        done = 0

        def send(graph: str) -> None:
            piece = cast(bytes, ox.serialize(waiting[graph], format=ox.RdfFormat.N_TRIPLES))
            (self._door.post if sent[graph].triples > len(waiting[graph]) else self._door.put)(graph, piece)
            waiting[graph] = []
            self._progress(f"sending {release.id}: {done} of {release.manifest.triples} triples")

        for quads in _pieces(release):
            for quad in quads:
                name = graphs.named.get(quad.graph_name.value)  # type: ignore[union-attr]
                if name is None:
                    raise PublishFailed(f"{release.id} holds a graph that its manifest does not name")
                triple = graphs.triple(quad.triple)
                of_it = Fingerprint.of(triple)
                for graph in (graphs.all, name):
                    waiting[graph].append(triple)
                    sent[graph] += of_it
            done += len(quads)
            for graph in [graph for graph, triples in waiting.items() if len(triples) >= _PIECE]:
                send(graph)
            if sum(map(len, waiting.values())) >= _HELD:
                send(max(waiting, key=lambda graph: len(waiting[graph])))
        for graph in [graph for graph, triples in waiting.items() if triples]:
            send(graph)
        return sent

    def _check(self, release: Release, sent: dict[str, Fingerprint]) -> bool:
        """Compare what is there with what was sent. Raises PublishFailed. Returns whether it is written as it was."""
        as_written = True
        for number, (graph, wanted) in enumerate(sent.items(), 1):
            self._progress(f"reading back {release.id}: graph {number} of {len(sent)}")
            with self._door.get(graph) as answer:
                triples = ox.parse(cast(IO[bytes], answer), ox.RdfFormat.N_TRIPLES)
                found = sum((Fingerprint.of(quad.triple) for quad in triples), Fingerprint())
            if found.triples != wanted.triples:
                raise PublishFailed(f"<{graph}> holds {found.triples} triples and not {wanted.triples}")
            if found.meant != wanted.meant:
                raise PublishFailed(f"<{graph}> holds as many triples as were sent, but not the same ones")
            as_written = as_written and found.written == wanted.written
            self._check_count(graph, wanted.triples)
        return as_written

    def _check_count(self, graph: str, triples: int) -> None:
        found = self._engine.number(
            _COUNT, {"default-graph-uri": [graph], "named-graph-uri": [f"{CATALOGUE}/none"]}, _S
        )
        if found != triples:
            raise PublishFailed(f"queries find {found} triples in <{graph}> and not {triples}")

    def _is_whole(self, release: Release, entries: list[Entry]) -> bool:
        """Whether the catalogue says so, and counting all graphs says the same."""
        wanted_entry = release.id, WHOLE, release.manifest.digest
        if wanted_entry not in ((each.release_id, each.state, each.digest) for each in entries):
            return False
        graphs = ReleaseGraphs(release.id, release.manifest.graphs)
        wanted = {graphs.all: release.manifest.triples}
        wanted.update({graphs.named[name]: triples for name, triples in release.manifest.graphs.items()})
        try:
            for number, (graph, triples) in enumerate(wanted.items(), 1):
                self._progress(f"counting {release.id}: graph {number} of {len(wanted)}")
                self._check_count(graph, triples)
        except PublishFailed:
            return False
        return True


def _pieces(release: Release) -> Iterator[list[ox.Quad]]:
    """The quads of the release, from its dump, each triple in one graph alone, and as the store of this service has
    them, which writes 54.40 as 54.4: so both answer in the same way.
    """
    with gzip.open(release.quads_path) as file:
        quads = ox.parse(cast(IO[bytes], file), ox.RdfFormat.N_QUADS)
        while piece := list(islice(quads, _PIECE)):
            store = ox.Store()
            store.extend(piece)
            yield list(store)
