"""The competency questions: `questions/*.rq`, each a runnable query whose header says what it asks and answers.

    # number: 12
    # title: Who supported whom on a day?
    # question: the same in a full sentence
    # kinds: T C                                            (the letters of KINDS)
    # param at: date = 2020-01-20 : The day.             (any: leave it out for all)
    # param who: reference Actor = any : ...               (or: code signature, identifier ucdp-conflict, integer 0-4)
    # column supporter: The supporter's IRI.
    # note: limits of the answer
    # engines: which engine cannot answer it in reasonable time, and why; only where there is one

A parameter is bound by the one line `VALUES ?name { default }`, which `Question.bound` fills with other terms. In a
release the questions are a graph of their own, in the form of the SIB's sparql-examples: sh:SPARQLExecutable with
rdfs:comment, schema:keywords, sh:prefixes and sh:select. Where they run (schema:target) is said by who serves them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from casus.terms.namespaces import RECORD

KINDS: Final = {
    "L": "look-up",
    "T": "temporal",
    "C": "contested",
    "M": "multi-hop",
    "A": "aggregate",
    "P": "provenance",
}
_LINE: Final = re.compile(r"# (number|title|question|kinds|param|column|note|engines)(?: (\w+))?: (.+)")
_PARAMETER: Final = re.compile(
    r"(?:(date)|(reference|code|identifier) ([\w-]+)|(integer) ([0-9]+-[0-9]+)) = (\S+) : (.+)"
)


@dataclass(frozen=True)
class Parameter:
    """What can be asked for.

    `target` is the record type of a reference, the list of a code, the scheme of an identifier, the span of an integer.
    """

    name: str
    type: str
    target: str | None
    default: str | None
    """None: anything."""
    description: str


@dataclass(frozen=True)
class Question:
    """One competency question."""

    slug: str
    number: int
    title: str
    question: str
    kinds: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: dict[str, str]
    note: str | None
    engines: str | None
    """Which engine does not answer it in reasonable time, and why."""
    text: str
    """The whole file: header and query, which runs as it is."""

    def bound(self, terms: Mapping[str, str]) -> str:
        """The query with those parameters bound to other terms, each written as SPARQL by `casus.store.query_terms`."""
        text = self.text
        for name, term in terms.items():
            text = _values(name).sub(lambda _, name=name, term=term: f"VALUES ?{name} {{ {term} }}", text)  # type: ignore[misc]
        return text


def _values(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES \?{name} \{{[^}}]*\}}")


def read_question(slug: str, text: str) -> Question:
    """The question of one file. Raises ValueError with what its header lacks."""
    head: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        if found := _LINE.fullmatch(line):
            head.setdefault(found[1], []).append((found[2] or "", found[3].strip()))
    for key in ("number", "title", "question", "kinds", "column"):
        if key not in head:
            raise ValueError(f"the header has no line '# {key}: ...'")
    parameters = tuple(_parameter(name, said, text) for name, said in head.get("param", ()))
    columns = dict(head["column"])
    if missing := [name for name in columns if f"?{name}" not in text]:
        raise ValueError(f"the query has no variable for the column {missing[0]}")
    kinds = head["kinds"][0][1].split()
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise ValueError(f"'{unknown[0]}' is not a kind of question: {', '.join(KINDS)}")
    return Question(
        slug=slug,
        number=int(head["number"][0][1]),
        title=head["title"][0][1],
        question=head["question"][0][1],
        kinds=tuple(KINDS[kind] for kind in kinds),
        parameters=parameters,
        columns=columns,
        note=head["note"][0][1] if "note" in head else None,
        engines=head["engines"][0][1] if "engines" in head else None,
        text=text,
    )


def _parameter(name: str, said: str, text: str) -> Parameter:
    found = _PARAMETER.fullmatch(said)
    if found is None:
        raise ValueError(f"the line of the parameter {name} is not 'type [target] = default : description'")
    if len(_values(name).findall(text)) != 1:
        raise ValueError(f"the query has not exactly one line 'VALUES ?{name} {{ ... }}'")
    kind, target = found[1] or found[2] or found[4], found[3] or found[5]
    return Parameter(name, kind, target, None if found[6] == "any" else found[6], found[7])


def question_iri(slug: str) -> URIRef:
    """The identifier of a question."""
    return RECORD[f"questions/{slug}"]
