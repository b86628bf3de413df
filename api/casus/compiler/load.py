"""Reading the sources: every Turtle file into a graph of its own, all syntax errors at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

from casus.compiler.blank_nodes import StrayNode, TwinNodes, named_nodes
from casus.compiler.graphs import new_graph
from casus.compiler.positions import Lines
from casus.compiler.violations import BuildError, Violation, display_path
from casus.terms.namespaces import GRAPH, short

_UNREADABLE: Final = (BadSyntax, UnicodeDecodeError, ValueError, AssertionError, IndexError)
"""What rdflib's parser raises for a file that is not Turtle: its own error, and others where a string never ends."""
_NOT_IN_AN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')
"""Characters that IRIREF of Turtle (section 6.5) leaves out."""
_IN_WORDS: Final = (
    (
        r"expected '\.' or '}' or '\]' at end of statement",
        "something is missing before this: ' ;' after a property, ' ,' between two values, ' .' after a record, "
        "\\ before a quote inside text; or a slug has a space or a bracket",
    ),
    (
        r"objectList expected",
        "a value is expected here: text in straight double quotes, or prefix:slug; "
        "or the line before ends with ' .' and not with ' ;'",
    ),
    (r'Prefix "(https?):" not bound', "a URL stands in <...>"),
    (
        r'Prefix "(.*)" not bound',
        'the prefix "{}" is misspelt, or its @prefix line is missing: copy it from another file',
    ),
    (r"newline found in string literal", "the text before this has no closing quote on its line"),
    (r"Bad language code syntax", "a language follows the closing quote at once, such as @en"),
    (
        r"EOF found (?:when expected verb in property list|after object)",
        "the file ends inside a record: a ' ]' or the last ' .' is missing",
    ),
    (r"unterminated string literal", "a text has no closing quote"),
    (r"'\]' expected", "a ' ]' is missing before this"),
    (r"expected directive or statement", "this belongs to no record: there is a ' ]' or a ' ;' too many before it"),
)
"""What rdflib's parser says, as a regular expression, and what that means to somebody who writes data."""
_BEGINNING: Final = re.compile(r"\s*([\w-]+:[\w.-]+)\s+a(?:\s|$)")
_HERE: Final = "https://here.invalid/"
"""The base of IRIs that are not whole; without one, rdflib takes the path of the file."""
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""BCP 47 (RFC 5646, section 2.1), without the grandfathered and private tags."""


@dataclass(frozen=True)
class SourceFile:
    """One file of the sources."""

    path: Path
    shown: str
    """The path as messages show it, such as ontology/data/libya/events.ttl."""
    name: URIRef
    """The named graph that holds its triples, such as https://w3id.org/casus/graph/data/libya/events."""
    graph: Graph


def turtle_files(root: Path) -> list[Path]:
    """Every Turtle file below the folder, in the order of their paths."""
    return sorted(root.rglob("*.ttl"))


def load(root: Path) -> list[SourceFile]:
    """Parse every Turtle file below `root`; raise BuildError with all syntax errors, each with file and line."""
    files: list[SourceFile] = []
    errors: list[Violation] = []
    for path in turtle_files(root):
        shown = display_path(path, root)
        name = GRAPH[path.relative_to(root).with_suffix("").as_posix()]
        try:
            files.append(SourceFile(path, shown, name, named_nodes(_parse(path))))
        except TwinNodes as error:
            line = Lines(path.read_text("utf-8")).of(error.record)
            errors.append(Violation(shown, line, short(str(error.record)), None, str(error)))
        except _UNREADABLE as error:
            errors.append(Violation(shown, _line(path, error), None, None, _reason(error)))
        errors.extend(_described_twice(path, shown))
    if not files and not errors:
        errors.append(Violation(root.as_posix(), None, None, None, "holds no Turtle file"))
    if errors:
        raise BuildError(errors)
    return files


def _described_twice(path: Path, shown: str) -> Iterator[Violation]:
    """A record that begins twice in the file: Turtle would make one of the two."""
    first: dict[str, int] = {}
    for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
        if (found := _BEGINNING.match(line)) and first.setdefault(found[1], number) != number:
            text = f"is described at line {first[found[1]]} already; choose another slug"
            yield Violation(shown, number, found[1], None, text)


def _parse(path: Path) -> Graph:
    graph = new_graph()
    graph.parse(path, format="turtle", publicID=_HERE)
    for term in {term for triple in graph for term in triple}:
        if isinstance(term, URIRef) and term.startswith(_HERE):
            text = f"<{term.removeprefix(_HERE)}>"
            raise _Unwritable(f"{text} is not a whole IRI: it begins with https://, or is prefix:slug", text)
        if isinstance(term, URIRef) and (bad := _NOT_IN_AN_IRI.search(term)):
            raise _Unwritable(f"<{term}> is not an IRI: it has {term[bad.start()]!r}", term[: bad.end()][-8:])
        if isinstance(term, Literal) and term.language and not _LANGUAGE.fullmatch(term.language):
            raise _Unwritable(
                f"@{term.language} is not a language tag, such as @en, @ar or @zh-Hant", f"@{term.language}"
            )
    return graph


class _Unwritable(ValueError):
    """A term that rdflib reads, but that no standard lets anyone write; `near` is text of the file that holds it."""

    def __init__(self, message: str, near: str) -> None:
        super().__init__(message)
        self.near = near


def _line(path: Path, error: Exception) -> int | None:
    """The line of a syntax error, counted from 1; None where the parser does not tell."""
    if isinstance(error, BadSyntax):
        return int(error.lines) + 1
    content = path.read_bytes()
    if isinstance(error, UnicodeDecodeError):
        return content[: error.start].count(b"\n") + 1
    if isinstance(error, StrayNode):
        return Lines(content.decode("utf-8")).of_stray_nodes()
    quoted = re.search(r" at \^ in (.*)\^", str(error), re.DOTALL)
    near = error.near if isinstance(error, _Unwritable) else quoted.group(1) if quoted else ""
    text = content.decode("utf-8")
    at = text.find(near) if near else -1
    return text.count("\n", 0, at + len(near)) + 1 if at >= 0 else None


def _reason(error: Exception) -> str:
    if isinstance(error, BadSyntax):
        text = error._str.decode("utf-8", "replace") if isinstance(error._str, bytes) else str(error._str)
        near = re.sub(r"\s+", " ", text[error._i : error._i + 60]).strip()
        return "Turtle syntax at " + (f"'{near}'" if near else "the end of the file") + f": {_in_words(error._why)}"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 ({error.reason}): save the file as UTF-8"
    return str(error) or "Turtle syntax: a string or an IRI does not end"


def _in_words(why: str) -> str:
    for said, meaning in _IN_WORDS:
        if found := re.match(said, why):
            return meaning.format(*found.groups())
    return why
