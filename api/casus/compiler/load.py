"""Reading the sources: every Turtle file into a graph of its own, all syntax errors at once."""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from casus.compiler.blank_nodes import StrayNode, TwinNodes, named_nodes
from casus.compiler.positions import Lines
from casus.compiler.quads import Parser, ill_typed_literals_unlogged
from casus.compiler.syntax import explained
from casus.compiler.triples import Triple, Triples
from casus.compiler.violations import BuildError, Violation, display_path
from casus.release.garbage import uncollected
from casus.terms.namespaces import GRAPH, RDF, short


@dataclass(frozen=True)
class SourceFile:
    """One file of the sources."""

    path: Path
    shown: str
    """The path as messages show it, such as ontology/data/libya/events.ttl."""
    name: URIRef
    """The named graph that holds its triples, such as https://w3id.org/casus/graph/data/libya/events."""
    graph: Triples
    lines: Lines
    """Where what is written; read when something is wrong."""


def turtle_files(root: Path) -> list[Path]:
    """Every Turtle file below the folder, in the order of their paths, without those that editors hide."""
    return sorted(path for path in root.rglob("*.ttl") if not path.name.startswith("."))


def question_files(root: Path) -> list[Path]:
    """The competency questions that stand beside the Turtle."""
    return sorted((root / "questions").glob("*.rq"))


def load(root: Path) -> list[SourceFile]:
    """Parse every Turtle file below `root`; raise BuildError with all syntax errors, each with file and line."""
    return Loader(root).load()


class Loader:
    """The files below a folder, each parsed once for each content."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._parser = Parser()
        self._read: dict[Path, tuple[bytes, SourceFile | list[Violation]]] = {}

    def load(self) -> list[SourceFile]:
        """Every file as it is now; BuildError with all syntax errors."""
        paths = turtle_files(self.root)
        with uncollected(), ill_typed_literals_unlogged():
            self._read = {path: self._one(path) for path in paths}
        errors = [error for _, found in self._read.values() if isinstance(found, list) for error in found]
        if not paths:
            errors.append(Violation(self.root.as_posix(), None, None, None, "holds no Turtle file"))
        if errors:
            raise BuildError(errors)
        return [found for _, found in self._read.values() if isinstance(found, SourceFile)]

    def _one(self, path: Path) -> tuple[bytes, SourceFile | list[Violation]]:
        content = path.read_bytes().removeprefix(BOM_UTF8)  # some editors write it
        before = self._read.get(path)
        return before if before and before[0] == content else (content, self._parsed(path, content))

    def _parsed(self, path: Path, content: bytes) -> SourceFile | list[Violation]:
        shown = display_path(path, self.root)
        try:
            triples = self._parser.triples(content)
        except SyntaxError as error:
            line, text = explained(path, error)
            return [Violation(shown, line, None, None, text)]
        lines = Lines(content.decode())
        errors = list(_described_twice(triples, lines, shown))
        try:
            graph = named_nodes(triples)
        except StrayNode as error:
            errors.append(Violation(shown, lines.of_stray_nodes(), None, None, str(error)))
        except TwinNodes as error:
            errors.append(Violation(shown, lines.of(error.record), short(str(error.record)), None, str(error)))
        name = GRAPH[path.relative_to(self.root).with_suffix("").as_posix()]
        return errors or SourceFile(path, shown, name, graph, lines)


def _described_twice(triples: list[Triple], lines: Lines, shown: str) -> Iterator[Violation]:
    """A record that begins twice in the file: Turtle would make one of the two."""
    typed = Counter(subject for subject, predicate, _ in triples if predicate == RDF.type)
    for record, count in typed.items():
        places = lines.described(record) if count > 1 else []  # two types may stand in one place
        for name, line in places[1:]:
            text = f"is described at line {places[0][1]} already; choose another slug"
            yield Violation(shown, line, name, None, text)
