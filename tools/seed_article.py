"""The page docs/seed-article.md: every statement of the seed article with its claims, from the data alone."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from casus.terms.namespaces import CASUS, RDF, RECORD, SKOS
from tools.reference_service import table

SEED: Final = RECORD["sources/seed-article"]
_LOCATOR: Final = re.compile(r"P(\d+) S(\d+)")
_HEAD = """\
# The seed article, statement by statement

Made by `python -m tools.reference` from the claims in `ontology/data/`. Do not edit it: edit those, and run it again.

Casus began with an analysis of Russia and Turkey in Libya that had been rewritten by a machine, so that words and dates
are lost. Author, title and publisher are unknown; it names a president-elect Biden, so it was written between November
2020 and January 2021. It is one source among others, `sources=seed-article`: each of its statements is a claim in our
own words, with its words of doubt, and with whatever else was found for and against it.

[adding-data.md](adding-data.md#claims-status-evidence-hedge) says which words of doubt make which status,
[model.md](model.md#claims) what the kinds are.

```sh
curl 'http://127.0.0.1:8000/v1/claims?sources=seed-article&limit=500'
curl 'http://127.0.0.1:8000/v1/claims?sources=seed-article&subjects=states/turkey&status=inferred'
```

The claims may go further than the article, as far as other sources carry them: they date what it leaves undated.
In *italics* stands what the article says where that is less or other, and how an unclear place of the copy was read.
**For** and **against** is the other evidence, with the actor whose word it is where that is not the source's own.
"""


@dataclass(frozen=True, order=True)
class Statement:
    """One claim as one statement of the article."""

    paragraph: int
    number: int
    claim: URIRef
    evidence: Node
    """That the article says so."""


def seed_article(union: Graph) -> Iterator[str]:
    """The lines of the page. `union` holds the triples of all sources."""
    found = statements(union)
    yield _HEAD
    yield from _counts(union, found)
    for paragraph in sorted({statement.paragraph for statement in found}):
        yield f"## Paragraph {paragraph}\n"
        rows = []
        number = 0
        for statement in found:
            if statement.paragraph == paragraph:
                rows.append(_row(union, statement, first=statement.number != number))
                number = statement.number
        yield from table(("No.", "Claim", "Kind", "Status", "Other evidence"), *rows)


def statements(union: Graph) -> list[Statement]:
    """What the article says, in its order. ValueError for evidence that does not say where it says so."""
    found = []
    for evidence in union.subjects(CASUS.readIn, SEED):
        (claim,) = union.subjects(CASUS.evidence, evidence)
        locator = str(union.value(evidence, CASUS.locator))
        place = _LOCATOR.fullmatch(locator)
        if place is None:
            raise ValueError(f"{claim}: the locator '{locator}' is not paragraph and statement, such as 'P3 S10'")
        found.append(Statement(int(place[1]), int(place[2]), URIRef(str(claim)), evidence))
    return sorted(found, key=lambda s: (s.number, str(s.claim)))


def _counts(union: Graph, found: list[Statement]) -> Iterator[str]:
    claims = {statement.claim for statement in found}
    numbers = {statement.number for statement in found}
    yield f"{len(numbers)} statements, {len(claims)} claims.\n"
    kinds = Counter(_kind(union, claim) for claim in claims)
    statuses = Counter(_code(union, claim, CASUS.claimStatus) for claim in claims)
    for head, counts in (("Status", statuses), ("Kind", kinds)):
        most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        yield from table((head, "Claims"), *((f"`{name}`", str(count)) for name, count in most))


def _row(union: Graph, statement: Statement, *, first: bool) -> tuple[str, ...]:
    claim = statement.claim
    reading = _english(union, statement.evidence, SKOS.note)
    sentence = f"{_english(union, claim, SKOS.prefLabel)} `{str(claim).rpartition('/')[2]}`"
    hedge = "".join(f" “{text}”" for text in sorted(union.objects(claim, CASUS.hedge), key=str))
    return (
        f"S{statement.number}" if first else "",
        f"{sentence}<br>*{reading}*" if reading else sentence,
        _kind(union, claim),
        f"`{_code(union, claim, CASUS.claimStatus)}`{hedge}",
        "<br>".join(_others(union, claim)),
    )


def _others(union: Graph, claim: URIRef) -> Iterator[str]:
    """The evidence from other sources: what affirms it, then what denies it."""
    pieces = [node for node in union.objects(claim, CASUS.evidence) if union.value(node, CASUS.readIn) != SEED]
    for stance, name in (("affirms", "For"), ("denies", "Against")):
        texts = sorted(_piece(union, node) for node in pieces if _code(union, node, CASUS.stance) == stance)
        if texts:
            yield f"**{name}:** {'; '.join(texts)}."


def _piece(union: Graph, node: Node) -> str:
    """Such as `Title (Asserter: what it says)`."""
    source = union.value(node, CASUS.readIn)
    speaker = union.value(node, CASUS.assertedBy)
    said = [_english(union, speaker, SKOS.prefLabel) if speaker else "", _english(union, node, SKOS.note).rstrip(".")]
    inside = ": ".join(text for text in said if text)
    return _english(union, source, SKOS.prefLabel) + (f" ({inside})" if inside else "")


def _kind(union: Graph, claim: URIRef) -> str:
    return next(str(cls).removeprefix(str(CASUS)) for cls in union.objects(claim, RDF.type))


def _code(union: Graph, node: Node, predicate: URIRef) -> str:
    return str(union.value(node, predicate)).rpartition("/")[2]


def _english(graph: Graph, subject: Node | None, predicate: URIRef) -> str:
    texts = graph.objects(subject, predicate)
    return next((str(text) for text in texts if isinstance(text, Literal) and text.language == "en"), "")
