"""Running a query test of W3C against a server, and judging what comes back.

The rules are those that W3C gives beside the tests (https://w3c.github.io/rdf-tests/sparql/sparql11/): solutions in any
order, blank nodes mapped, literals compared by value. Ours are stricter: where the query orders its solutions their
order counts, variables come in the order of SELECT, a value belongs to its datatype, and a result must be right in
every format that can hold it, not only in that of the expected one.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from rdflib import Graph

from tests.conformance import answers, suite
from tests.conformance.answers import Result, Solutions
from tests.conformance.endpoint import Answer, Endpoint, Request
from tests.conformance.suite import Entry

_NO_DATA: Final = suite.BASE + "no-data"
"""A graph that there is not: the default graph of tests without data."""
_BY_SUFFIX: Final = {
    ".srj": answers.JSON,
    ".srx": answers.XML,
    ".csv": answers.CSV,
    ".tsv": answers.TSV,
    ".ttl": answers.TURTLE,
}
_WAYS: Final = ("direct", "get", "form")


@dataclass(frozen=True)
class Outcome:
    """What became of a test; it passed when there is no complaint."""

    entry: Entry
    complaint: str | None = None
    only_by_value: bool = False
    """Passed, but some number was written in other characters than expected."""


class _Complaint(Exception):
    """Why a test failed."""


def graphs(entries: Iterable[Entry]) -> Iterator[tuple[str, Path]]:
    """The data of the tests: names of graphs and files."""
    for entry in entries:
        for iri in (*entry.data, *entry.graph_data):
            yield iri, suite.path(iri)


def run(entry: Entry, endpoint: Endpoint) -> Outcome:
    """The outcome of one test."""
    try:
        if entry.kind == "NegativeSyntaxTest11":
            _check_refused(_ask(entry, endpoint, "*/*"))
        elif entry.kind == "PositiveSyntaxTest11":
            _check_understood(_ask(entry, endpoint, "*/*"))
        else:
            return Outcome(entry, only_by_value=not _check_result(entry, endpoint))
    except _Complaint as complaint:
        return Outcome(entry, str(complaint))
    return Outcome(entry)


def run_refused(entry: Entry, endpoint: Endpoint) -> Outcome:
    """The outcome of a test whose query calls other endpoints: it is to be refused as such."""
    answer = _ask(entry, endpoint, "*/*")
    return Outcome(entry, None if answer.problem == "service-refused" else _told(answer))


def _ask(entry: Entry, endpoint: Endpoint, accept: str, way: str = "direct") -> Answer:
    """Send the query to the dataset of its test, in one of the protocol's three ways.

    The base IRI of a query is that of its file, which only the query itself can tell a server (SPARQL 1.1 section
    4.1.1). A query that names its dataset (FROM) gets none from the protocol, which would go first.
    """
    query = f"BASE <{entry.query}>\n{entry.text}"
    dataset = []
    if not re.search(r"\bFROM\b", entry.text, re.IGNORECASE):
        dataset += [("default-graph-uri", iri) for iri in entry.data or ([] if entry.graph_data else [_NO_DATA])]
        dataset += [("named-graph-uri", iri) for iri in entry.graph_data]
    headers = {"Accept": accept}
    if way == "get":
        return endpoint.send(Request("GET", f"/sparql?{urlencode([('query', query), *dataset])}", headers))
    if way == "form":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return endpoint.send(Request("POST", "/sparql", headers, urlencode([("query", query), *dataset]).encode()))
    headers["Content-Type"] = "application/sparql-query"
    return endpoint.send(Request("POST", f"/sparql?{urlencode(dataset)}", headers, query.encode()))


def _check_refused(answer: Answer) -> None:
    if answer.status == 200:
        raise _Complaint("accepted")
    if answer.status != 400 or answer.problem != "query-syntax":
        raise _Complaint(_told(answer))


def _check_understood(answer: Answer) -> None:
    """A function that the engine does not have is no matter of syntax."""
    if answer.status != 200 and answer.problem != "unknown-function":
        raise _Complaint(_told(answer))


def _check_result(entry: Entry, endpoint: Endpoint) -> bool:
    """Whether the result is the expected one to the character, in every format; raises when it is another."""
    file = suite.path(entry.result or "")
    media_type = _BY_SUFFIX[file.suffix]
    expected = answers.read(file.read_bytes(), media_type, entry.result or "")
    in_order = _is_ordered(entry.text)
    to_the_character = True
    for number, wanted in enumerate(_formats(media_type, expected)):
        actual = _read(_ask(entry, endpoint, wanted, _WAYS[number % len(_WAYS)]), wanted, entry.query)
        if not answers.same(expected, actual, by_value=wanted != answers.CSV, ordered=in_order):
            raise _Complaint(f"another result, as {wanted}")
        if media_type != answers.TURTLE and not _same_columns(entry.text, expected, actual):
            raise _Complaint(f"the variables in another order, as {wanted}")
        to_the_character &= answers.same(expected, actual, ordered=in_order)
    return to_the_character


def _read(answer: Answer, media_type: str, base: str) -> Result:
    if answer.status != 200:
        raise _Complaint(_told(answer))
    if answer.media_type != media_type:
        raise _Complaint(f"{media_type} was asked for, {answer.media_type} came")
    try:
        return answers.read(answer.body, media_type, base)
    except (ValueError, KeyError) as error:
        raise _Complaint(f"the {media_type} cannot be read: {error}") from error


def _formats(media_type: str, expected: Result) -> Iterable[str]:
    """The format of the expected result, then the others that hold such a result without loss."""
    if isinstance(expected, bool):
        return (answers.XML, answers.JSON)
    if isinstance(expected, Graph):
        return answers.GRAPHS
    if media_type == answers.CSV:
        return (media_type,)
    first = () if media_type == answers.TURTLE else (media_type,)
    return dict.fromkeys((*first, answers.JSON, answers.XML, answers.TSV))


def _is_ordered(text: str) -> bool:
    """Whether the query orders its solutions: the modifiers of the outermost SELECT follow the last bracket."""
    return re.search(r"\bORDER\s+BY\b", text.rpartition("}")[2], re.IGNORECASE) is not None


def _same_columns(text: str, expected: Result, actual: Result) -> bool:
    """Whether the variables come in the same order; SELECT * gives them none."""
    if not isinstance(expected, Solutions) or not isinstance(actual, Solutions):
        return True
    selected = re.search(r"\bSELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?(\S)", text, re.IGNORECASE)
    return expected.variables == actual.variables or (selected is not None and selected[1] == "*")


def _told(answer: Answer) -> str:
    if answer.problem is None:
        return f"status {answer.status}"
    return f"{answer.status} {answer.problem}: {json.loads(answer.body)['detail']}"
