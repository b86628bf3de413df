"""From drafts to the files of an artefact: what follows from a draft, its rules, its quads and entries."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from rdflib import URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.list_entries import key_of, values
from casus.compiler.search_index import found
from casus.imports.draft import Draft, Values
from casus.imports.gzipped import Gzipped
from casus.imports.nt import casus, day, iri, lexical, node, text
from casus.imports.refused import RowRefused
from casus.imports.vocabulary import Vocabulary
from casus.model.fields import Field
from casus.model.fields import Path as Steps
from casus.model.row_rules import RowRules
from casus.model.types import Collection, RecordType
from casus.release import entries
from casus.release.entries import Entry, Kept
from casus.terms.dates import Bounds, bounds
from casus.terms.names import fold
from casus.terms.namespaces import BOUNDS, CASUS, CODE, RDF, RECORD, SKOS, XSD, short

TYPE: Final = iri(str(RDF.type))
LABEL: Final = iri(str(SKOS.prefLabel))
ALIAS: Final = iri(str(SKOS.altLabel))
_NAMES: Final = (LABEL, ALIAS)
_RDF_TYPE: Final = RDF.type
_NUMBER: Final = tuple(f'"^^<{XSD[name]}>' for name in ("integer", "decimal"))
_WHEN: Final = casus("when")
_SEARCH_KEY, _SORT_KEY = casus("searchKey"), casus("sortKey")
_BOUNDS: Final = tuple(iri(str(each)) for each in BOUNDS.values())
_KNOWN: Final = casus("endKnown")
_CENSORED: Final = iri(f"{CODE}end-known/censored")
_SCHEME, _VALUE, _STRENGTH = casus("scheme"), casus("value"), casus("matchStrength")
_ODD: Final = SH.LessThanOrEqualsConstraintComponent
"""What a dataset may break: figures out of their order are kept, and counted."""
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
        self.filters, self.numbers, self.sorts = (self._steps(what) for what in ("filters", "numbers", "sorts"))
        self.further = [
            (name, what, path)
            for what in ("filters", "numbers", "sorts")
            for name, path in self._paths(what)
            if not path.is_property
        ]
        """What lies more than one step away."""
        kinds = [each for each in self.classes[1:] if CASUS.Record in vocabulary.lineage(each)[1:]]
        self.types = [iri(str(each)) for each in (self.classes[0], *kinds)]
        """The kinds of record that it is. What all records are (Record, Sourced, Temporal) is not said of so many."""

    def _steps(self, what: str) -> list[tuple[str, str]]:
        """The filters, numbers or sorts that are a property of the record, each with it."""
        return [(name, iri(str(path[0].predicate))) for name, path in self._paths(what) if path.is_property]

    def _paths(self, what: str) -> Iterator[tuple[str, Steps]]:
        fields: dict[str, Field] = {} if self.collection is None else getattr(self.collection, what)
        for name, each in fields.items():
            path = each.sort_path if what == "sorts" else each.path
            if path is not None:
                yield name, path


def _key(term: str) -> Any:
    """A value that compares as SPARQL's ORDER BY does."""
    return key_of(node(term)) if term.endswith(_NUMBER) else lexical(term)


class _Part:
    """One of the two files of quads, and the entries beside it."""

    def __init__(self, folder: Path, name: str, stack: ExitStack) -> None:
        self.quads = stack.enter_context(closing(Gzipped(folder / f"{name}.nq.gz")))
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
            try:
                self._write(self.shared, draft, rank(draft))
            except (RowRefused, ValueError) as error:
                raise RowRefused(f"{lexical(draft.iri).removeprefix(RECORD)}: {error}") from error

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
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        self.digest.update(digest.encode())
        block = (self._graph.join(lines) + self._graph).encode()
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
            entry, search = self._entry(draft, plan), self._search(draft, plan)
            entries.write(part.entries, Kept(entry, digest[:24], len(block), rank, search))

    def _derive(self, draft: Draft, plan: _Plan) -> None:
        """What the build would say of a record of the sources."""
        said = draft.values
        said[TYPE] = plan.types
        if labels := said.get(LABEL):
            folded = dict.fromkeys(fold(lexical(label)) for name in _NAMES for label in said.get(name, ()))
            if not plan.type.unnamed:
                said[_SEARCH_KEY] = [text(name) for name in folded]
            elif [*folded] != [lexical(labels[0]).lower()]:  # lists take a label in small letters for its key
                said[_SEARCH_KEY] = [text(name) for name in folded]
                said[_SORT_KEY] = [text(fold(lexical(labels[0])))]
        if when := said.get(_WHEN):
            found = self._bounded(when[0])[0]
            for predicate, bound in zip(_BOUNDS, self._days(said), strict=True):
                if bound is not None:
                    said[predicate] = [day(bound)]
            if not plan.type.unnamed and _KNOWN not in said:
                said[_KNOWN] = [iri(f"{CODE}end-known/{found.end_known}")]

    def _days(self, said: Values) -> list[str | None]:
        """The days that bound it; of what ends where the data stop, no last one."""
        if _WHEN not in said:
            return [None] * len(_BOUNDS)
        days = self._bounded(said[_WHEN][0])[1]
        return [*days[:-1], None] if _CENSORED in said.get(_KNOWN, ()) else days

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
        said = draft.values
        filters = {name: [*map(lexical, said[step])] for name, step in plan.filters if step in said}
        numbers = {name: float(lexical(said[step][0])) for name, step in plan.numbers if step in said}
        keys = {name: _key(said[step][0]) for name, step in plan.sorts if step in said}
        if plan.further:
            about = node(draft.iri)
            for name, kind, path in plan.further:
                if found_there := values(self._data, about, path):
                    if kind == "filters":
                        filters[name] = [*map(str, found_there)]
                    elif kind == "numbers":
                        numbers[name] = float(str(found_there[0]))
                    else:
                        keys[name] = key_of(found_there[0])
        label = fold(lexical(said[LABEL][0]))
        return Entry(
            iri=draft.iri[1:-1],
            collection=plan.collection.name if plan.collection else "",
            type=plan.type.name,
            label=label,
            names=[*map(lexical, said.get(_SEARCH_KEY, ()))] or [label],
            filters=filters,
            numbers=numbers,
            keys=keys,
            dated=_WHEN in said,
            bounds=self._days(said),
            mentions=self._mentions(said),
        )

    def _mentions(self, said: Values) -> list[str]:
        start = f"<{RECORD}"
        return [*{term[1:-1] for terms in said.values() for term in terms if term.startswith(start)}]

    def _search(self, draft: Draft, plan: _Plan) -> dict[str, Any] | None:
        if plan.type.unnamed or plan.collection is None:
            return None
        label = fold(lexical(draft.values[LABEL][0]))
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
        if predicate == _RDF_TYPE:
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
