"""What there is already: the shapes, and which record stands in which file of the data.

It is read with pyoxigraph, in a tenth of the time that rdflib takes, and up to the first syntax error of a file:
whoever asks for a template may have a file open that is half written.
"""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rdflib import Graph

from casus.compiler.load import turtle_files
from casus.compiler.quads import from_oxigraph
from casus.compiler.rules.did_you_mean import naming
from casus.compiler.triples import Triple, Triples
from casus.compiler.violations import BuildError, Violation, display_path
from casus.model.shapes import ShapeError, read_model
from casus.model.types import Model
from casus.terms.namespaces import RDF, short

_DATA: Final = "data"
"""The folder of the records; what stands beside it is the vocabulary."""


@dataclass
class DataFile:
    """A file of records."""

    path: Path
    shown: str
    records: dict[str, str] = field(default_factory=dict)
    """The class of each record by its IRI, in the order of the file."""
    prefixes: dict[str, str] = field(default_factory=dict)

    def line_of(self, record: str) -> int | None:
        """The line on which the record begins, counted from 1; None where it is not written as prefix:slug."""
        lines = self.path.read_text("utf-8").splitlines()
        return next((at for at, line in enumerate(lines, 1) if line.startswith(f"{short(record)} ")), None)


@dataclass(frozen=True)
class Existing:
    """The sources, as far as a new record has to fit in."""

    model: Model
    files: tuple[DataFile, ...]
    union: Triples
    """The vocabulary, and all that the records are called."""

    def home_of(self, record: str) -> DataFile | None:
        """The file that describes the record, or that says that its id was given up."""
        return next((file for file in self.files if record in file.records), None)

    def file_for(self, cls: str) -> DataFile | None:
        """The file with most records of the class; None where there is no such record."""
        counts = {file.shown: Counter(file.records.values())[cls] for file in self.files}
        best = max(self.files, key=lambda file: counts[file.shown], default=None)
        return best if best is not None and counts[best.shown] else None


def read(root: Path) -> Existing:
    """What stands in the folder; BuildError where the vocabulary is not Turtle."""
    vocabulary = Graph(store="SimpleMemory", bind_namespaces="none")
    paths = turtle_files(root)
    data = [path for path in paths if path.is_relative_to(root / _DATA)]
    for path in paths:
        if path not in data:
            _add_vocabulary(vocabulary, path, root)
    try:
        model = read_model(vocabulary)
    except (ShapeError, KeyError, ValueError) as error:
        text = f"is not understood, and a template is made from it: {error}"
        raise BuildError([Violation(f"{root.name}/shapes.ttl", None, None, None, text)]) from error
    union = Triples(vocabulary)
    kept = {ox.NamedNode(str(name)) for name in naming(model)}
    return Existing(model, tuple(_data_file(path, root, union, kept) for path in data), union)


def _content(path: Path) -> bytes:
    return path.read_bytes().removeprefix(BOM_UTF8)


def _add_vocabulary(vocabulary: Graph, path: Path, root: Path) -> None:
    try:
        for quad in ox.parse(_content(path), ox.RdfFormat.TURTLE):
            vocabulary.add(_triple(quad))
    except SyntaxError as error:
        text = "is not Turtle, and a template is made from it: casus check says more"
        raise BuildError([Violation(display_path(path, root), error.lineno, None, None, text)]) from error


def _data_file(path: Path, root: Path, union: Triples, kept: set[ox.NamedNode]) -> DataFile:
    """The file; what its records are called goes into the union."""
    file = DataFile(path, display_path(path, root))
    parser = ox.parse(_content(path), ox.RdfFormat.TURTLE)
    for quad in _up_to_an_error(parser):
        if quad.predicate in kept:
            union.add(_triple(quad))
        if quad.predicate.value == str(RDF.type) and isinstance(quad.subject, ox.NamedNode):
            file.records[quad.subject.value] = quad.object.value  # type: ignore[union-attr]
    file.prefixes.update(parser.prefixes)
    return file


def _up_to_an_error(parser: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
    try:
        yield from parser
    except SyntaxError:
        return


def _triple(quad: ox.Quad) -> Triple:
    return from_oxigraph(quad.subject), from_oxigraph(quad.predicate), from_oxigraph(quad.object)
