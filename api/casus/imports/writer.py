"""From drafts to the files of an artefact: what follows from a draft, and whether it keeps the rules."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from rdflib import URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from casus.compiler.list_entries import key_of, values
from casus.compiler.search_index import found
from casus.imports.beside import Beside
from casus.imports.draft import Draft, Values
from casus.imports.nt import ALIAS, LABEL, SEARCH_KEY, SORT_KEY, TYPE, WHEN, casus, day, iri, lexical, node, text
from casus.imports.part import DAYS, Checked, Part, Told
from casus.imports.plan import Plan
from casus.imports.refused import RowRefused
from casus.imports.vocabulary import Vocabulary
from casus.release.artefact import PARTS
from casus.terms.dates import Bounds, bounds
from casus.terms.names import fold
from casus.terms.namespaces import CODE, RDF, RECORD, short

_NAMES: Final = (LABEL, ALIAS)
_RDF_TYPE: Final = RDF.type
_KNOWN: Final = casus("endKnown")
_CENSORED: Final = iri(f"{CODE}end-known/censored")
_SCHEME, _VALUE, _STRENGTH = casus("scheme"), casus("value"), casus("matchStrength")
_ODD: Final = SH.LessThanOrEqualsConstraintComponent
"""What a dataset may break: figures out of their order are kept, and counted."""
_DATES: Final = 100_000


class Writer:
    """The artefact of an import that is being made in the folder."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, graph: str) -> None:
        self.vocabulary = vocabulary
        self.oddities: Counter[str] = Counter()
        self.names: set[str] = set()
        """Terms of records of the sources that drafts name."""
        self.ties: list[tuple[str, str, str, str]] = []
        """Identifiers of rows that may be another record's: record, scheme, value, match strength."""
        self._plans: dict[str, Plan] = {}
        self._made: dict[str, Draft] = {}
        """The shared records so far, by IRI."""
        self._rows: set[str] = set()
        self._bounds: dict[str, tuple[Bounds, list[str | None]]] = {}
        self._data = _Data(vocabulary, self._made)
        self._stack = ExitStack()
        self._parts = [Part(folder, name, graph, self._plan) for name in PARTS]

    def __enter__(self) -> Self:
        rows, self._shared_part = self._parts
        self._row_part = self._stack.enter_context(Beside(rows))
        self._stack.enter_context(self._shared_part)
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
        self._row_part.put(self._checked(draft, 0))
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

    def finish(self, rank: Callable[[Draft], int]) -> tuple[Told, Told]:
        """Write the shared records, each with the rank that its dataset has for it: what rows are, and what is shared.

        Raises RowRefused, OSError.
        """
        for draft in self._made.values():
            try:
                self._shared_part.put(self._checked(draft, rank(draft)))
            except (RowRefused, ValueError) as error:
                raise RowRefused(f"{lexical(draft.iri).removeprefix(RECORD)}: {error}") from error
        return self._row_part.told(), self._shared_part.told()

    def _plan(self, cls: str) -> Plan:
        if cls not in self._plans:
            self._plans[cls] = Plan(self.vocabulary, cls)
        return self._plans[cls]

    def _checked(self, draft: Draft, rank: int) -> Checked:
        """All that the record is. Raises RowRefused for one that breaks a rule."""
        plan = self._plan(draft.cls)
        every = [*draft.every_node()] if draft.nodes else [draft]
        self._data.about(every, self)
        for each in every:
            self._derive(each, self._plan(each.cls))
        for each in every:
            self._check(each, self._plan(each.cls))
        nodes = [(each.iri, each.values) for each in every]
        return Checked(draft.cls, nodes, self._further(draft, plan), rank, self._search(draft, plan))

    def _further(self, draft: Draft, plan: Plan) -> dict[str, dict[str, Any]]:
        """The values of filters, numbers and sorts that lie more than one step away."""
        found: dict[str, dict[str, Any]] = {}
        if plan.further:
            about = node(draft.iri)
            for kind, name, path in plan.further:
                there = values(self._data, about, path)
                if not there:
                    continue
                of_kind = found.setdefault(kind, {})
                if kind == "filters":
                    of_kind[name] = [*map(str, there)]
                else:
                    of_kind[name] = float(str(there[0])) if kind == "numbers" else key_of(there[0])
        return found

    def _derive(self, draft: Draft, plan: Plan) -> None:
        """What the build would say of a record of the sources."""
        said = draft.values
        said[TYPE] = plan.types
        if labels := said.get(LABEL):
            folded = dict.fromkeys(fold(lexical(label)) for name in _NAMES for label in said.get(name, ()))
            if not plan.type.unnamed:
                said[SEARCH_KEY] = [text(name) for name in folded]
            elif [*folded] != [lexical(labels[0]).lower()]:  # lists take a label in small letters for its key
                said[SEARCH_KEY] = [text(name) for name in folded]
                said[SORT_KEY] = [text(fold(lexical(labels[0])))]
        if when := said.get(WHEN):
            found = self._bounded(when[0])[0]
            for predicate, bound in zip(DAYS, self._days(said), strict=True):
                if bound is not None:
                    said[predicate] = [day(bound)]
            if not plan.type.unnamed and _KNOWN not in said:
                said[_KNOWN] = [iri(f"{CODE}end-known/{found.end_known}")]

    def _days(self, said: Values) -> list[str | None]:
        """The days that bound it; of what ends where the data stop, no last one."""
        if WHEN not in said:
            return [None] * len(DAYS)
        days = self._bounded(said[WHEN][0])[1]
        return [*days[:-1], None] if _CENSORED in said.get(_KNOWN, ()) else days

    def _bounded(self, when: str) -> tuple[Bounds, list[str | None]]:
        if when not in self._bounds:
            if len(self._bounds) > _DATES:
                self._bounds.clear()
            found = bounds(lexical(when))
            days = (found.earliest_start, found.latest_start, found.earliest_end, found.latest_end)
            self._bounds[when] = found, [None if each is None else each.isoformat() for each in days]
        return self._bounds[when]

    def _check(self, draft: Draft, plan: Plan) -> None:
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

    def _search(self, draft: Draft, plan: Plan) -> dict[str, Any] | None:
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
