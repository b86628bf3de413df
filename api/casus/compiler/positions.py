"""The line of a Turtle file in which a record, a node or a property is written.

No parser of Turtle for Python keeps positions (rdflib 7.6.0; pyoxigraph 0.5.13, in errors only), so the text of a file
in which something is wrong is read once more, in tokens (Turtle 1.1, section 6.5). It was parsed before: what stands
here is told apart, not checked.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from casus.compiler.blank_nodes import named_nodes
from casus.compiler.quads import Parser
from casus.terms.namespaces import RDF

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
               |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<name><[^>\n]*>|(?:[^\s\[\](){};,."'<>\#\\]|\\.|\.(?=[\w:%\\-]))+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVES: Final = ("@prefix", "@base", "@version", "prefix", "base", "version")


@dataclass
class _Block:
    """A subject with its properties, or a `[ ... ]`."""

    start: int
    name: str = "["
    """The subject as it is written; "[" and "(" for a nameless one."""
    end: int = 0
    predicates: list[tuple[str, int]] = field(default_factory=list)
    """Each property as it is written, with the position of the name."""
    parts: list[tuple[str, "_Block"]] = field(default_factory=list)
    """Each `[ ... ]` inside, with the property that it is a value of."""


class _Reader:
    """A text, taken apart into its subjects."""

    def __init__(self, text: str) -> None:
        self.blocks: list[_Block] = []
        self.prefixes: dict[str, str] = {}
        self.used: dict[str, list[int]] = {}
        """Where each _:node is a value."""
        self._tokens = deque(token for token in _TOKEN.finditer(text) if token.lastgroup != "space")
        while self._tokens:
            if self._next == ".":
                self._take()
            elif self._next.lower() in _DIRECTIVES:
                self._directive()
            else:
                self.blocks.append(self._subject())

    @property
    def _next(self) -> str:
        """The token ahead; nothing at the end of the text."""
        return self._tokens[0].group() if self._tokens else ""

    def _take(self) -> re.Match[str]:
        return self._tokens.popleft()

    def _directive(self) -> None:
        words = [self._take().group()]
        while words[-1][0] not in "<\"'":
            words.append(self._take().group())
        self.prefixes[words[-2]] = words[-1][1:-1]

    def _subject(self) -> _Block:
        start = self._take()
        block = _Block(start.start(), start.group())
        if block.name == "[":
            self._properties(block)
            self._take()
        elif block.name == "(":
            self._list(block)
        self._properties(block)
        return block

    def _properties(self, block: _Block) -> None:
        """Up to the full stop or bracket that ends them."""
        while self._next not in (".", "]", ""):
            if self._next == ";":
                self._take()
                continue
            name = self._take()
            block.predicates.append((name.group(), name.start()))
            self._value(block, name.group())
            while self._next == ",":
                self._take()
                self._value(block, name.group())

    def _value(self, block: _Block, role: str | None) -> None:
        token = self._take()
        if token.group() == "[":
            part = _Block(token.start())
            self._properties(part)
            part.end = self._take().end()
            if role is not None:
                block.parts.append((role, part))
        elif token.group() == "(":
            self._list(block)
        elif token.lastgroup == "text":
            if self._next.startswith(("@", "^^")) and self._take().group() == "^^":
                self._take()
        elif token.group().startswith("_:"):
            self.used.setdefault(token.group(), []).append(token.start())

    def _list(self, block: _Block) -> None:
        """The nodes in it have no property of their own: they are where the record is."""
        while self._next != ")":
            self._value(block, None)
        self._take()


class Lines:
    """The lines of one file."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _read(self) -> _Reader:
        return _Reader(self._text)

    def of(self, node: Node, predicate: Node | None = None) -> int | None:
        """Counted from 1: the line of the property of the node, else of the node itself; None for a stranger."""
        found = self._block(str(node))
        if found is None:
            return None
        return self._line(next((at for name, at in found.predicates if self._iri(name) == str(predicate)), found.start))

    def described(self, record: Node) -> list[tuple[str, int]]:
        """Each place where the file says what the record is: its name as it is written there, and the line."""
        return [
            (block.name, self._line(block.start))
            for block in self._blocks.get(str(record), ())
            if any(self._iri(name) == str(RDF.type) for name, _ in block.predicates)
        ]

    def of_stray_nodes(self) -> int | None:
        """The line of the first [ ... ] or _:node that no record owns, or two; None where every one has its owner."""
        nameless = [block for block in self._read.blocks if block.name.startswith(("[", "(", "_:"))]
        stray = [block.start for block in nameless if block.name not in self._read.used]
        stray += [places[1] for places in self._read.used.values() if len(places) > 1]
        stray = stray or [block.start for block in nameless]  # nodes that own each other
        return self._line(min(stray)) if stray else None

    def _line(self, at: int) -> int:
        return self._text.count("\n", 0, at) + 1

    def _block(self, iri: str) -> _Block | None:
        """The subject or `[ ... ]` with that IRI; the innermost one around it, where it is in a list."""
        name = iri if self._subject(iri) else iri.partition("#")[0]
        found = self._subject(name)
        while found is not None and name != iri:
            named = ((self._name(name, role, part), part) for role, part in found.parts)
            inside = next(((n, part) for n, part in named if iri == n or iri.startswith(f"{n}.")), None)
            if inside is None:
                break
            name, found = inside
        return found

    def _subject(self, iri: str) -> _Block | None:
        return next(iter(self._blocks.get(iri, ())), None)

    @cached_property
    def _blocks(self) -> dict[str, list[_Block]]:
        """The places where each subject is described, by its IRI."""
        found: dict[str, list[_Block]] = {}
        for block in self._read.blocks:
            found.setdefault(self._iri(block.name), []).append(block)
        return found

    def _name(self, owner: str, role: str, part: _Block) -> str:
        """The IRI that the build gives to the node, see `blank_nodes`."""
        prefixes = "".join(f"@prefix {prefix} <{iri}> .\n" for prefix, iri in self._read.prefixes.items())
        source = f"{prefixes}<{owner}> {role} {self._text[part.start : part.end]} ."
        graph = named_nodes(Parser().triples(source.encode()))
        return str(graph.value(URIRef(owner), URIRef(self._iri(role))))

    def _iri(self, name: str) -> str:
        if name == "a":
            return str(RDF.type)
        if name.startswith("<"):
            return name[1:-1]
        prefix, _, local = name.partition(":")
        return self._read.prefixes.get(f"{prefix}:", "") + re.sub(r"\\(.)", r"\1", local)
