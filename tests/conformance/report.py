"""docs/conformance.md: what the W3C tests show, as a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from tests.conformance import description_tests, protocol_tests, query_tests, suite
from tests.conformance.endpoint import Endpoint
from tests.conformance.known import FAILURES
from tests.conformance.query_tests import Outcome

FILE: Final = Path(__file__).parents[2] / "docs" / "conformance.md"
_HEAD: Final = """\
# Conformance

Made by `make conformance`, which runs the W3C tests of SPARQL 1.1 over HTTP against a server process of this project
(`tests/conformance/`). Do not edit it.

{summary}

*Refused* are tests of what this service does not do, by design, and says so: updates (403 `update-refused`) and calls
of other endpoints (403 `service-refused`). The tests of SPARQL 1.1 Update, of the Graph Store Protocol and of the
entailment regimes are not run: the data are read-only, and only what is stated is matched (simple entailment).

## How the tests are run

* The data of all tests are in one release, each file as the named graph of its IRI. Each request names the graphs of
  its test (`default-graph-uri`, `named-graph-uri`), so a query sees its own data and nothing else, and the protocol is
  tested along with the query. A query that has `FROM` names its graphs itself. An empty default graph is one that the
  store does not hold.
* The base IRI is that of the query's file; it is sent as `BASE`, because the protocol has no other place for it.
* A result must be right in each format that can hold it: SELECT in JSON, XML and TSV, ASK in JSON and XML, CONSTRUCT in
  Turtle, N-Triples, RDF/XML, JSON-LD, TriG and N-Quads; over GET, POST of a form and POST of the query in turn.
* Results are compared as W3C says: rows in any order, each as often as it occurs, blank nodes mapped, literals by their
  value within their datatype. Beyond that, the order of rows counts where the query orders them, and the order of
  columns where it names them. *By value* counts the tests that pass although some literal is written in another way
  than expected, such as `2` for `2.0`.
* What W3C expects to be refused must be 400 `query-syntax`.
"""


@dataclass(frozen=True)
class Measured:
    """What all tests showed."""

    query: Sequence[Outcome]
    formats: Sequence[Outcome]
    federation: Sequence[Outcome]
    protocol: Sequence[tuple[protocol_tests.ProtocolTest, str | None]]
    description: Sequence[tuple[str, str | None]]

    @property
    def unexplained(self) -> list[str]:
        """Failures that `known` does not explain, and tests that pass although it does."""
        outcomes = [*self.query, *self.formats, *self.federation]
        names = {_name(outcome): outcome.complaint for outcome in outcomes}
        names |= {f"protocol/{test.name}": complaint for test, complaint in self.protocol}
        names |= {f"service-description/{name}": complaint for name, complaint in self.description}
        wrong = [f"{name}: {complaint}" for name, complaint in names.items() if complaint and name not in FAILURES]
        return wrong + [f"{name}: passes, or is no test" for name in FAILURES if not names.get(name)]


def graphs() -> Iterator[tuple[str, Path]]:
    """The data of all tests."""
    for manifest in (suite.QUERY_TESTS, suite.RESULT_TESTS):
        yield from query_tests.graphs(suite.entries(manifest))
    yield from protocol_tests.graphs()


def measure(endpoint: Endpoint) -> Measured:
    """Run everything."""
    return Measured(
        query=[query_tests.run(entry, endpoint) for entry in suite.entries(suite.QUERY_TESTS)],
        formats=[query_tests.run(entry, endpoint) for entry in suite.entries(suite.RESULT_TESTS)],
        federation=[query_tests.run_refused(entry, endpoint) for entry in suite.entries(suite.FEDERATION_TESTS)],
        protocol=[(test, protocol_tests.run(test, endpoint)) for test in protocol_tests.tests()],
        description=list(description_tests.run(endpoint)),
    )


def summary(measured: Measured) -> str:
    """The table of specifications."""
    operations = {False: "SPARQL 1.1 Protocol, query operation", True: "SPARQL 1.1 Protocol, update operation"}
    lines = [
        _line("Specification", "Tests", "Passed", "Refused", "Failed"),
        _line("---", "---:", "---:", "---:", "---:"),
        _counts("SPARQL 1.1 Query Language", [outcome.complaint for outcome in measured.query]),
        _counts("SPARQL 1.1 Query Results (JSON, CSV, TSV)", [outcome.complaint for outcome in measured.formats]),
    ]
    for is_update, title in operations.items():
        tests = [(test, complaint) for test, complaint in measured.protocol if test.is_update is is_update]
        refused = sum(test.is_refused_here and not complaint for test, complaint in tests)
        lines.append(_counts(title, [complaint for _, complaint in tests], refused))
    lines.append(_counts("SPARQL 1.1 Service Description", [complaint for _, complaint in measured.description]))
    refused = sum(not outcome.complaint for outcome in measured.federation)
    lines.append(_counts("SPARQL 1.1 Federated Query", [o.complaint for o in measured.federation], refused))
    return "\n".join(lines)


def page(measured: Measured) -> str:
    """The whole page."""
    parts = [_HEAD.format(summary=summary(measured)), *_groups(measured), *_failures(measured)]
    return "\n".join(parts)


def _groups(measured: Measured) -> Iterator[str]:
    yield "## Query tests by group\n"
    yield _line("Group", "Tests", "Passed", "By value", "Failed")
    yield _line("---", "---:", "---:", "---:", "---:")
    for group, members in groupby([*measured.query, *measured.formats], key=lambda outcome: outcome.entry.group):
        outcomes = list(members)
        failed = sum(bool(outcome.complaint) for outcome in outcomes)
        by_value = sum(outcome.only_by_value for outcome in outcomes)
        yield _line(group, len(outcomes), len(outcomes) - failed, by_value, failed)
    yield ""


def _failures(measured: Measured) -> Iterator[str]:
    failed = sorted(_name(outcome) for outcome in (*measured.query, *measured.formats) if outcome.complaint)
    yield f"## The {len(failed)} that fail\n"
    for reason in dict.fromkeys(FAILURES.values()):
        names = [name for name in failed if FAILURES.get(name) == reason]
        yield f"{reason}\n"
        yield from (f"* `{name}`" for name in names)
        yield ""


def _name(outcome: Outcome) -> str:
    return f"{outcome.entry.group}/{outcome.entry.name}"


def _counts(title: str, complaints: Sequence[str | None], refused: int = 0) -> str:
    failed = sum(bool(complaint) for complaint in complaints)
    return _line(title, len(complaints), len(complaints) - failed - refused, refused, failed)


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
