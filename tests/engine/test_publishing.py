"""A release on an engine: whole or not at all, beside others, and gone again without a trace."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import requests

from casus.engine import catalogue
from casus.engine import engine as query_door
from casus.engine.catalogue import GOING, HALF, WHOLE
from casus.engine.graph_door import GraphDoor
from casus.engine.names import CATALOGUE, RELEASES, ReleaseGraphs
from casus.engine.presence import GRACE_S
from casus.engine.problems import EngineDown, EngineRefused, NotPublished
from casus.engine.publishing import Publisher, PublishFailed
from casus.release.manifest import Release
from tests.command import CASUS, environment, free_port, invoke, says
from tests.engines.engine import Engine
from tests.engines.published import address, client_on, publish

pytestmark = pytest.mark.slow

FOREIGN = "http://example.org/foreign"


@pytest.fixture(autouse=True)
def empty(oxigraph: Engine) -> Iterator[None]:
    """The engine has nothing of ours when a test begins, and something of somebody else's."""
    for name in graphs(oxigraph):
        requests.delete(oxigraph.graph_store_url, params={"graph": name}, timeout=30)
    put(oxigraph, FOREIGN, b'<http://example.org/a> <http://www.w3.org/2004/02/skos/core#prefLabel> "nonsense"@en .')
    yield
    assert FOREIGN in graphs(oxigraph)


def put(engine: Engine, graph: str, triples: bytes) -> None:
    headers = {"Content-Type": "application/n-triples"}
    requests.put(
        engine.graph_store_url, triples, params={"graph": graph}, headers=headers, timeout=30
    ).raise_for_status()


def graphs(engine: Engine) -> dict[str, int]:
    """The graphs that the engine holds, with their triples."""
    query = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    answer = requests.post(engine.query_url, {"query": query}, headers={"Accept": query_door.JSON}, timeout=60).content
    rows = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)
    return {row["g"].value: int(row["n"].value) for row in rows}  # type: ignore[union-attr]


def states(engine: Engine) -> dict[str, str]:
    return {each.release_id: each.state for each in catalogue.read(query_door.Engine(address(engine)), 30)}


def on(engine: Engine) -> dict[str, str]:
    return {"CASUS_STORE": engine.query_url, "CASUS_STORE_GRAPHS": engine.graph_store_url}


def var_of(release: Release) -> Path:
    return release.path.parent.parent


def test_a_release_is_there_with_all_its_graphs_and_with_all_its_triples_in_one(
    oxigraph: Engine, small: Release
) -> None:
    done = publish(oxigraph, small)

    found = graphs(oxigraph)
    names = ReleaseGraphs(small.id, small.manifest.graphs)
    assert done.was_there is False and done.as_written
    assert found[names.all] == small.manifest.triples
    assert {name: found[there] for name, there in names.named.items()} == small.manifest.graphs
    assert set(found) == {*names.written, CATALOGUE, FOREIGN}
    assert states(oxigraph) == {small.id: WHOLE}


def test_the_command_says_what_it_did_and_what_was_there_already(oxigraph: Engine, small: Release) -> None:
    first = invoke(var_of(small), "publish", **on(oxigraph))
    again = invoke(var_of(small), "publish", small.id, **on(oxigraph))

    assert first.returncode == again.returncode == 0, first.stderr
    assert first.stdout.startswith(f"{small.id} is there, and read back: the same {small.manifest.triples} triples")
    assert again.stdout.startswith(f"{small.id} is there already")


def test_the_command_needs_both_doors(small: Release) -> None:
    says(invoke(var_of(small), "publish", CASUS_STORE="http://127.0.0.1:1/query"), 2, "CASUS_STORE_GRAPHS")


def test_an_engine_that_is_away_is_named_and_nothing_else(small: Release) -> None:
    where = f"http://127.0.0.1:{free_port()}/"
    said = invoke(
        var_of(small),
        "publish",
        CASUS_STORE=where,
        CASUS_STORE_GRAPHS=where,
        CASUS_STORE_USER="me",
        CASUS_STORE_PASSWORD="hidden",
    )

    says(said, 2, where.split("/")[2], "nothing was switched")
    assert "hidden" not in said.stdout + said.stderr


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[..., Any]], None]:
    """Has a request to the graph door do something else."""
    return lambda name, instead, of=GraphDoor: monkeypatch.setattr(of, name, instead)


def lose_a_triple(post: Callable[..., None]) -> Callable[..., None]:
    """The engine takes a piece and loses its last triple."""
    return lambda door, graph, triples: post(door, graph, triples[: triples.rstrip().rfind(b"\n") + 1])


def alter_a_triple(post: Callable[..., None]) -> Callable[..., None]:
    """The engine takes a piece and writes a letter otherwise."""
    return lambda door, graph, triples: post(door, graph, triples.replace(b"First Force", b"First Farce"))


@pytest.mark.parametrize(("wrong", "said"), [(lose_a_triple, "triples and not"), (alter_a_triple, "not the same ones")])
def test_what_is_not_as_it_was_sent_is_never_switched_to(
    oxigraph: Engine, small: Release, failing: Callable[..., None], wrong: Callable[..., Any], said: str
) -> None:
    whole_put = GraphDoor.put
    wrong_put = wrong(whole_put)
    failing("put", lambda door, graph, triples: (whole_put if graph == CATALOGUE else wrong_put)(door, graph, triples))

    with pytest.raises(PublishFailed, match=said):
        publish(oxigraph, small)

    assert states(oxigraph) == {small.id: HALF}
    with pytest.raises(NotPublished), client_on(oxigraph, var_of(small)):
        pass
    failing("put", whole_put)
    publish(oxigraph, small)
    assert states(oxigraph) == {small.id: WHOLE}


def test_a_release_that_lost_triples_since_is_noticed_and_written_anew(oxigraph: Engine, small: Release) -> None:
    publish(oxigraph, small)
    put(oxigraph, ReleaseGraphs(small.id, small.manifest.graphs).all, b"<http://a/> <http://a/> <http://a/> .")

    assert publish(oxigraph, small).was_there is False
    assert graphs(oxigraph)[ReleaseGraphs(small.id, ()).all] == small.manifest.triples


def test_a_publish_that_is_killed_leaves_nothing_that_is_served_and_the_next_one_removes_it(
    oxigraph: Engine, small: Release, other: Release
) -> None:
    publish(oxigraph, other)
    process = subprocess.Popen(
        [CASUS, "publish"], env=environment(var_of(small), **on(oxigraph)), stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 30
    while states(oxigraph).get(small.id) != HALF and time.monotonic() < until and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert states(oxigraph) == {other.id: WHOLE, small.id: HALF}
    with pytest.raises(NotPublished), client_on(oxigraph, var_of(small)):
        pass
    publish(oxigraph, other)
    assert states(oxigraph) == {other.id: WHOLE}
    assert not any(name.startswith(f"{RELEASES}{small.id}") for name in graphs(oxigraph))


def test_the_newest_stay_and_the_others_go(oxigraph: Engine, small: Release, other: Release) -> None:
    publish(oxigraph, small)
    done = publish(oxigraph, other, keep=1)

    assert done.removed == (small.id,)
    assert states(oxigraph) == {other.id: WHOLE}
    assert not any(name.startswith(f"{RELEASES}{small.id}") for name in graphs(oxigraph))
    assert publish(oxigraph, other, keep=1).removed == ()


def test_the_one_that_is_published_stays_though_it_is_the_oldest(
    oxigraph: Engine, small: Release, other: Release
) -> None:
    publish(oxigraph, small)
    publish(oxigraph, other)

    assert publish(oxigraph, small, keep=1).removed == (other.id,)
    assert states(oxigraph) == {small.id: WHOLE}


def test_of_two_publishes_at_once_none_makes_whole_what_the_other_removes(
    oxigraph: Engine, small: Release, other: Release, failing: Callable[..., None]
) -> None:
    """The second takes the first for one that was killed, and removes it: the first notices at its end."""
    whole_get, begun = GraphDoor.get, []

    def get(door: GraphDoor, graph: str) -> Any:
        if not begun:
            begun.append(graph)
            publish(oxigraph, other)
        return whole_get(door, graph)

    failing("get", get)
    with pytest.raises((PublishFailed, EngineRefused)):
        publish(oxigraph, small)
    assert states(oxigraph) == {other.id: WHOLE}

    begun.clear()
    failing("get", whole_get)
    whole_count = Publisher._check_count

    def count(publisher: Publisher, graph: str, triples: int) -> None:
        whole_count(publisher, graph, triples)
        if graph.endswith(f"{small.id}/all") and not begun:  # every graph is read back after it
            begun.append(graph)
            publisher._change(replace(publisher._read()[0], state=GOING))

    failing("_check_count", count, of=Publisher)
    with pytest.raises(PublishFailed, match="another publish"):
        publish(oxigraph, small)
    assert states(oxigraph) == {other.id: WHOLE, small.id: HALF}
    publish(oxigraph, other)
    assert states(oxigraph) == {other.id: WHOLE}
    assert not any(name.startswith(f"{RELEASES}{small.id}") for name in graphs(oxigraph))


def test_a_release_that_is_published_beside_another_publish_stays_in_the_catalogue(
    oxigraph: Engine, small: Release, other: Release, failing: Callable[..., None]
) -> None:
    """The catalogue was written as it had been at the beginning."""
    publish(oxigraph, small)
    whole_count = Publisher._check_count
    wrong: list[str] = []

    def count(publisher: Publisher, graph: str, triples: int) -> None:
        whole_count(publisher, graph, triples)
        if graph.endswith(f"{other.id}/all") and not wrong:
            wrong.append(graph)
            entry = replace(publisher._read()[0], release_id="0.1.0-000000000000", state=WHOLE, published="0")
            publisher._change(entry)

    failing("_check_count", count, of=Publisher)
    publish(oxigraph, other)

    assert states(oxigraph) == {small.id: WHOLE, other.id: WHOLE, "0.1.0-000000000000": WHOLE}


def test_a_release_that_is_removed_is_no_record_that_is_not_there(
    oxigraph: Engine, small: Release, other: Release
) -> None:
    """Services answered 404 for every record and 0 rows for every query, and caches kept that."""
    publish(oxigraph, small)
    paths = [
        "/v1/armed-forces/first",
        "/v1/armed-forces",
        "/v1/states/libya",
        "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 1",
    ]
    with client_on(oxigraph, var_of(small)) as client:
        assert [client.get(path).status_code for path in paths] == [200] * 4
        removing = threading.Thread(target=publish, args=(oxigraph, other, 1, GRACE_S))
        removing.start()
        seen = set()
        while removing.is_alive():
            time.sleep(0.05)
            for path in (paths[0], paths[3]):
                answer = client.get(path)
                seen.add(answer.status_code)
                assert answer.status_code == 503 or b'"bindings":[]' not in answer.data
        removing.join()
        for path in paths:
            problem = client.get(path).json
            assert (problem["status"], problem["type"].rpartition("/")[2]) == (503, "not-published"), path
    assert seen == {200, 503}


def test_an_engine_that_goes_away_meanwhile_is_told(
    oxigraph: Engine, small: Release, failing: Callable[..., None]
) -> None:
    def away(*_: Any) -> None:
        raise EngineDown.at("engine.example", "reset")

    failing("post", away)
    failing("delete", away)

    with pytest.raises(EngineDown):
        publish(oxigraph, small)
    assert states(oxigraph) == {small.id: HALF}
