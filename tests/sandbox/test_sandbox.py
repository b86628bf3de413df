import gc
import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from casus.sandbox import media_types
from casus.sandbox.errors import (
    GraphNameInvalid,
    QueryCrashed,
    QueryError,
    QueryMemoryExceeded,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooDeep,
    QueryTooLong,
    ResultTooLarge,
    SandboxBusy,
    SandboxUnavailable,
    ServiceRefused,
    UnsupportedFunction,
    UnsupportedMediaType,
    UpdateRefused,
)
from casus.sandbox.guard import QueryForm
from casus.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import ENDLESS, EXAMPLE, FOLDER, SOLUTIONS

Make = Callable[..., Sandbox]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
"""90,000 rows, some 20 MB of JSON."""
CRASH = "SELECT * " + "{" * 2_000_000
"""Deep enough to overflow the large stack of a worker; the guard would never let it through."""


def count(sandbox: Sandbox, query: str = COUNT, **options: object) -> int:
    answer = json.loads(sandbox.run(query, media_type=SOLUTIONS, **options).read())  # type: ignore[arg-type]
    return int(answer["results"]["bindings"][0]["n"]["value"])


def workers_of_this_process() -> set[int]:
    """The workers on the store of this folder that this process started, and whatever it started and has not reaped."""
    children = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has just ended
            children |= {int(pid) for pid in (task / "children").read_text().split()}
    return {pid for pid in children if (line := command_line(pid)) is not None and (FOLDER in line or not line)}


def command_line(pid: int) -> str | None:
    """Empty when the process has ended, None when it was reaped."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return None


def eventually(condition: Callable[[], bool], within_s: float = 5) -> bool:
    end = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def test_a_result_knows_its_form_and_media_type(sandbox: Make) -> None:
    result = sandbox().run("ASK { ?s ?p ?o }", media_type=SOLUTIONS)
    assert (result.form, result.media_type) == (QueryForm.ASK, SOLUTIONS)
    assert json.loads(result.read())["boolean"] is True


def test_a_result_is_an_iterator_of_the_chunks_that_read_joins(sandbox: Make) -> None:
    box = sandbox()
    chunks = list(box.run("SELECT * { ?a ?b ?c }", media_type="text/csv"))
    assert len(chunks) > 1
    assert b"".join(chunks) == box.run("SELECT * { ?a ?b ?c }", media_type="text/csv").read()


def test_an_empty_result_is_empty(sandbox: Make) -> None:
    assert sandbox().run("CONSTRUCT WHERE { <urn:no> ?p ?o }", media_type="text/turtle").read() == b""


def test_all_graphs_are_the_default_graph_unless_the_query_or_the_request_names_some(sandbox: Make) -> None:
    box = sandbox()
    assert count(box) == 300
    assert count(box, f"SELECT (COUNT(*) AS ?n) FROM <{EXAMPLE}odd> {{ ?s ?p ?o }}") == 150
    assert count(box, f"SELECT (COUNT(*) AS ?n) FROM NAMED <{EXAMPLE}odd> {{ ?s ?p ?o }}") == 0
    assert count(box, default_graphs=[EXAMPLE + "even"]) == 150
    assert count(box, named_graphs=[EXAMPLE + "even"]) == 0


@pytest.mark.parametrize(
    ("query", "options", "error"),
    [
        ("SELECT * {", {}, QuerySyntaxError),
        ("", {}, QuerySyntaxError),
        ("ASK { FILTER(<urn:f>(1)) }", {}, UnsupportedFunction),
        ("SELECT * { SERVICE <http://x/> {} }", {}, ServiceRefused),
        ("DROP ALL", {}, UpdateRefused),
        ("ASK " + "{" * 65, {}, QueryTooDeep),
        ("ASK {}" + " " * 65_536, {}, QueryTooLong),
        ("ASK {}", {"media_type": "text/turtle"}, UnsupportedMediaType),
        ("DESCRIBE <urn:x>", {"media_type": "text/csv"}, UnsupportedMediaType),
        ("ASK {}", {"default_graphs": ["no iri"]}, GraphNameInvalid),
    ],
)
def test_what_is_wrong_with_a_query_is_an_exception_of_run(
    sandbox: Make, query: str, options: dict[str, object], error: type[QueryError]
) -> None:
    box = sandbox()
    with pytest.raises(error):
        box.run(query, **({"media_type": SOLUTIONS} | options))  # type: ignore[arg-type]
    assert count(box) == 300


def test_a_syntax_error_has_a_place(sandbox: Make) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        sandbox().run("SELECT * {\n ?s ?p 'é' . } nonsense", media_type=SOLUTIONS)
    assert (caught.value.line, caught.value.column) == (2, 14)
    assert str(caught.value) == "Line 2, column 14: not understood from '} nonsense'"


def test_service_is_refused_by_the_worker_too(sandbox: Make) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:9999/> {} }"
    with pytest.raises(ServiceRefused):
        sandbox().run_uninspected(query, form=QueryForm.SELECT, media_type=SOLUTIONS)


def test_at_the_deadline_the_query_is_killed_and_its_worker_replaced(sandbox: Make) -> None:
    box = sandbox(workers=1)
    box.start()
    before = workers_of_this_process()
    start = time.monotonic()
    with pytest.raises(QueryTimeout) as caught:
        box.run(ENDLESS, media_type=SOLUTIONS, deadline_s=0.5)
    assert 0.5 <= time.monotonic() - start < 0.6
    assert caught.value.deadline_s == 0.5
    assert eventually(lambda: not before & workers_of_this_process(), within_s=0.1)
    assert count(box) == 300


def test_a_request_cannot_lengthen_the_deadline(sandbox: Make) -> None:
    with pytest.raises(QueryTimeout):
        sandbox(deadline_s=0.2).run(ENDLESS, media_type=SOLUTIONS, deadline_s=60)


def test_the_deadline_also_ends_a_result_that_has_begun(sandbox: Make) -> None:
    endless_rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    result = sandbox(max_result_bytes=1 << 40).run(endless_rows, media_type="text/csv", deadline_s=0.5)
    with pytest.raises(QueryTimeout):
        for _ in result:
            pass


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
    with pytest.raises(QueryMemoryExceeded) as caught:
        box.run(query, media_type=SOLUTIONS)
    assert caught.value.memory_bytes == 256 * 1024**2
    assert count(box) == 300


def test_a_result_is_complete_or_too_large_but_never_cut(sandbox: Make) -> None:
    box = sandbox(max_result_bytes=1_000_000)
    with pytest.raises(ResultTooLarge) as caught:
        box.run(BIG, media_type=SOLUTIONS).read()
    assert (caught.value.limit, caught.value.unit) == (1_000_000, "bytes")
    whole = box.run("SELECT * { ?a ?b ?c }", media_type="text/csv").read()
    assert whole.count(b"\r\n") == 301


@pytest.mark.parametrize("media_type", [written.media_type for written in media_types.SOLUTIONS])
def test_a_select_has_as_many_rows_as_are_allowed_and_no_more(sandbox: Make, media_type: str) -> None:
    box = sandbox(max_result_rows=100)
    assert box.run("SELECT * { ?s ?p ?o } LIMIT 100", media_type=media_type).read()
    with pytest.raises(ResultTooLarge) as caught:
        box.run("SELECT * { ?s ?p ?o } LIMIT 101", media_type=media_type).read()
    assert (caught.value.limit, caught.value.unit) == (100, "solutions")


@pytest.mark.parametrize("media_type", [written.media_type for written in media_types.GRAPHS])
def test_a_construct_has_as_many_triples_as_are_allowed_and_no_more(sandbox: Make, media_type: str) -> None:
    box = sandbox(max_result_rows=100)
    assert box.run("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 100", media_type=media_type).read()
    with pytest.raises(ResultTooLarge) as caught:
        box.run("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 101", media_type=media_type).read()
    assert (caught.value.limit, caught.value.unit) == (100, "triples")


@pytest.mark.parametrize("media_type", [written.media_type for written in media_types.GRAPHS])
def test_a_construct_is_cut_in_no_format(sandbox: Make, media_type: str) -> None:
    with pytest.raises(ResultTooLarge):
        sandbox(max_result_bytes=9_000).run("CONSTRUCT WHERE { ?s ?p ?o }", media_type=media_type).read()


def test_turtle_has_the_prefixes_that_it_is_given(sandbox: Make) -> None:
    query = f"CONSTRUCT {{ <{EXAMPLE}s1> ?p 'a/b' , <{EXAMPLE}a/b> }} WHERE {{ <{EXAMPLE}s1> ?p ?o }}"
    reading = QueryForm.CONSTRUCT
    turtle = (
        sandbox()
        .run_uninspected(query, form=reading, media_type="text/turtle", prefixes={"ex": EXAMPLE})
        .read()
        .decode()
    )
    assert f"@prefix ex: <{EXAMPLE}>" in turtle
    assert "ex:s1 ex:p1" in turtle
    assert set(Graph().parse(data=turtle)) == {
        (URIRef(f"{EXAMPLE}s1"), URIRef(f"{EXAMPLE}p1"), value) for value in (Literal("a/b"), URIRef(f"{EXAMPLE}a/b"))
    }


@pytest.mark.parametrize("query", ["SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "CONSTRUCT WHERE { ?a ?b ?c }"])
def test_of_a_head_no_row_is_computed(sandbox: Make, query: str) -> None:
    form = QueryForm[query.split()[0]]
    box = sandbox(workers=1, max_result_rows=1)
    for _ in range(3):
        result = box.run_uninspected(
            query, form=form, media_type=media_types.formats(form.name)[0].media_type, head=True
        )
        assert result.read() == b""
    with pytest.raises(QuerySyntaxError):
        box.run_uninspected(query + "}", form=form, media_type=SOLUTIONS, head=True)


def test_a_crash_costs_one_query_and_the_others_go_on(sandbox: Make) -> None:
    box = sandbox(workers=2)
    with ThreadPoolExecutor(1) as other:
        running = other.submit(lambda: box.run(BIG, media_type=SOLUTIONS).read())
        for _ in range(3):
            with pytest.raises(QueryCrashed) as caught:
                box.run_uninspected(CRASH, form=QueryForm.SELECT, media_type=SOLUTIONS)
            assert "exit status -" in caught.value.reason
        assert len(json.loads(running.result())["results"]["bindings"]) == 90_000
    assert count(box) == 300


def test_light_queries_are_answered_while_heavy_ones_run(sandbox: Make) -> None:
    box = sandbox(workers=3)
    box.start()
    with ThreadPoolExecutor(52) as threads:
        heavy = [threads.submit(box.run, ENDLESS, media_type=SOLUTIONS, deadline_s=4) for _ in range(2)]
        time.sleep(0.2)
        light = [threads.submit(count, box) for _ in range(50)]
        assert [query.result(timeout=3.5) for query in light] == [300] * 50
        assert all(isinstance(query.exception(), QueryTimeout) for query in heavy)


def test_when_all_workers_are_taken_the_wait_is_short_and_says_when_to_return(sandbox: Make) -> None:
    box = sandbox(workers=1, queue_wait_s=0.1)
    box.start()
    with ThreadPoolExecutor(1) as other:
        heavy = other.submit(box.run, ENDLESS, media_type=SOLUTIONS, deadline_s=2.3)
        time.sleep(0.5)
        start = time.monotonic()
        with pytest.raises(SandboxBusy) as caught:
            box.run("ASK {}", media_type=SOLUTIONS)
        assert time.monotonic() - start < 0.5
        assert caught.value.retry_after_s == 2
        assert isinstance(heavy.exception(), QueryTimeout)


@pytest.mark.parametrize("abandon", [lambda result: result.close(), lambda result: None], ids=["closed", "dropped"])
def test_an_abandoned_result_frees_its_place(sandbox: Make, abandon: Callable[[object], None]) -> None:
    box = sandbox(workers=1, max_result_bytes=1 << 40)
    result = box.run("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", media_type="text/csv")
    assert next(result)
    pids = workers_of_this_process()
    abandon(result)
    del result
    gc.collect()
    assert count(box) == 300
    assert not pids & workers_of_this_process()


def test_a_result_that_nobody_reads_on_loses_its_place_after_the_deadline(sandbox: Make) -> None:
    box = sandbox(workers=1, max_result_bytes=1 << 40, queue_wait_s=0.1)
    stalled = box.run("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", media_type="text/csv", deadline_s=0.3)
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


def test_two_hundred_queries_leave_no_process_and_no_descriptor(sandbox: Make) -> None:
    box = sandbox(workers=2, max_result_bytes=100_000)
    box.start()
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(200):
        match number % 20:
            case 0:
                with pytest.raises(QueryTimeout):
                    box.run(ENDLESS, media_type=SOLUTIONS, deadline_s=0.01)
            case 1 | 2 | 3:
                with pytest.raises(QuerySyntaxError):
                    box.run("SELECT * {", media_type=SOLUTIONS)
            case 4 | 5:
                with pytest.raises(ResultTooLarge):
                    box.run(BIG, media_type=SOLUTIONS).read()
            case 6:
                box.run(BIG, media_type=SOLUTIONS).close()
            case _:
                assert count(box) == 300
    assert eventually(lambda: len(workers_of_this_process()) == 2)
    assert eventually(lambda: len(list(Path("/proc/self/fd").iterdir())) == descriptors)
    box.close()
    assert workers_of_this_process() == set()


def test_close_ends_running_queries_and_refuses_later_ones(sandbox: Make) -> None:
    box = sandbox(workers=1)
    with ThreadPoolExecutor(1) as other:
        running = other.submit(box.run, ENDLESS, media_type=SOLUTIONS)
        time.sleep(0.5)
        box.close()
        assert isinstance(running.exception(timeout=1), QueryCrashed)
    for _ in range(2):
        with pytest.raises(SandboxUnavailable):
            box.run("ASK {}", media_type=SOLUTIONS)
    assert eventually(lambda: workers_of_this_process() == set())


def test_a_store_that_does_not_open_is_an_error_each_time_and_never_a_hang(sandbox: Make, tmp_path: Path) -> None:
    box = sandbox(tmp_path / "nothing", workers=1)
    for _ in range(3):
        with pytest.raises(SandboxUnavailable) as caught:
            box.run("ASK {}", media_type=SOLUTIONS)
        assert "nothing" in caught.value.reason


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
