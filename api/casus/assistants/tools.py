"""What a tool is, and which tools there are: one for each question, and those that find and read records.

A tool is a path of this service with a part of its parameters, so their types, values, examples and descriptions are
those of the OpenAPI document, and so is what is refused. It is called what the path is called; its name stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from flask import current_app

from casus.assistants import query_tool
from casus.assistants.answers import Found, answer
from casus.assistants.calls import asked
from casus.assistants.lean import lean, without
from casus.assistants.parameters import (
    LIMIT,
    SKIP,
    input_schema,
    own_of_pages,
    own_of_rows,
    pairs_of,
    rows_asked,
    whole_number,
)
from casus.http.current_release import opened_as, releases
from casus.http.problems import InvalidParameters, near_names
from casus.http.urls import in_format, in_release
from casus.model.json_schema import Json
from casus.questions.questions import questions_of
from casus.release.questions import Question
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD

Arguments = Mapping[str, Any]

_OF_CLAIMS: Final = ("type", "subjects", "status", "conflicts", "truthy", "at", "from", "to", "match", "q", "sort")
_OF_PARTS: Final = (
    "participation_in",
    "participant",
    "outcome",
    "capacities",
    "conflicts",
    "status",
    "at",
    "from",
    "to",
)
_CLAIMS_OF_A_RECORD: Final = 10
_MOST_SAID: Final = 2000
"""Characters of the arguments that an answer repeats."""
_LONGEST_ID: Final = 500
_BESIDE: Final = "Beside each claim stand its status, what that means, its time and the evidence for and against it."
_NO_CLAIM: Final = (
    "A row names records and says how they relate; it is no claim, and no status stands for it as a whole. "
    "The claims behind it are found by the tools record and claims."
)
_COUNTS: Final = (
    "A row counts or adds up what is recorded here. It is no claim: nobody states it, and what is not recorded "
    "is not counted."
)


@dataclass(frozen=True)
class Tool:
    """What an assistant can call."""

    name: str
    title: str
    description: str
    schema: Json
    """Of its arguments."""
    run: Callable[[Json, Arguments], Json]
    """The answer to arguments that are of the schema. Raises Problem and Refused."""

    def called(self, arguments: Arguments) -> Json:
        return self.run(self.schema, arguments)


def tools_of(release: OpenRelease) -> dict[str, Tool]:
    """All tools by name."""
    paths: Json = current_app.extensions["casus-api"].described()["paths"]
    found = [
        _search(_parameters(paths, "/v1/search")),
        _record(_parameters(paths, "/v1/claims/{slug}")),
        _lookup(_parameters(paths, "/v1/lookup")),
        _claims(_parameters(paths, "/v1/claims")),
        _who_signed(_parameters(paths, "/v1/participation")),
        query_tool_of(paths),
        *(_question(each, paths) for each in questions_of(release).values()),
    ]
    return {tool.name: tool for tool in found}


def _parameters(paths: Json, path: str, method: str = "get") -> list[Json]:
    found: list[Json] = paths[path][method]["parameters"]
    return found


def release_of(reply: Json) -> OpenRelease:
    """The release that an answer is from."""
    identifier = reply["release"]
    served = releases().served
    return served if identifier == served.id else opened_as(identifier, "release")


# Questions


def _question(question: Question, paths: Json) -> Tool:
    path = f"/v1/questions/{question.slug}"
    offered = [*(each.name for each in question.parameters), "release"]
    note = f" {question.note}" if question.note else ""

    def run(schema: Json, arguments: Arguments) -> Json:
        skipped = whole_number(schema, arguments, SKIP, 0)
        reply = asked(path, pairs_of(schema, without(arguments, SKIP)))
        release, rows = release_of(reply), [lean(row) for row in reply["rows"]]
        found = Found(
            asked=_said(question.question, arguments),
            rows_are=f"{_rows_are(question, release, rows)}{note}",
            rows=rows[skipped:],
            release=release,
            cite_as=reply["cite_as"],
            url=reply["links"]["self"],
            total=len(rows),
            columns=question.columns,
            query=f"casus://questions/{question.slug}",
            whole=in_format(reply["links"]["self"], "csv"),
            skipped=skipped,
        )
        return answer(found)[0]

    schema = input_schema(_parameters(paths, path), offered, own_of_rows())
    return Tool(question.slug, question.title, f"{question.question}{note}", schema, run)


def _said(text: str, arguments: Arguments) -> str:
    """What is asked, with what it is asked with."""
    given = ", ".join(f"{name} = {value}" for name, value in arguments.items() if value is not None)
    if len(given) > _MOST_SAID:
        given = f"{given[:_MOST_SAID]}..."
    return f"{text} ({given})" if given else text


def _rows_are(question: Question, release: OpenRelease, rows: Sequence[Json]) -> str:
    """What the rows of an answer are, by where in them claims stand."""
    base = f"{release.model.claims.name}/"
    columns = [name for name in question.columns if any(str(row.get(name, "")).startswith(base) for row in rows)]
    if columns:
        where = " and ".join(f"'{name}'" for name in columns)
        return f"A row rests on the claims in {where}. {_BESIDE}"
    return _COUNTS if "aggregate" in question.kinds else _NO_CLAIM


# What is found page by page


def _paged(path: str, schema: Json, arguments: Arguments, found: Callable[[Json], Found]) -> Json:
    """The answer of a list, with as many of its items as fit: the next cursor begins behind the last of them."""
    wanted = rows_asked(schema, arguments)
    pairs = pairs_of(schema, without(arguments, LIMIT))
    reply = asked(path, [*pairs, ("limit", str(wanted))])
    told, fitting = answer(found(reply))
    if fitting < len(reply["items"]):
        reply = asked(path, [*pairs, ("limit", str(fitting))])
        told, _ = answer(found(reply))
    if (following := reply["links"]["next"]) is not None:
        cursor = _cursor(following)
        told["more"] = {
            "url": in_release(following, told["release"]),
            "shown": len(reply["items"]),
            "next": {"cursor": cursor, "release": told["release"]},
        }
    return told


def _cursor(url: str) -> str:
    return parse_qs(urlsplit(url).query)["cursor"][0]


def _found(reply: Json, asked_for: str, rows_are: str, rows: Sequence[Json]) -> Found:
    return Found(
        asked=asked_for,
        rows_are=rows_are,
        rows=rows,
        release=release_of(reply),
        cite_as=reply["cite_as"],
        url=reply["links"]["self"],
        total=reply["total"]["value"],
    )


def _search(parameters: list[Json]) -> Tool:
    title = "Find records by name"
    about = (
        "Find records (states, armed forces, persons, agreements, negotiations, claims, sources, ...) by names or "
        "words, in any script, with typing errors. Begin here when you do not know the id that another tool asks for."
    )
    rows_are = f"A row is a record that was found, the best first; one of /v1/claims is a claim. {_BESIDE}"

    def run(schema: Json, arguments: Arguments) -> Json:
        return _paged(
            "/v1/search",
            schema,
            arguments,
            lambda reply: _found(reply, _said(title, arguments), rows_are, [lean(each) for each in reply["items"]]),
        )

    offered = ("q", "collection", "lang", "release")
    return Tool("search", title, about, input_schema(parameters, offered, own_of_pages()), run)


def _claims(parameters: list[Json]) -> Tool:
    title = "List claims"
    about = (
        "Claims about actors, agreements and talks: who supported, deployed, signed, reacted, held a post, ... Choose "
        "by subjects (whoever has any part in them), type, status and time. " + _BESIDE
    )

    def run(schema: Json, arguments: Arguments) -> Json:
        rows_are = f"A row is a claim. {_BESIDE}"
        return _paged(
            "/v1/claims",
            schema,
            arguments,
            lambda reply: _found(reply, _said(title, arguments), rows_are, [_role(each) for each in reply["items"]]),
        )

    return Tool("claims", title, about, input_schema(parameters, (*_OF_CLAIMS, "release"), own_of_pages()), run)


def _role(claim: Json) -> Json:
    """A claim as a row: who has which part in it. What it states stands with its status in the fact beside it."""
    return {name: value for name, value in lean(claim).items() if name not in ("label", "hedges", "subjects")}


def _who_signed(parameters: list[Json]) -> Tool:
    title = "Who signed, and who came and did not"
    about = (
        "Who took part in an agreement or in talks, and what came of it: signed, declined-to-sign, delayed, ... "
        "Ask by the text (participation_in), by the actor (participant), by the outcome, by time. "
        "outcome=signed gives those who signed and nobody else."
    )
    rows_are = (
        "A row is the part that an actor had in an agreement or in talks. Its outcome rests on the claims in "
        f"'underlying_claims'; its status is that of the one that decides. {_BESIDE}"
    )

    def run(schema: Json, arguments: Arguments) -> Json:
        return _paged(
            "/v1/participation",
            schema,
            arguments,
            lambda reply: _found(reply, _said(title, arguments), rows_are, [lean(each) for each in reply["items"]]),
        )

    return Tool("who-signed", title, about, input_schema(parameters, (*_OF_PARTS, "release"), own_of_pages()), run)


# What is read whole


def _lookup(parameters: list[Json]) -> Tool:
    title = "Look up a code of another scheme"
    about = (
        "Which record a code of another dataset stands for: COW, Gleditsch-Ward, ISO, UCDP, PA-X, Wikidata, ... "
        "Codes of different schemes look alike and mean different things, so the scheme is needed."
    )
    rows_are = (
        "A row is an identifier of a record; match_strength says how far the scheme means the same. It is no claim. "
        "look_alike: the same code in another scheme, where it stands for something else; it is not meant."
    )

    def run(schema: Json, arguments: Arguments) -> Json:
        skipped = whole_number(schema, arguments, SKIP, 0)
        reply = asked("/v1/lookup", pairs_of(schema, without(arguments, SKIP)))
        others = [{**lean(each), "look_alike": True} for each in reply["look_alikes"]]
        rows = [*(lean(each) for each in reply["items"]), *others]
        counted = {**reply, "total": {"value": len(rows)}}
        found = _found(counted, _said(title, arguments), rows_are, rows[skipped:])
        return answer(replace(found, skipped=skipped))[0]

    return Tool(
        "lookup", title, about, input_schema(parameters, ("scheme", "value", "at", "release"), own_of_rows()), run
    )


def _record(parameters: list[Json]) -> Tool:
    title = "Read a record"
    about = (
        "One record by its id, such as agreements/maritime-mou-2019 or claims/turkey-gna-troops-2020: all that is "
        "recorded of it, and claims about it. " + _BESIDE
    )
    identifier = {
        "type": "string",
        "minLength": 3,
        "maxLength": _LONGEST_ID,
        "description": "The id of the record, collection/slug, as every answer gives it; or its IRI.",
        "examples": ["negotiations/moscow-talks-2020"],
    }
    rows_are = (
        "The first row is the record; the others are claims about it, by label. The tool claims lists all of these, "
        f"with the record's id in subjects. {_BESIDE} What a record says of itself stands on the sources that it names."
    )

    def run(schema: Json, arguments: Arguments) -> Json:
        pairs = pairs_of(schema, without(arguments, "id"))
        reply = asked(f"/v1/{_checked(arguments.get('id'))}", pairs)
        names = {"labels": reply["labels"], "aliases": [each["value"] for each in reply["aliases"]]}
        rows, total = [{**lean(reply, embedded=False), **{name: said for name, said in names.items() if said}}], 1
        if reply["links"]["claims"] is not None and reply["id"].partition("/")[0] != "claims":
            about_it = asked("/v1/claims", [*pairs, ("subjects", reply["id"]), ("limit", str(_CLAIMS_OF_A_RECORD))])
            rows += [_role(each) for each in about_it["items"]]
            total += about_it["total"]["value"]
        found = Found(
            asked=_said(title, arguments),
            rows_are=rows_are,
            rows=rows,
            release=release_of(reply),
            cite_as=reply["cite_as"],
            url=reply["links"]["self"],
            total=total,
            further=len(rows) < total,
        )
        told, _ = answer(found)
        if told["more"] is not None:
            whole = in_release(reply["links"]["claims"] or told["url"], told["release"])
            told["more"] = {**told["more"], "url": whole, "next": {}}
        return told

    schema = input_schema(parameters, ("lang", "release"), {"id": identifier})
    return Tool("record", title, about, {**schema, "required": ["id"]}, run)


def _checked(identifier: Any) -> str:
    """The id, if it can be one. Raises InvalidParameters."""
    if not isinstance(identifier, str):
        raise InvalidParameters.of("id", repr(identifier)[:100], "is no id; give one such as states/libya")
    name, _, slug = identifier.removeprefix(RECORD).partition("/")
    known = sorted(releases().served.model.collections)
    if name not in known or not slug or "/" in slug or len(identifier) > _LONGEST_ID:
        near = {"similar": alike} if (alike := near_names(name, known)) else {}
        detail = "is no id: these are a collection, '/' and a slug; the tool search finds them by name"
        raise InvalidParameters.of("id", identifier[:200], detail, allowed=[f"{each}/..." for each in known], **near)
    return f"{name}/{slug}"


def query_tool_of(paths: Json) -> Tool:
    """The tool that runs queries."""
    schema = query_tool.schema_of(_parameters(paths, "/sparql", "post"))
    return Tool("sparql", query_tool.TITLE, query_tool.ABOUT, schema, query_tool.run)
