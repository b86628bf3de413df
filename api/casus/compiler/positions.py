"""The line of a Turtle file in which a record, a node or a property is written.

rdflib's parser keeps no positions, so the text is read once more, in tokens (Turtle 1.1, section 6.5): which subject,
which property, which `[ ... ]`. Only a file in which something is wrong is read so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from rdflib import Graph, URIRef
from rdflib.term import Node

from casus.compiler.blank_nodes import named_nodes
from casus.terms.namespaces import RDF

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
               |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<name><[^>\n]*>|(?:[^\s\[\](){};,."'<>\#\\]|\\.|\.(?=[\w:%\\-]))+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVES: Final = ("@prefix", "@base", "PREFIX", "BASE", "prefix", "base")


@dataclass
class _Block:
    """A subject with its properties, or a `[ ... ]`."""

    start: int
    name: str | None = None
    """The subject as it is written; None for a `[ ... ]`."""
    end: int = 0
    predicates: list[tuple[str, int]] = field(default_factory=list)
    """Each property as it is written, with the position of the name."""
    parts: list[tuple[str, "_Block"]] = field(default_factory=list)
    """Each `[ ... ]` inside, with the property that it is a value of."""


class Lines:
    """The lines of one file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._prefixes: dict[str, str] = {}
        self._subjects: dict[str, _Block] = {}
        self._nameless: list[_Block] = []
        """The subjects that have no IRI: [ ... ] and _:node."""
        self._used: dict[str, list[int]] = {}
        """Where each _:node is a value."""
        for block in self._blocks():
            if str(block.name).startswith(("[", "_:")):
                self._nameless.append(block)
            else:
                self._subjects.setdefault(self._iri(str(block.name)), block)

    def of(self, node: Node, predicate: Node | None = None) -> int | None:
        """Counted from 1: the line of the property of the node, else of the node itself; None for a stranger."""
        found = self._block(str(node))
        if found is None:
            return None
        at = next((at for name, at in found.predicates if self._iri(name) == str(predicate)), found.start)
        return self._text.count("\n", 0, at) + 1

    def of_stray_nodes(self) -> int | None:
        """The line of the first [ ... ] or _:node that no record owns, or two; None where every one has its owner."""
        stray = [block.start for block in self._nameless if str(block.name) not in self._used]
        stray += [places[1] for places in self._used.values() if len(places) > 1]
        stray = stray or [block.start for block in self._nameless]  # nodes that own each other
        return self._text.count("\n", 0, min(stray)) + 1 if stray else None

    def _block(self, iri: str) -> _Block | None:
        """The subject or `[ ... ]` with that IRI; the innermost one around it, where it is in a list."""
        if iri in self._subjects:
            return self._subjects[iri]
        name = iri.partition("#")[0]
        found = self._subjects.get(name)
        while found is not None and name != iri:
            named = ((self._name(name, role, part), part) for role, part in found.parts)
            inside = next(((n, part) for n, part in named if iri == n or iri.startswith(f"{n}.")), None)
            if inside is None:
                break
            name, found = inside
        return found

    def _name(self, owner: str, role: str, part: _Block) -> str:
        """The IRI that the build gives to the node, see `nodes`."""
        prefixes = "".join(f"@prefix {prefix} <{iri}> .\n" for prefix, iri in self._prefixes.items())
        source = f"{prefixes}<{owner}> {role} {self._text[part.start : part.end]} ."
        graph = named_nodes(Graph(bind_namespaces="none").parse(data=source, format="turtle"))
        return str(graph.value(URIRef(owner), URIRef(self._iri(role))))

    def _iri(self, name: str) -> str:
        if name == "a":
            return str(RDF.type)
        if name.startswith("<"):
            return name[1:-1]
        prefix, _, local = name.partition(":")
        return self._prefixes.get(f"{prefix}:", "") + re.sub(r"\\(.)", r"\1", local)

    def _blocks(self) -> Iterator[_Block]:
        """Every subject of the file, whole."""
        open_blocks: list[_Block] = []
        expected, lists, directive = "subject", 0, list[str]()
        for token in _TOKEN.finditer(self._text):
            kind, text, at = token.lastgroup, token.group(), token.start()
            if kind == "space":
                continue
            if kind == "mark" and text == ".":
                yield from open_blocks[:1]
                open_blocks, expected, lists, directive = [], "subject", 0, []
            elif directive or (expected == "subject" and text in _DIRECTIVES):
                directive.append(text)
                if len(directive) == 3:
                    self._prefixes[directive[1]] = directive[2][1:-1]
                    directive = [] if directive[0][0] != "@" else directive
            elif text == "[" and open_blocks:
                part = _Block(at)
                if open_blocks[-1].predicates and not lists:
                    open_blocks[-1].parts.append((open_blocks[-1].predicates[-1][0], part))
                open_blocks.append(part)
                expected = "predicate"
            elif text == "]" and len(open_blocks) > 1:
                open_blocks.pop().end = token.end()
                expected = "object"
            elif text in "()":
                lists += 1 if text == "(" else -1
            elif text == ";":
                expected = "predicate"
            elif expected == "subject":
                open_blocks.append(_Block(at, text))
                expected = "predicate"
            elif expected == "predicate" and kind == "name":
                open_blocks[-1].predicates.append((text, at))
                expected = "object"
            elif kind == "name" and text.startswith("_:"):
                self._used.setdefault(text, []).append(at)
