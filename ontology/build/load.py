"""Reading the sources: every Turtle file into a graph of its own, all syntax errors at once."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Graph, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

from ontology.build.graphs import new_graph
from ontology.build.nodes import named_nodes
from ontology.build.report import BuildError, Violation, display_path
from ontology.namespaces import GRAPH

_UNREADABLE: Final = (BadSyntax, UnicodeDecodeError, ValueError, AssertionError, IndexError)
"""What rdflib's parser raises for a file that is not Turtle: its own error, and others where a string never ends."""
_NOT_IN_AN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')
"""Characters that IRIREF of Turtle (section 6.5) leaves out."""


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
        except _UNREADABLE as error:
            errors.append(Violation(shown, _line(path, error), None, None, _reason(error)))
    if not files and not errors:
        errors.append(Violation(root.as_posix(), None, None, None, "holds no Turtle file"))
    if errors:
        raise BuildError(errors)
    return files


def _parse(path: Path) -> Graph:
    graph = new_graph()
    graph.parse(path, format="turtle")
    for term in {term for triple in graph for term in triple if isinstance(term, URIRef)}:
        if bad := _NOT_IN_AN_IRI.search(term):
            raise _NotAnIri(str(term), bad.start())
    return graph


class _NotAnIri(ValueError):
    """rdflib reads an IRI with characters that an IRI cannot have, and fails only when it writes it."""

    def __init__(self, iri: str, at: int) -> None:
        super().__init__(f"<{iri}> is not an IRI: it has {iri[at]!r}")
        self.near = iri[max(0, at - 8) : at + 1]


def _line(path: Path, error: Exception) -> int | None:
    """The line of a syntax error, counted from 1; None where the parser does not tell."""
    if isinstance(error, BadSyntax):
        return int(error.lines) + 1
    content = path.read_bytes()
    if isinstance(error, UnicodeDecodeError):
        return content[: error.start].count(b"\n") + 1
    quoted = re.search(r" at \^ in (.*)\^", str(error), re.DOTALL)
    near = error.near if isinstance(error, _NotAnIri) else quoted.group(1) if quoted else ""
    before, found, _ = content.decode("utf-8").partition(near)
    return before.count("\n") + near.count("\n") + 1 if near and found else None


def _reason(error: Exception) -> str:
    if isinstance(error, BadSyntax):
        text = error._str.decode("utf-8", "replace") if isinstance(error._str, bytes) else str(error._str)
        near = re.sub(r"\s+", " ", text[error._i : error._i + 60]).strip()
        return f"Turtle syntax: {error._why}" + (f", at '{near}'" if near else ", at the end of the file")
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8: {error.reason}"
    return str(error) or "Turtle syntax: a string or an IRI does not end"
