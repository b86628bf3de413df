import gc
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from casus.sandbox.errors import Busy, QueryCrashed, QuerySyntax, ServiceRefused, Unavailable, UnknownFunction
from casus.sandbox.limits import QueryMemory, QueryTimeout, ResultTooLarge
from casus.sandbox.query import Query
from casus.sandbox.sandbox import Sandbox
from casus.terms.problem import NotAcceptable, Problem
from tests.descriptors import descriptors
from tests.sandbox.conftest import ENDLESS, EXAMPLE, FOLDER, SOLUTIONS
from tests.waiting import eventually

Make = Callable[..., Sandbox]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
"""90,000 rows, some 20 MB of JSON."""
CRASH = "SELECT * " + "{" * 2_000_000
"""Deep enough to overflow the large stack of a worker, and much longer than a query of others may be."""
GRAPHS = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)


def count(sandbox: Sandbox, query: str = COUNT, **options: object) -> int:
    answer = json.loads(sandbox.run(Query(query, SOLUTIONS, **options)).read())  # type: ignore[arg-type]
    return int(answer["results"]["bindings"][0]["n"]["value"])


def workers_of_this_process() -> set[int]:
    """The workers of its nurseries on the data of this folder, those too that have ended and were not reaped."""
    nurseries = {pid for pid in children("self") if FOLDER in (command_line(pid) or "")}
    return {worker for nursery in nurseries for worker in children(str(nursery))}


def children(process: str) -> set[int]:
    found = set()
    with suppress(FileNotFoundError):  # a process or a thread that has just ended
        for task in Path(f"/proc/{process}/task").iterdir():
            with suppress(FileNotFoundError):
                found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def command_line(pid: int) -> str | None:
    """Empty when the process has ended, None when it was reaped."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return None


def pipes() -> int:
    """How many ends of pipes this process holds: all that a worker costs it."""
    return sum(target.startswith("pipe:") for target in descriptors())


def test_a_result_is_an_iterator_of_the_chunks_that_read_joins(sandbox: Make) -> None:
    box = sandbox()
    query = Query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 2000", "text/csv")
    chunks = list(box.run(query))
    assert len(chunks) > 1
    assert b"".join(chunks) == box.run(query).read()


def test_an_empty_result_is_empty(sandbox: Make) -> None:
    assert sandbox().run(Query("CONSTRUCT WHERE { <urn:no> ?p ?o }", "text/turtle")).read() == b""


def test_all_graphs_are_the_default_graph_unless_the_query_or_the_request_names_some(sandbox: Make) -> None:
    box = sandbox()
    assert count(box) == 300
    assert count(box, f"SELECT (COUNT(*) AS ?n) FROM <{EXAMPLE}odd> {{ ?s ?p ?o }}") == 150
    assert count(box, f"SELECT (COUNT(*) AS ?n) FROM NAMED <{EXAMPLE}odd> {{ ?s ?p ?o }}") == 0
    assert count(box, default_graphs=[EXAMPLE + "even"]) == 150
    assert count(box, named_graphs=[EXAMPLE + "even"]) == 0


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (Query("SELECT * {", SOLUTIONS), QuerySyntax),
        (Query("", SOLUTIONS), QuerySyntax),
        (Query("ASK { FILTER(<urn:f>(1)) }", SOLUTIONS), UnknownFunction),
        (Query("SELECT * { SERVICE SILENT <http://x/> {} }", SOLUTIONS), ServiceRefused),
        (Query("DROP ALL", SOLUTIONS), QuerySyntax),
        (Query("ASK {}", "text/turtle"), NotAcceptable),
        (Query("DESCRIBE <urn:x>", "text/csv"), NotAcceptable),
        (Query("SELECT ('\\u0001' AS ?x) {}", "application/sparql-results+xml"), NotAcceptable),
        (Query("ASK {}", SOLUTIONS, default_graphs=["no iri"]), QueryCrashed),
    ],
)
def test_what_is_wrong_with_a_query_is_an_exception_of_run(sandbox: Make, query: Query, error: type[Problem]) -> None:
    box = sandbox()
    with pytest.raises(error):
        box.run(query)
    assert count(box) == 300


def test_a_syntax_error_has_a_place(sandbox: Make) -> None:
    with pytest.raises(QuerySyntax) as caught:
        sandbox().run(Query("SELECT * {\n ?s ?p 'é' . } nonsense", SOLUTIONS))
    assert caught.value.extra == {"line": 2, "column": 14}
    assert caught.value.detail == "Line 2, column 14: not understood from '} nonsense'"


def test_at_the_deadline_the_query_is_killed_and_its_worker_replaced(sandbox: Make) -> None:
    box = sandbox(workers=1)
    box.start()
    before = workers_of_this_process()
    start = time.monotonic()
    with pytest.raises(QueryTimeout) as caught:
        box.run(Query(ENDLESS, SOLUTIONS, deadline_s=0.5))
    assert 0.5 <= time.monotonic() - start < 0.6
    assert caught.value.detail == "The query was still running after 0.5 s and was ended."
    assert eventually(lambda: not before & workers_of_this_process(), within_s=0.1)
    assert count(box) == 300


@pytest.mark.slow
def test_a_nursery_that_stood_still_is_replaced_and_no_place_is_lost(sandbox: Make) -> None:
    box = sandbox(workers=2, start_s=1.0)
    assert count(box) == 300
    (nursery,) = (pid for pid in children("self") if FOLDER in (command_line(pid) or ""))
    for _ in range(2):
        os.kill(nursery, signal.SIGSTOP)
        with pytest.raises(QueryTimeout):
            box.run(Query(ENDLESS, SOLUTIONS, deadline_s=0.2))
        time.sleep(1.5)  # its answer comes when nobody waits for it any more
        with suppress(ProcessLookupError):
            os.kill(nursery, signal.SIGCONT)
        with suppress(Unavailable):
            count(box)
        (nursery,) = (pid for pid in children("self") if FOLDER in (command_line(pid) or ""))
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(count, [box] * 8)) == [300] * 8


def test_a_request_cannot_lengthen_the_deadline(sandbox: Make) -> None:
    with pytest.raises(QueryTimeout):
        sandbox(deadline_s=0.2).run(Query(ENDLESS, SOLUTIONS, deadline_s=60))


def test_the_deadline_also_ends_a_result_that_has_begun(sandbox: Make) -> None:
    endless_rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    result = sandbox(result_max_bytes=1 << 40).run(Query(endless_rows, "text/csv", deadline_s=0.5))
    with pytest.raises(QueryTimeout):
        for _ in result:
            pass


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    ],
    ids=["order by", "group_concat"],
)
def test_a_query_that_needs_too_much_memory_says_so(sandbox: Make, query: str) -> None:
    box = sandbox(workers=1, deadline_s=60)
    with pytest.raises(QueryMemory) as caught:
        box.run(Query(query, SOLUTIONS))
    assert caught.value.detail == "The query needed more than 256 MiB of memory."
    assert count(box) == 300


def test_a_result_is_complete_or_too_large_but_never_cut(sandbox: Make) -> None:
    box = sandbox(result_max_bytes=1_000_000)
    with pytest.raises(ResultTooLarge) as caught:
        box.run(Query(BIG, SOLUTIONS)).read()
    assert caught.value.detail == "The result has more than 1000000 bytes; add LIMIT or ask for less."
    whole = box.run(Query("SELECT * { ?a ?b ?c }", "text/csv")).read()
    assert whole.count(b"\r\n") == 301


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_construct_is_cut_in_no_format(sandbox: Make, media_type: str) -> None:
    with pytest.raises(ResultTooLarge):
        sandbox(result_max_bytes=9_000).run(Query("CONSTRUCT WHERE { ?s ?p ?o }", media_type)).read()


def test_turtle_has_the_prefixes_that_it_is_given(sandbox: Make) -> None:
    query = f"CONSTRUCT {{ <{EXAMPLE}s1> ?p 'a/b' , <{EXAMPLE}a/b> }} WHERE {{ <{EXAMPLE}s1> ?p ?o }}"
    turtle = sandbox().run(Query(query, "text/turtle", prefixes={"ex": EXAMPLE})).read().decode()
    assert f"@prefix ex: <{EXAMPLE}>" in turtle
    assert "ex:s1 ex:p1" in turtle
    assert set(Graph().parse(data=turtle)) == {
        (URIRef(f"{EXAMPLE}s1"), URIRef(f"{EXAMPLE}p1"), value) for value in (Literal("a/b"), URIRef(f"{EXAMPLE}a/b"))
    }


@pytest.mark.parametrize(
    ("query", "media_type"),
    [("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", SOLUTIONS), ("CONSTRUCT WHERE { ?a ?b ?c }", "text/turtle")],
)
def test_of_a_head_no_row_is_computed(sandbox: Make, query: str, media_type: str) -> None:
    box = sandbox(workers=1, result_max_bytes=1)
    for _ in range(3):
        assert box.run(Query(query, media_type, head=True)).read() == b""
    with pytest.raises(QuerySyntax):
        box.run(Query(query + "}", media_type, head=True))


def test_a_crash_costs_one_query_and_the_others_go_on(sandbox: Make) -> None:
    box = sandbox(workers=2)
    with ThreadPoolExecutor(1) as other:
        running = other.submit(lambda: box.run(Query(BIG, SOLUTIONS)).read())
        for _ in range(3):
            with pytest.raises(QueryCrashed) as caught:
                box.run(Query(CRASH, SOLUTIONS))
            assert caught.value.log is not None and "exit status -" in caught.value.log
        assert len(json.loads(running.result())["results"]["bindings"]) == 90_000
    assert count(box) == 300


@pytest.mark.slow
def test_light_queries_are_answered_while_heavy_ones_run(sandbox: Make) -> None:
    box = sandbox(workers=3)
    box.start()
    with ThreadPoolExecutor(52) as threads:
        heavy = [threads.submit(box.run, Query(ENDLESS, SOLUTIONS, deadline_s=4)) for _ in range(2)]
        time.sleep(0.2)
        light = [threads.submit(count, box) for _ in range(50)]
        assert [query.result(timeout=3.5) for query in light] == [300] * 50
        assert all(isinstance(query.exception(), QueryTimeout) for query in heavy)


@pytest.mark.slow
def test_when_all_workers_are_taken_the_wait_is_short_and_says_when_to_return(sandbox: Make) -> None:
    box = sandbox(workers=1, queue_wait_s=0.1)
    box.start()
    with ThreadPoolExecutor(1) as other:
        heavy = other.submit(box.run, Query(ENDLESS, SOLUTIONS, deadline_s=2.3))
        time.sleep(0.5)
        start = time.monotonic()
        with pytest.raises(Busy) as caught:
            box.run(Query("ASK {}", SOLUTIONS))
        assert time.monotonic() - start < 0.5
        assert caught.value.headers == {"Retry-After": "2"}
        assert isinstance(heavy.exception(), QueryTimeout)


@pytest.mark.parametrize("abandon", [lambda result: result.close(), lambda result: None], ids=["closed", "dropped"])
def test_an_abandoned_result_frees_its_place(sandbox: Make, abandon: Callable[[object], None]) -> None:
    box = sandbox(workers=1, result_max_bytes=1 << 40)
    result = box.run(Query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "text/csv"))
    assert next(result)
    pids = workers_of_this_process()
    abandon(result)
    del result
    gc.collect()
    assert count(box) == 300
    assert not pids & workers_of_this_process()


def test_a_result_that_nobody_reads_on_loses_its_place_after_the_deadline(sandbox: Make) -> None:
    box = sandbox(workers=1, result_max_bytes=1 << 40, queue_wait_s=0.1)
    stalled = box.run(Query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "text/csv", deadline_s=0.3))
    time.sleep(0.7)
    assert count(box) == 300
    with pytest.raises(QueryTimeout):
        stalled.read()
    assert eventually(lambda: len(workers_of_this_process()) == 1)
    assert count(box) == 300


def test_a_worker_that_died_idle_is_replaced_unnoticed(sandbox: Make) -> None:
    box = sandbox(workers=1)
    box.start()
    for pid in workers_of_this_process():
        os.kill(pid, 9)
    time.sleep(0.05)
    assert count(box) == 300


def test_two_hundred_queries_leave_no_process_and_no_pipe(sandbox: Make) -> None:
    box = sandbox(workers=2, result_max_bytes=100_000)
    box.start()
    before = pipes()
    for number in range(200):
        match number % 20:
            case 0:
                with pytest.raises(QueryTimeout):
                    box.run(Query(ENDLESS, SOLUTIONS, deadline_s=0.01))
            case 1 | 2 | 3:
                with pytest.raises(QuerySyntax):
                    box.run(Query("SELECT * {", SOLUTIONS))
            case 4 | 5:
                with pytest.raises(ResultTooLarge):
                    box.run(Query(BIG, SOLUTIONS)).read()
            case 6:
                box.run(Query(BIG, SOLUTIONS)).close()
            case _:
                assert count(box) == 300
    assert eventually(lambda: len(workers_of_this_process()) == 2)
    assert eventually(lambda: pipes() == before)
    box.close()
    assert workers_of_this_process() == set()


def test_close_ends_running_queries_and_refuses_later_ones(sandbox: Make) -> None:
    box = sandbox(workers=1)
    with ThreadPoolExecutor(1) as other:
        running = other.submit(box.run, Query(ENDLESS, SOLUTIONS))
        time.sleep(0.5)
        box.close()
        assert isinstance(running.exception(timeout=1), Unavailable)
    for _ in range(2):
        with pytest.raises(Unavailable):
            box.run(Query("ASK {}", SOLUTIONS))
    assert eventually(lambda: workers_of_this_process() == set())


def test_a_store_that_does_not_open_is_an_error_each_time_and_never_a_hang(sandbox: Make, tmp_path: Path) -> None:
    box = sandbox(tmp_path / "nothing", workers=1)
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            box.run(Query("ASK {}", SOLUTIONS))
        assert caught.value.log is not None and "nothing" in caught.value.log


def test_workers_stay_on_their_release_when_the_link_to_it_moves(
    sandbox: Make, store_path: Path, tmp_path: Path
) -> None:
    link = tmp_path / "current"
    link.symlink_to(store_path)
    box = sandbox(link, workers=1)
    link.unlink()
    assert count(box) == 300


@pytest.mark.parametrize("started", [False, True], ids=["before the first query", "after it"])
def test_a_forked_child_has_workers_of_its_own(sandbox: Make, started: bool) -> None:
    box = sandbox(workers=1)
    if started:
        assert count(box) == 300
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if count(box) == 300 and len(workers_of_this_process()) == 1 else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert count(box) == 300
    assert len(workers_of_this_process()) == 1


def test_a_sandbox_that_nobody_uses_starts_nothing(sandbox: Make) -> None:
    threads = set(threading.enumerate())
    sandbox(workers=4)
    assert workers_of_this_process() == set()
    assert set(threading.enumerate()) <= threads
