"""What of a query of somebody else's goes to an engine, and how: its words, put together anew, and its dataset.

The engine is shared, and has doors of its own that no standard knows. So nothing is passed on as it came:

* every word is one of SPARQL 1.1 (`casus.engine.doors`);
* no prefix is left: each name is the IRI that it stands for, so that a door is seen in whatever it was hidden;
* a function that is called by an IRI is a cast of XML Schema; what looks like a call and may be a property with a list
  for its value is a property of the release;
* no IRI is in a namespace in which engines keep programs;
* ASK is asked as SELECT of one row: Virtuoso 7.2.5 says of some patterns that they have a solution, and gives none;
* FROM and GRAPH name graphs of the release, by the names that they have there, and those that the release does not have
  are empty, as they are in a store of our own. What FROM says goes into the parameters of the protocol, which go before
  it (SPARQL 1.1 Protocol, section 2.1.4): so every query says its whole dataset, and reaches nothing beside it;
* nothing nests or chains so deeply that the engine's stack ends (`casus.engine.depth`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox

from casus.engine import depth, doors
from casus.engine.engine import Dataset
from casus.engine.names import RELEASES, ReleaseGraphs
from casus.engine.words import Word, unescaped, words, written
from casus.sandbox.errors import QuerySyntax, UnknownFunction, problem_at
from casus.sandbox.limits import QueryTooLong
from casus.sandbox.query import Query
from casus.terms.names import BASE
from casus.terms.problem import Problem

_MOST_CHARS: Final = 1024**2
"""Of all IRIs of a query in full: a long one behind a short prefix could be written ten thousand times."""
_ABSOLUTE: Final = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")


class EngineDoor(Problem):
    """The query uses something of the engine behind this service that is not SPARQL 1.1, or names its own graphs."""

    status, slug, title = 403, "engine-door", "This is more than SPARQL 1.1"


class Guarded(NamedTuple):
    """A query as it goes to an engine."""

    text: str
    dataset: Dataset
    asks: bool = False
    """Whether it was an ASK query, which is true when the one that goes to the engine has a row."""


def guarded(query: Query, graphs: ReleaseGraphs, properties: Collection[str]) -> Guarded:
    """The query in words that all engines read alike, and its dataset.

    `properties`: those of the release. Raises EngineDoor, UnknownFunction, QuerySyntax, QueryTooLong and
    QueryTooDeep.
    """
    base, body = _without_prologue(query.text)
    depth.check(query.text, body)
    body, default, named = _without_dataset(body)
    if query.default_graphs or query.named_graphs:
        default, named = list(query.default_graphs), list(query.named_graphs)
    elif named is None:
        default, named = None, list(graphs.named)
    body, asks = _with_a_row(body)
    texts = list(_let_through(query.text, body, graphs, properties))
    uses_names = any(word.text.upper() == "GRAPH" for word in body if word.kind == "word")
    dataset = {
        "default-graph-uri": [graphs.all] if default is None else _there(graphs, default),
        "named-graph-uri": _there(graphs, named if uses_names else ()),
    }
    if f"GRAPH <{graphs.none}>" in (text := "".join(texts)) and graphs.none not in dataset["named-graph-uri"]:
        dataset["named-graph-uri"].append(graphs.none)  # else Virtuoso 7.2.5 says that an ASK of it is true
    return Guarded(f"BASE <{base}>{text}", dataset, asks)


def _there(graphs: ReleaseGraphs, names: Iterable[str]) -> list[str]:
    """What the graphs are called on the engine; never an empty list, which would mean all that the engine has."""
    return [graphs.there(name) for name in dict.fromkeys(names)] or [graphs.none]


def _without_prologue(query: str) -> tuple[str, list[Word]]:
    """The base, and the words behind PREFIX and BASE, names and relative IRIs as the IRIs that they stand for."""
    base, prefixes = BASE, dict[str, str]()
    body: list[Word] = []
    found, chars = words(query), 0
    for word in found:
        keyword = word.text.upper() if word.kind == "word" and not body else ""
        if keyword == "BASE":
            base = _resolved(query, _next(query, found, "iri"), base)
        elif keyword == "PREFIX":
            name = _next(query, found, "name")
            if not name.text.endswith(":"):
                raise problem_at(QuerySyntax, query, name.start, "a prefix ends with its first colon")
            prefixes[name.text[:-1]] = _resolved(query, _next(query, found, "iri"), base)
        elif word.kind == "iri":
            body.append(word._replace(text=_resolved(query, word, base)))
        elif word.kind == "name":
            prefix, _, local = word.text.partition(":")
            if prefix not in prefixes:
                raise problem_at(QuerySyntax, query, word.start, f"the prefix {prefix}: is not declared")
            iri = _checked(query, word, prefixes[prefix] + unescaped(local))
            body.append(Word("iri", iri, word.start))
        else:
            body.append(word)
        chars += len(body[-1].text) if body else 0
        if chars > _MOST_CHARS:
            raise QueryTooLong(f"With its names as whole IRIs, the query has more than {_MOST_CHARS} characters.")
    if (what := _door(base)) is not None:
        raise problem_at(EngineDoor, query, 0, f"<{base}>, the base, {what}")
    return base, body


def _next(query: str, found: Iterator[Word], kind: str) -> Word:
    """The next word, which is of that kind."""
    word = next(found, None)
    if word is None or word.kind != kind:
        raise problem_at(
            QuerySyntax, query, word.start if word else len(query), f"here belongs a word of the kind {kind}"
        )
    return word


def _resolved(query: str, word: Word, base: str) -> str:
    """The IRI as an absolute one (RFC 3986, section 5.2), by the parser that reads our data."""
    if _ABSOLUTE.match(word.text):
        return _checked(query, word, word.text)
    try:
        (quad,) = ox.parse(f"<{word.text}> a <x:y> .".encode(), ox.RdfFormat.TURTLE, base_iri=base)
        return str(quad.subject.value)
    except (SyntaxError, ValueError) as error:
        raise problem_at(QuerySyntax, query, word.start, f"<{word.text}> is no IRI") from error


def _checked(query: str, word: Word, iri: str) -> str:
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise problem_at(QuerySyntax, query, word.start, f"<{iri}> is no IRI") from error


def _without_dataset(body: Sequence[Word]) -> tuple[list[Word], list[str] | None, list[str] | None]:
    """The words without the dataset clauses (section 13.2), and what these name: None where there is none at all."""
    rest: list[Word] = []
    default: list[str] = []
    named: list[str] = []
    at = 0
    while at < len(body):
        if body[at].kind == "word" and body[at].text.upper() == "FROM":
            is_named = at + 1 < len(body) and body[at + 1].text.upper() == "NAMED"
            at += 2 if is_named else 1
            if at < len(body) and body[at].kind == "iri":
                (named if is_named else default).append(body[at].text)
        else:
            rest.append(body[at])
        at += 1
    return rest, default or ([] if named else None), named or ([] if default else None)


def _with_a_row(body: list[Word]) -> tuple[list[Word], bool]:
    """An ASK query as one that gives a row if it is true, and whether it is one.

    Not with solution modifiers, which hardly anybody writes there: `*` does not go with GROUP BY, nor LIMIT with LIMIT.
    """
    if not body or body[0].text.upper() != "ASK" or not _is_one_group(body[1:]):
        return body, False
    at = body[0].start
    return [
        Word("word", "SELECT", at),
        Word("sign", "*", at),
        *body[1:],
        Word("word", "LIMIT", at),
        Word("number", "1", at),
    ], True


def _is_one_group(words_: Sequence[Word]) -> bool:
    """Whether nothing comes after the brace that closes the first one."""
    depth = 0
    for number, word in enumerate(words_, 1):
        if word.kind == "sign" and word.text in "{}":
            depth += 1 if word.text == "{" else -1
            if depth == 0:
                return number == len(words_)
    return False


def _let_through(query: str, body: Sequence[Word], graphs: ReleaseGraphs, properties: Collection[str]) -> Iterator[str]:
    """The words as they are written to the engine, with the space before each. Raises EngineDoor, UnknownFunction."""
    for before, word, after in zip([None, *body], body, [*body[1:], None], strict=False):
        if word.kind == "word" and word.text.upper() not in doors.WORDS:
            raise problem_at(EngineDoor, query, word.start, f"{word.text} is no word of a SPARQL 1.1 query")
        space = "" if before is not None and _belong_together(before, word) else " "
        if word.kind != "iri":
            yield space + written(word)
            continue
        if (what := _door(word.text)) is not None:
            raise problem_at(EngineDoor, query, word.start, f"<{word.text}> {what}")
        is_subject = before is not None and before.kind == "sign" and before.text in "{}."  # of `<s> (<p>|<q>) ?o`
        is_called = after is not None and after.text == "(" and after.kind == "sign" and not is_subject
        if is_called and word.text not in doors.CASTS and word.text not in properties:
            raise UnknownFunction(f"The function <{word.text}> is not known here.")
        is_graph = before is not None and before.kind == "word" and before.text.upper() == "GRAPH"
        iri = graphs.there(word.text) if is_graph else graphs.named.get(word.text, word.text)
        yield f"{space}<{iri}>"


def _belong_together(before: Word, word: Word) -> bool:
    """Whether no space may stand between: in a literal, and before arguments (Oxigraph reads no `COALESCE (?a)`)."""
    if word.kind == "sign" and word.text == "(":
        return before.kind == "iri" or (before.kind == "word" and before.text.upper() in doors.FUNCTIONS)
    is_sign = "sign" in (before.kind, word.kind)
    return word.kind == "lang" or (is_sign and "^^" in (before.text, word.text))


def _door(iri: str) -> str | None:
    """Why the IRI is a door of an engine, or None."""
    scheme = iri.partition(":")[0].lower()
    if scheme not in doors.SCHEMES:
        return f"begins with {scheme}:, which may be a program of the engine"
    if iri.lower().startswith(doors.URNS):
        return "is a name that engines make up"
    if iri.startswith(RELEASES):
        return "is a graph of the engine; name graphs as the description of this service does"
    try:
        host = urlsplit(iri).hostname
    except ValueError:
        host = None
    return "is in a namespace in which engines keep programs" if host in doors.HOSTS else None
