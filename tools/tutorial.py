"""The page docs/questions.md: the competency questions as a tutorial, each with the first rows of its gold answer.

`questions.toml`, beside this file, has the order and what a person says of each; the rest is in the questions.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from itertools import dropwhile
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

from casus import ONTOLOGY_DIR
from casus.release.questions import Parameter, Question, read_question
from casus.terms.names import slug_of
from casus.terms.namespaces import CODE, RECORD
from tools.reference_service import table

_PLAN: Final = Path(__file__).with_name("questions.toml")
_FOLDER: Final = ONTOLOGY_DIR / "questions"
_URL: Final = "http://127.0.0.1:8000/v1/questions"
_LONGEST: Final = 22
"""Lines of a query that are shown without saying which of them matter."""
_HEAD = """\
# Questions, from the simplest on

Made by `python -m tools.reference` from `ontology/questions/` and `tools/questions.toml`. Do not edit it: edit those,
and run it again.

Casus is asked and tested with these questions. Each is a SPARQL query in a file, with a checked answer beside it. You
can run it at a URL, take its query to your own tool, or read it to learn how the next one is made.

* **At a URL:** `/v1/questions/<id>` answers JSON, and with `format=csv` a table. Parameters change what is asked.
* **In SPARQL:** `links.query` of every answer is the query with your values in it, at `/sparql`.
* **As RDF:** `/.well-known/sparql-examples` has all of them for query editors ([api.md](api.md#questions)).
* **In your own engine:** load a dump of the release and run the file. It is SPARQL 1.1 and nothing else.

The tables show some columns and some rows of the answer to the first call; `…` stands for rows that are left out.
What the classes and properties mean is in [model.md](model.md), the codes are in
[reference.md](reference.md#code-lists). The prefixes of the queries are at the head of each file.
"""


def tutorial() -> Iterator[str]:
    """The lines of the page. ValueError for a question that the plan does not name, or a plan that does not fit."""
    questions = {path.stem: read_question(path.stem, path.read_text("utf-8")) for path in _FOLDER.glob("*.rq")}
    chapters = tomllib.loads(_PLAN.read_text("utf-8"))["chapter"]
    planned = [entry["slug"] for chapter in chapters for entry in chapter["question"]]
    if sorted(planned) != sorted(questions):
        wrong = sorted(set(planned) ^ set(questions)) or sorted({slug for slug in planned if planned.count(slug) > 1})
        raise ValueError(f"tools/questions.toml must name each question once: {', '.join(wrong)}")
    yield _HEAD
    yield from _elsewhere(questions.values())
    for chapter in chapters:
        yield f"## {chapter['title']}\n\n{chapter['text'].strip()}\n"
        for entry in chapter["question"]:
            yield from _lesson(questions[entry["slug"]], entry)


def _elsewhere(questions: Iterable[Question]) -> Iterator[str]:
    """What holds for other engines."""
    slow = sorted((question for question in questions if question.engines), key=lambda question: question.number)
    yield "Every answer is checked on two engines, Oxigraph and the evaluator of rdflib, with these exceptions:\n"
    for question in slow:
        yield f"* [{question.title}](#{_anchor(question.title)}) {question.engines}\n"


def _lesson(question: Question, entry: dict[str, Any]) -> Iterator[str]:
    yield f"### {question.title}\n\n*{question.question}*\n\n{entry['say'].strip()}\n"
    yield from _call(question, entry.get("call"))
    yield from _parameters(question.parameters)
    yield from _columns(question)
    yield from _query(question, entry.get("part"))
    yield from _answer(question, entry)
    if question.note:
        yield f"**Limits.** {question.note}\n"


def _call(question: Question, other: str | None) -> Iterator[str]:
    given = "&".join(f"{p.name}={p.default}" for p in question.parameters if p.default)
    calls = [f"{_URL}/{question.slug}" + (f"?{given}" if given else "")]
    if other:
        calls.append(f"{_URL}/{question.slug}?{other}")
    yield "```sh"
    yield from (f"curl '{call}'" for call in calls)
    yield "```\n"


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    for parameter in parameters:
        kind = " ".join(part for part in (parameter.type, parameter.target) if part)
        default = f" `{parameter.default}` unless you say." if parameter.default else ""
        yield f"* `{parameter.name}` ({kind}): {parameter.description}{default}"
    yield ""


def _columns(question: Question) -> Iterator[str]:
    yield "Columns:\n"
    yield from table(("Column", "Meaning"), *((f"`{name}`", text) for name, text in question.columns.items()))


def _query(question: Question, part: list[str] | None) -> Iterator[str]:
    """The part that matters, or the whole below the prefixes where it is short."""
    lines = question.text[question.text.index("\nSELECT ") + 1 :].splitlines()
    if part:
        first = next((n for n, line in enumerate(lines) if part[0] in line), None)
        last = next((n for n, line in enumerate(lines) if part[1] in line and first is not None and n >= first), None)
        if first is None or last is None:
            raise ValueError(f"{question.slug}: the query has no lines from '{part[0]}' to '{part[1]}'")
        while (text := "\n".join(lines[first : last + 1])).count("{") > text.count("}"):
            last += 1
        lines = lines[first : last + 1]
    elif len(lines) > _LONGEST:
        raise ValueError(f"{question.slug}: say which part of its {len(lines)} lines matters")
    file = f"../ontology/questions/{question.slug}.rq"
    yield f"{'The part to look at' if part else 'The query'} ([the whole file]({file})):\n"
    yield f"```sparql\n{dedent(chr(10).join(lines))}\n```\n"


def _answer(question: Question, entry: dict[str, Any]) -> Iterator[str]:
    """Some columns of some rows of the gold answer."""
    gold = (_FOLDER / f"{question.slug}.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(gold, newline="")))
    start = entry.get("start", "")
    below = list(dropwhile(lambda row: not any(start in cell for cell in row.values()), rows))
    if not below:
        raise ValueError(f"{question.slug}: no row of the gold answer contains '{start}'")
    shown = below[: entry.get("rows", 3)]
    gap = tuple("…" for _ in entry["show"])
    cells = [tuple(_cell(row[name]) for name in entry["show"]) for row in shown]
    before = [gap] if len(below) < len(rows) else []
    after = [gap] if len(shown) < len(below) else []
    yield from table(tuple(f"`{name}`" for name in entry["show"]), *before, *cells, *after)


def _cell(value: str) -> str:
    """As the API answers it: a record by its id, a code by its own."""
    if value.startswith(RECORD):
        return f"`{value.removeprefix(RECORD)}`"
    return slug_of(value) if value.startswith(CODE) else value


def _anchor(title: str) -> str:
    """As GitHub makes it of a heading."""
    return "".join(c for c in title.lower() if c.isalnum() or c in " -_").replace(" ", "-")
