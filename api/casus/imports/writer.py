"""From drafts to the files of an artefact: what follows from a draft, its rules, its quads and entries."""

import gzip
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from rdflib import URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.list_entries import key_of, values
from casus.compiler.search_index import found
from casus.imports.draft import Draft, Values
from casus.imports.nt import casus, day, iri, lexical, node, text
from casus.imports.refused import RowRefused
from casus.imports.vocabulary import Vocabulary
from casus.model.fields import Path as Steps
from casus.model.row_rules import RowRules
from casus.model.types import Collection, RecordType
from casus.release import entries
from casus.release.entries import Entry, Kept
from casus.terms.dates import Bounds, bounds
from casus.terms.names import fold
from casus.terms.namespaces import BOUNDS, CODE, RDF, RECORD, SKOS, short

TYPE: Final = iri(str(RDF.type))
LABEL: Final = iri(str(SKOS.prefLabel))
ALIAS: Final = iri(str(SKOS.altLabel))
_NAMES: Final = (LABEL, ALIAS)
_WHEN: Final = casus("when")
_SEARCH_KEY, _SORT_KEY = casus("searchKey"), casus("sortKey")
_BOUNDS: Final = tuple(iri(str(each)) for each in BOUNDS.values())
_KNOWN: Final = casus("endKnown")
_SCHEME, _VALUE, _STRENGTH = casus("scheme"), casus("value"), casus("matchStrength")
_ODD: Final = SH.LessThanOrEqualsConstraintComponent
"""What a dataset may break: figures out of their order are kept, and counted."""
_LEVEL: Final = 4
"""Of gzip: one more takes half as long again and saves a twentieth."""
_DATES: Final = 100_000


class _Plan:
    """How the records of a class are checked and indexed."""

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        self.classes = vocabulary.classes(name)
        self.rules = RowRules(vocabulary.rules, self.classes, node)
        found = vocabulary.model.type_of([self.classes[0]])
        if found is None:
            raise ValueError(f"no shape is for the class {name}")
        self.type: RecordType = found
        homes = [each for each in vocabulary.model.collections.values() if found.cls in {t.cls for t in each.types}]
        self.collection: Collection | None = homes[0] if homes else None
        self.filters = [(name, _step(f.path), f.path) for name, f in self._of("filters")]
        self.numbers = [(name, _step(f.path), f.path) for name, f in self._of("numbers")]
        self.sorts = [(name, _step(f.sort_path), f.sort_path) for name, f in self._of("sorts")]
        self.types = [iri(str(each)) for each in (self.classes[:1] if self.type.unnamed else self.classes)]
        """Of a row its own class alone: what is said 350,000 times is said shortly."""

    def _of(self, what: str) -> list[tuple[str, Any]]:
        return [] if self.collection is None else list(getattr(self.collection, what).items())


def _step(path: Steps) -> str | None:
    """The property, where the path is one."""
    return iri(str(path[0].predicate)) if path.is_property else None


class _Part:
    """One of the two files of quads, and the entries beside it."""

    def __init__(self, folder: Path, name: str, stack: ExitStack) -> None:
        raw = stack.enter_context((folder / f"{name}.nq.gz").open("wb"))
        self.quads = stack.enter_context(gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0))
        self.entries = stack.enter_context((folder / f"{name}.jsonl").open("w", encoding="utf-8"))
        self.triples = 0
        self.subjects = 0
        self.classes: Counter[str] = Counter()
        self.properties: dict[str, list[int]] = defaultdict(lambda: [0, 0])


class Writer:
    """The artefact of an import that is being made in the folder."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, graph: str) -> None:
        self.vocabulary = vocabulary
        self.oddities: Counter[str] = Counter()
        self.digest = hashlib.sha256()
        self.names: set[str] = set()
        """Terms of records of the sources that drafts name."""
        self.ties: list[tuple[str, str, str, str]] = []
        """Identifiers of rows that may be another record's: record, scheme, value, match strength."""
        self._folder = folder
        self._graph = f" <{graph}> .\n"
        self._stack = ExitStack()
        self._plans: dict[str, _Plan] = {}
        self._made: dict[str, Draft] = {}
        """The shared records so far, by IRI."""
        self._rows: set[str] = set()
        self._bounds: dict[str, tuple[Bounds, list[str | None]]] = {}
        self._data = _Data(vocabulary, self._made)

    def __enter__(self) -> "Writer":
        self.rows, self.shared = (_Part(self._folder, name, self._stack) for name in ("rows", "shared"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def once(self, iri: str, make: Callable[[], Draft]) -> str:
        """A record that many rows name: made with the first of them. Returns its IRI."""
        if iri not in self._made:
            self._made[iri] = make()
        return iri

    def made(self, iri: str) -> Draft | None:
        """The shared record of that IRI, as far as it is."""
        return self._made.get(iri)

    def row(self, draft: Draft) -> None:
        """A record that this dataset alone tells of. Raises RowRefused."""
        if draft.iri in self._rows:
            raise RowRefused(f"{lexical(draft.iri).removeprefix(RECORD)} was there before: the row is there twice")
        self._write(self.rows, draft, 0)
        self._rows.add(draft.iri)
        self.ties.extend(self._ties(draft))

    def _ties(self, draft: Draft) -> Iterator[tuple[str, str, str, str]]:
        """The identifiers of the record by which another dataset may know something else."""
        for each in draft.nodes:
            if each.cls == "Identifier":
                scheme, value, strength = (lexical(each.values[name][0]) for name in (_SCHEME, _VALUE, _STRENGTH))
                of_value = (
                    template.replace("{value}", value) for template in self.vocabulary.templates.get(f"<{scheme}>", ())
                )
                if draft.iri[1:-1] not in (records := [*of_value]) and records:
                    yield draft.iri[1:-1], scheme, value, strength

    def finish(self, rank: Callable[[Draft], int]) -> None:
        """Write the shared records, each with the rank that its dataset has for it. Raises RowRefused."""
        for draft in self._made.values():
            self._write(self.shared, draft, rank(draft))

    def _plan(self, cls: str) -> _Plan:
        if cls not in self._plans:
            self._plans[cls] = _Plan(self.vocabulary, cls)
        return self._plans[cls]

    def _write(self, part: _Part, draft: Draft, rank: int) -> None:
        """All that the record is: nothing is written of one that breaks a rule."""
        plan = self._plan(draft.cls)
        every = [*draft.every_node()] if draft.nodes else [draft]
        self._data.about(every, self)
        for each in every:
            self._derive(each, self._plan(each.cls))
        for each in every:
            self._check(each, self._plan(each.cls))
        lines = [
            f"{each.iri} {predicate} {term}"
            for each in every
            for predicate, terms in each.values.items()
            for term in terms
        ]
        block = (self._graph.join(lines) + self._graph).encode()
        self.digest.update(block)
        part.quads.write(block)
        part.triples += len(lines)
        part.subjects += len(every)
        for each in every:
            for name in each.values[TYPE]:
                part.classes[name] += 1
            for predicate, terms in each.values.items():
                count = part.properties[predicate]
                count[0] += len(terms)
                count[1] += 1
        if plan.collection is not None:
            digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:24]
            entry, search = self._entry(draft, plan), self._search(draft, plan)
            entries.write(part.entries, Kept(entry, digest, len(block), rank, search))

    def _derive(self, draft: Draft, plan: _Plan) -> None:
        """What the build would say of a record of the sources."""
        said = draft.values
        said[TYPE] = plan.types
        if labels := said.get(LABEL):
            folded = dict.fromkeys(fold(lexical(label)) for name in _NAMES for label in said.get(name, ()))
            said[_SEARCH_KEY] = [text(name) for name in folded]
            if not plan.type.unnamed:
                said[_SORT_KEY] = [text(fold(lexical(labels[0])))]
        if when := said.get(_WHEN):
            found, days = self._bounded(when[0])
            for predicate, bound in zip(_BOUNDS, days, strict=True):
                if bound is not None:
                    said[predicate] = [day(bound)]
            if not plan.type.unnamed:
                said[_KNOWN] = [iri(f"{CODE}end-known/{found.end_known}")]

    def _bounded(self, when: str) -> tuple[Bounds, list[str | None]]:
        if when not in self._bounds:
            if len(self._bounds) > _DATES:
                self._bounds.clear()
            found = bounds(lexical(when))
            days = (found.earliest_start, found.latest_start, found.earliest_end, found.latest_end)
            self._bounds[when] = found, [None if each is None else each.isoformat() for each in days]
        return self._bounds[when]

    def _check(self, draft: Draft, plan: _Plan) -> None:
        odd = False
        for failure in plan.rules.failures(self._data, node(draft.iri), draft.values):
            if failure.component == _ODD:
                odd = True
                continue
            about = short(str(failure.path)) if failure.path is not None else draft.cls
            broken = str(failure.component).rpartition("#")[2].removesuffix("ConstraintComponent")
            value = "" if failure.value is None else f": {failure.value}"
            raise RowRefused(f"{draft.cls}: {about} breaks {broken}{value}")
        if odd:
            self.oddities["figures that are not in order: low, best, high"] += 1

    def _entry(self, draft: Draft, plan: _Plan) -> Entry:
        said, about = draft.values, node(draft.iri)

        def of(step: str | None, path: Steps) -> list[str]:
            if step is not None:
                return [lexical(term) for term in said.get(step, ())]
            return [str(value) for value in values(self._data, about, path)]

        keys = {}
        for name, step, path in plan.sorts:
            if step is not None:
                if terms := said.get(step):
                    keys[name] = key_of(node(terms[0]))
            elif found_values := values(self._data, about, path):
                keys[name] = key_of(found_values[0])
        assert plan.collection is not None  # noqa: S101 - of a node nobody asks
        when = said.get(_WHEN)
        return Entry(
            iri=draft.iri[1:-1],
            collection=plan.collection.name,
            type=plan.type.name,
            label=fold(lexical(said[LABEL][0])),
            names=[lexical(term) for term in said[_SEARCH_KEY]],
            filters={name: found for name, step, path in plan.filters if (found := of(step, path))},
            numbers={name: float(found[0]) for name, step, path in plan.numbers if (found := of(step, path))},
            keys=keys,
            dated=when is not None,
            bounds=self._bounded(when[0])[1] if when else [None] * len(_BOUNDS),
            mentions=self._mentions(said),
        )

    def _mentions(self, said: Values) -> list[str]:
        start = f"<{RECORD}"
        return [*{term[1:-1] for terms in said.values() for term in terms if term.startswith(start)}]

    def _search(self, draft: Draft, plan: _Plan) -> dict[str, Any] | None:
        if plan.type.unnamed or plan.collection is None:
            return None
        label = lexical(draft.values[_SORT_KEY][0])
        model = self.vocabulary.model
        return found(model, self._data, node(draft.iri), plan.collection, plan.classes, label).members()


class _Data:
    """What is said, for the rules and the paths of fields: by the draft in hand, by shared ones, by the sources."""

    def __init__(self, vocabulary: Vocabulary, made: dict[str, Draft]) -> None:
        self._vocabulary = vocabulary
        self._made = made
        self._own: dict[str, Draft] = {}
        self._types: dict[str, tuple[Node, ...]] = {}

    def about(self, every: Sequence[Draft], writer: Writer) -> None:
        """These are in hand now."""
        self._own = {each.iri: each for each in every}
        self._writer = writer

    def objects(self, subject: Node, predicate: Node, /) -> Sequence[Node]:
        """What the subject says by the property."""
        about = f"<{subject}>"
        draft = self._own.get(about) or self._made.get(about)
        if predicate == RDF.type:
            return self._types_of(about, draft)
        if draft is not None:
            return [node(term) for term in draft.values.get(f"<{predicate}>", ())]
        return self._vocabulary.union.objects(subject, predicate)

    def subjects(self, predicate: Node, value: Node, /) -> Sequence[Node]:
        """Who says the value by the property: of what is imported, nobody that rules or lists ask for."""
        return ()

    def _types_of(self, about: str, draft: Draft | None) -> Sequence[Node]:
        if draft is not None:
            return self._vocabulary.classes(draft.cls)
        if about not in self._types:
            self._types[about] = tuple(self._vocabulary.types(URIRef(about[1:-1])))
            if about.startswith(f"<{RECORD}"):
                self._writer.names.add(about[1:-1])
        return self._types[about]
