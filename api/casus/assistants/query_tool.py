"""The tool that runs a query in SPARQL, in the limited workers, as /sparql does."""

from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph
from werkzeug.wrappers import Response

from casus.assistants.answers import Found, answer
from casus.assistants.calls import called, pieces
from casus.assistants.lean import without
from casus.assistants.parameters import SKIP, input_schema, own_of_rows, pairs_of, whole_number
from casus.http.current_release import opened_as, releases
from casus.http.limits import URL_BYTES
from casus.http.paging import released
from casus.http.problems import InvalidParameters
from casus.http.urls import joined, root_url
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CODE, RECORD, short

TITLE: Final = "Run a SPARQL query"
ABOUT: Final = (
    "SPARQL 1.1 (SELECT, ASK, CONSTRUCT, DESCRIBE) over the release, read-only, no SERVICE. Read the resource "
    "casus://vocabulary first: prefixes, classes and properties; casus://questions lists queries that work. Claims are "
    "nodes with casus:claimStatus: ask for it, or a claim looks like a fact. Put a LIMIT, or count."
)
_READ_BYTES: Final = 4 * 1024**2
"""Of a result: what is looked at for rows. What is beyond it is only counted."""
_TSV: Final = "text/tab-separated-values"
_TRIPLES: Final = "application/n-triples"
_ROWS_ARE: Final = (
    "A row is a solution of the query, which decides what it means. Ids of records are written collection/slug. Beside "
    "a row stand the claims that it names; a row that names none carries no status, and says nothing of how sure it is."
)
_TO_POST: Final = " The query is too long for a URL: send it to `url` by POST."
_TRIPLE_IS: Final = (
    "A row is a triple that the query makes. Beside it stand the claims that it names; a triple that names none "
    "carries no status, and says nothing of how sure it is."
)


def schema_of(parameters: list[Json]) -> Json:
    """The schema of its arguments; `parameters` are those of the path."""
    query = {"type": "string", "minLength": 1, "description": "The query.", "examples": [_EXAMPLE]}
    schema = input_schema(parameters, ("timeout", "release"), {"query": query, **own_of_rows()})
    return {**schema, "required": ["query"]}


_EXAMPLE: Final = (
    "PREFIX casus: <https://w3id.org/casus/ontology#> SELECT ?claim ?status WHERE { ?claim a casus:Support ; "
    "casus:supporter <https://w3id.org/casus/id/states/turkey> ; casus:claimStatus ?status } ORDER BY ?claim LIMIT 3"
)


def run(schema: Json, arguments: Mapping[str, Any]) -> Json:
    """The answer to a query. Raises Refused, and InvalidParameters."""
    skipped = whole_number(schema, arguments, SKIP, 0)
    text = arguments.get("query")
    if not isinstance(text, str) or not text.strip():
        raise InvalidParameters.of("query", repr(text)[:100], "is no query; give one as a text")
    pairs = pairs_of(schema, without(arguments, SKIP, "query"))
    response = called("/sparql", pairs, accept=f"{_TSV}, {_TRIPLES};q=0.9", query=text)
    release = _release(arguments)
    is_graph = response.mimetype == _TRIPLES
    head, lines = _read(response)
    rows = (_triples if is_graph else _solutions)(release.model, head)
    total = lines if is_graph or _is_word(head) else lines - 1
    if not rows[skipped:] and skipped < total:
        raise _too_far(skipped, len(rows))
    whole, is_whole = _url(text, release)
    found = Found(
        asked=TITLE,
        rows_are=f"{_TRIPLE_IS if is_graph else _ROWS_ARE}{'' if is_whole else _TO_POST}",
        rows=rows[skipped:],
        **_cited(release),
        url=whole,
        total=total,
        skipped=skipped,
        further=len(rows) < total,
    )
    return answer(found)[0]


def _url(text: str, release: OpenRelease) -> tuple[str, bool]:
    """Where everybody gets the same, and whether the query fits into that URL."""
    path = f"{root_url()}/sparql"
    found = joined(path, [("query", text), ("release", release.id)])
    fits = len(found) <= URL_BYTES
    return (found, True) if fits else (joined(path, [("release", release.id)]), False)


def _too_far(skipped: int, looked_at: int) -> InvalidParameters:
    """There are rows behind what is looked at of a result."""
    size = f"{_READ_BYTES // 1024**2} MiB"
    if looked_at == 0:
        return InvalidParameters.of("query", "the query", f"has a first row of more than {size}; ask for less of it")
    detail = f"is behind what is looked at of a result, {size}, here {looked_at} rows; put OFFSET into the query"
    return InvalidParameters.of(SKIP, str(skipped), detail)


def _release(arguments: Mapping[str, Any]) -> OpenRelease:
    named = arguments.get("release")
    return releases().served if named is None else opened_as(str(named), "release")


def _cited(release: OpenRelease) -> dict[str, Any]:
    return {"release": release, "cite_as": released(release)["cite_as"]}


def _read(response: Response) -> tuple[bytes, int]:
    """The beginning of the result, in whole lines, and how many lines all of it has."""
    head, lines, size, last = bytearray(), 0, 0, b""
    for piece in pieces(response):
        lines += piece.count(b"\n")
        size += len(piece)
        head += piece[: max(0, _READ_BYTES - len(head))]
        last = piece[-1:] or last
    if size > len(head):
        head = head[: head.rfind(b"\n") + 1]
    return bytes(head), lines + (last not in (b"", b"\n"))


def _is_word(head: bytes) -> bool:
    """Whether it is the answer to ASK."""
    return head.strip() in (b"true", b"false")


def _solutions(model: Model, head: bytes) -> list[Json]:
    """The rows, records by their ids; ASK has one that says true or false."""
    if _is_word(head):
        return [{"answer": head.strip() == b"true"}]
    found = pyoxigraph.parse_query_results(head, format=pyoxigraph.QueryResultsFormat.TSV)
    if not isinstance(found, pyoxigraph.QuerySolutions):
        return []
    names = [variable.value for variable in found.variables]
    return [{name: _value(model, term) for name in names if (term := row[name]) is not None} for row in found]


def _value(model: Model, term: Any) -> str:
    if isinstance(term, pyoxigraph.Literal):
        return term.value
    if isinstance(term, pyoxigraph.NamedNode):
        return model.id_of(term.value) if term.value.startswith((RECORD, CODE)) else short(term.value)
    return str(term)


def _triples(model: Model, head: bytes) -> list[Json]:
    return [
        {
            "subject": _value(model, triple.subject),
            "predicate": _value(model, triple.predicate),
            "object": _value(model, triple.object),
        }
        for triple in pyoxigraph.parse(head, format=pyoxigraph.RdfFormat.N_TRIPLES)
    ]
