"""docs/engines.md: what the runs on each engine showed, as a page."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tests.engines.known import QUESTIONS_WITHOUT_GOLD

FILE: Final = Path(__file__).parents[2] / "docs" / "engines.md"
_HEAD: Final = """\
# Engines

Made by `python -m tests.engines`, which starts each engine, puts the release on it with `casus publish`'s own code and
asks everything of the service before it (`tests/engines/`). Do not edit it.

With `CASUS_STORE` the data are on a SPARQL 1.1 engine of somebody else ([operating.md](operating.md)). Three were
tried, as their makers ship them:

{summary}

*Views* are lists of every collection with facets, inclusions, sorting and times, records, pages, drawings, the network,
the timeline, the map, search, reconciliation, changes: an answer must have the bytes of the service that holds the
release itself. *Questions* are the competency questions against their gold answers. *Protocol* are W3C's tests, of
which {refused} send an update and are to be refused.
"""
_TAIL: Final = """
## What was seen by hand

Loopback, a release of 167,060 triples in 92 graphs. What is here shaped the code, or is for whoever chooses.

* **A default graph of many graphs.** With 92 `default-graph-uri` each query costs 50 to 190 ms more on Fuseki. So a
  release is there once more as one graph.
* **Virtuoso says each graph of a question again**, in a header of its answer (`X-SPARQL-named-graph`), and Python's
  HTTP client refuses more than 100 headers: with 92 graphs, `ASK` of one more was a 503. They are passed over.
* **A triple in two graphs of the default graph** comes twice from Oxigraph and from Virtuoso, once from Fuseki.
* **Virtuoso adds the protocol's graphs to those of `FROM`** where the protocol's are to go before; and where no
  `named-graph-uri` is given, `GRAPH ?g` sees every graph that it has. So a request always names one, and `FROM` is
  taken out of the query before.
* **Virtuoso never answers a query that is the body of a POST** (`application/sparql-query`,
  [#842](https://github.com/openlink/virtuoso-opensource/issues/842), since 2019). Ours go as forms.
* **Virtuoso's own SPARQL user may call `bif:http_get`**: anybody who reaches its endpoint makes it fetch URLs. Keep its
  port closed to all but this service, and revoke what it need not do.
* **Literals.** Virtuoso gives booleans as `1` ([#485](https://github.com/openlink/virtuoso-opensource/issues/485)),
  `"P1Y"^^xsd:duration` as `12`, integers beyond 64 bits as decimals, an ill-formed integer as `0`, the year -44 as
  `-044`; it refuses `rdf:HTML` and a literal of 4 MB. Fuseki writes language tags in small letters; over TDB2 it writes
  numbers anew, as Oxigraph and Virtuoso do. Dates from year 1 to 9999, `xsd:gYear`, `xsd:gYearMonth`, control
  characters, all scripts and IRIs in them come back from all three as they went.
* **XML results** hold control characters that XML cannot hold, in all three. Ours are asked for as JSON.
* **Time limits.** Fuseki ends a query at its limit, with 503, and goes on until then when the client has gone.
  Virtuoso ends it some seconds later, with 500; given `timeout=` it ends it with 200 and **a part of the result**,
  which a header tells. Oxigraph's server has `--timeout-s`, which did not end a count over a threefold cross product,
  and a query goes on when its client has gone ([#1874](https://github.com/oxigraph/oxigraph/issues/1874),
  [#1336](https://github.com/oxigraph/oxigraph/issues/1336)): give such a server to trusted users only.
* **Virtuoso's `ASK`** is true for `{ VALUES ?g { <a graph outside the dataset> } GRAPH ?g { ?s ?p "anything" } }`, and
  `SELECT (1 AS ?one)` has a row of it, whatever is in that graph; `SELECT *` has none. So `ASK` is asked as `SELECT *`
  with `LIMIT 1`. `FILTER EXISTS` in a group without a pattern is always true there, `IRI("x")` stays relative (422),
  and `?s <p>+ ?o` with both ends open is refused (422).
* **Virtuoso hangs.** Three times, after queries had run into the time limit, it answered nothing any more, computing
  nothing, until it was restarted.
* **Settings that Virtuoso needs**, or answers are cut or refused: `ResultSetMaxRows`, `MaxSortedTopRows` above what a
  query counts; no `MaxQueryCostEstimationTime` (it refused a query for an *estimated execution time 0 (sec)*). The
  tests' own are in `tests/engines/virtuoso.py`.

## Past one machine

Nothing below was tried; it was read, on the pages that are linked.

* **Copies** come first: releases never change, so any number of machines may hold the same one, each with its engine.
* **Fuseki behind RDF Delta.** [RDF Delta](https://afs.github.io/rdf-delta/) keeps a log of changes from which several
  Fuseki servers bring their copies up to date; [a packaging with Fuseki](https://afs.github.io/rdf-delta/ha-fuseki.html)
  exists. It gives availability, not room: each server holds all data. A server catches up
  [when it is asked](https://github.com/afs/rdf-delta/discussions/223), so the first query after a release waits;
  configuration [is not copied](https://github.com/afs/rdf-delta/discussions/208).
* **Virtuoso's cluster** divides the data among processes on many machines
  ([elastic cluster](http://docs.openlinksw.com/virtuoso/clusterstcnf7/)). It is a module of the commercial edition;
  [the open source edition has neither it nor replication](https://vos.openlinksw.com/dataspace/owiki/wiki/VOS/VirtClusteringDiagrams?rev=1).
* **A managed service.** Amazon Neptune has the [SPARQL protocol](https://docs.aws.amazon.com/neptune/latest/userguide/sparql-api-reference.html)
  and [the graph store protocol](https://docs.aws.amazon.com/neptune/latest/userguide/sparql-graph-store-protocol.html)
  (under `/sparql/gsp/`: set `CASUS_STORE_GRAPHS`). Where it asks for requests signed by Amazon's scheme
  ([a client that signs](https://github.com/aws/amazon-neptune-sparql-java-sigv4)), a signing proxy has to stand before
  it: this service knows Basic and Digest only.
"""


def summary(found: Sequence[dict[str, Any]]) -> str:
    """The table of figures."""
    rows = [
        ("version", [each["version"] for each in found]),
        ("release published, counted and read back", [f"{each['triples']:,} triples" for each in found]),
        ("views with the same bytes", list(map(_same, found))),
        ("questions with their gold answer", [_passed(each["questions"]) for each in found]),
        ("W3C protocol", [_passed(each["protocol"]) for each in found]),
    ]
    return "\n".join(_table(["", *(each["name"] for each in found)], ([name, *cells] for name, cells in rows)))


def page(found: Sequence[dict[str, Any]]) -> str:
    """The whole page."""
    refused = sum("update" in name for name in found[0]["protocol"] or ())
    parts = [_HEAD.format(summary=summary(found), refused=refused), "## What fails\n"]
    parts.append("\n".join(_failures(found)))
    parts.append(
        "\n## Doors\n\nWhat each engine does with a query of somebody's that is more than SPARQL 1.1, asked directly; "
        "and what comes of it\nthrough this service, which is the same before all three unless said.\n"
    )
    rows = []
    for door in found[0]["doors"]:
        through = {each["name"]: each["doors"][door][1] for each in found}
        said = dict.fromkeys(through.values())
        ours = next(iter(said)) if len(said) == 1 else "; ".join(f"{name}: {text}" for name, text in through.items())
        rows.append([door, *(each["doors"][door][0] for each in found), ours])
    parts.append("\n".join(_table(["", *(each["name"] for each in found), "through this service"], rows)))
    return "\n".join(parts) + "\n" + _TAIL


def _same(each: dict[str, Any]) -> str:
    return f"{each['asked'] - len(each['different'])} of {each['asked']}"


def _passed(tests: dict[str, str | None] | None) -> str:
    if tests is None:
        return "not run"
    return f"{sum(complaint is None for complaint in tests.values())} of {len(tests)}"


def _failures(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    for each in found:
        reasons = QUESTIONS_WITHOUT_GOLD.get(each["name"], {})
        failing = [(name, said) for name, said in sorted(each["questions"].items()) if said]
        if not failing and not each["different"]:
            yield f"* {each['name']}: nothing."
        for name, said in failing:
            yield f"* {each['name']}, question `{name}`: {said} ({reasons.get(name, 'not explained')})."
        for path in each["different"]:
            yield f"* {each['name']}, `{path}`: other bytes."
        for name, said in (each["protocol"] or {}).items():
            if said:
                yield f"* {each['name']}, protocol test `{name}`: {said}."


def _table(head: Sequence[str], rows: Any) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"
