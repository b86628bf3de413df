"""What the datasets of UCDP number in common: actors, conflicts and dyads, each one record for all files."""

from collections.abc import Callable
from typing import Final

from casus.imports.dataset import Job, code, identity
from casus.imports.draft import Draft
from casus.imports.nt import casus, record
from casus.imports.ucdp.names import UNDETERMINED, also, is_name, is_numbered, named, other_name, parts, squeezed

PUBLISHER: Final = "Uppsala Conflict Data Program"
PAGE: Final = "https://ucdp.uu.se/downloads/"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_CIVILIANS: Final = ("1", "9999")
"""Numbers that stand in the place of an actor in one-sided violence."""
_GOVERNMENT: Final = "Government of "
_KNOWN_AS: Final = {"2": "non-state", "3": "one-sided"}
"""Types of violence that are a type of conflict too."""
_NAMELESS: Final = 9
"""The rank of a record that is known by its number alone: any dataset that has its name tells of it."""
_STATELESS: Final = 8
"""The rank of a government whose state the file does not tell: any dataset that has it tells of it."""
Parties = str | list[str] | None
"""Of a side: one actor, several, or none."""


class Family:
    """The records that the rows of one file name."""

    def __init__(self, job: Job, names: dict[str, str] | None = None) -> None:
        self._job = job
        self._writer = job.writer
        self._names = names or {}
        """Names of actors by number, as far as the file has them: beside a list of numbers there is none."""
        self._actors: dict[tuple[str, str, str], str | None] = {}
        self._dyads: dict[str, str] = {}

    def actor(self, number: str, name: str, column: str, gw: str = "", year: int = 0) -> str | None:
        """The actor of that number; None for the civilians against whom violence is used. Raises RowRefused.

        A name with a comma is that of a coalition, whose number is its own: its members are told by their names alone.
        """
        key = (number, name, gw)
        if key not in self._actors:
            if number in _CIVILIANS:
                self._actors[key] = None
            else:
                for state in parts(gw):
                    identity(state, "number of the state of a side")
                self._actors[key] = self._made(identity(number, column), squeezed(name), column, gw, year)
        return self._actors[key]

    def actors(self, numbers: str, name: str, column: str, gw: str = "", year: int = 0) -> list[str]:
        """The actors of a cell with one number or more. Raises RowRefused.

        Names and numbers of a list are each in an order of their own, so that only a single number has the name.
        """
        several = parts(numbers)
        if len(several) == 1:
            found = [self.actor(several[0], name, column, gw, year)]
        else:
            is_of_governments = len(parts(name)) == name.count(_GOVERNMENT)
            found = [self.numbered(number, column, is_government=is_of_governments) for number in several]
        return [actor for actor in dict.fromkeys(found) if actor is not None]

    def numbered(self, number: str, column: str, *, is_government: bool = False) -> str | None:
        """The actor of that number, by the name that the file has for it elsewhere, if any. Raises RowRefused."""
        if name := self._names.get(number, ""):
            return self.actor(number, name, column)
        return self._made(identity(number, column), "", column, "", 0, is_government=is_government)

    def _made(
        self, number: str, name: str, column: str, gw: str, year: int, *, is_government: bool | None = None
    ) -> str:
        if is_government is None:  # one comma is in the name of a state: Macedonia, FYR
            is_government = name.startswith(_GOVERNMENT) and name.count(_GOVERNMENT) == 1
        iri = record("organizations" if is_government else "armed-forces", f"ucdp-{number}")

        def make() -> Draft:
            cls = "Organization" if is_government else "ArmedForce"
            draft = self._job.draft(iri, cls, name or f"UCDP actor {number}", f"{column}={number}")
            self._job.identifier(draft, "ucdp-actor", number)
            if is_government:
                draft.say("organizationType", code("organization-type", "government"))
            return draft

        self._writer.once(iri, make)
        draft = self._writer.made(iri)
        if draft is not None:
            if name:
                named(draft, name)
            if is_government and gw.isdigit():
                state = self._job.vocabulary.state("gw-code", gw, year)
                also(draft, "state", state)
        return iri

    def known_as(self, actor: str, english: str, original: str) -> None:
        """Names of the actor in full, in English and in a language that the file does not tell."""
        draft = self._writer.made(actor)
        for name, language in ((english, "en"), (original, UNDETERMINED)):
            if draft is not None and is_name(name):
                other_name(draft, squeezed(name), language)

    def composed(self, coalition: str, numbers: str, column: str, *, is_of_governments: bool = False) -> None:
        """The coalition is of the actors of these numbers. Raises RowRefused."""
        draft = self._writer.made(coalition)
        for number in parts(numbers):
            if draft is not None:
                also(draft, "component", self.numbered(number, column, is_government=is_of_governments))

    def conflict(self, number: str, name: str, column: str, violence: str = "") -> str:
        """The conflict of that number; `violence` is UCDP's number of the type. Raises RowRefused."""
        iri = record("conflicts", f"ucdp-{identity(number, column)}")

        def make() -> Draft:
            draft = self._job.draft(iri, "Conflict", name or f"UCDP conflict {number}", f"{column}={number}")
            self._job.identifier(draft, "ucdp-conflict", number)
            if violence in _KNOWN_AS:
                draft.say("conflictType", code("conflict-type", _KNOWN_AS[violence]))
            return draft

        return self._writer.once(iri, make)

    def dyad(
        self,
        number: str,
        name: str,
        column: str,
        sides: tuple[Parties, Parties],
        conflict: str | None,
        violence: str,
    ) -> str:
        """The dyad of that number; `violence` is the code of the type. What is None is not known. Raises RowRefused."""
        if number in self._dyads:
            return self._dyads[number]
        iri = record("dyads", f"ucdp-{identity(number, column)}")

        def make() -> Draft:
            draft = self._job.draft(iri, "Dyad", name or f"UCDP dyad {number}", f"{column}={number}")
            self._job.identifier(draft, "ucdp-dyad", number)
            draft.say("conflict", conflict)
            draft.say("violenceType", violence)
            return draft

        self._writer.once(iri, make)
        draft = self._writer.made(iri)
        if draft is not None and any(sides):  # it may have been a mere number in a list before
            if name:
                named(draft, name)
            for side, parties in zip(("sideA", "sideB"), sides, strict=True):
                also(draft, side, *(parties if isinstance(parties, list) else [parties]))
            self._dyads[number] = iri
        return iri


def rank(of_actors: int, of_conflicts: int, of_dyads: int) -> Callable[[Draft], int]:
    """How far a dataset goes before others in what it tells of actors, conflicts and dyads that it has names for."""
    ranks = {"Conflict": of_conflicts, "Dyad": of_dyads}

    def rank_of(draft: Draft) -> int:
        if is_numbered(draft):
            return _NAMELESS
        if draft.cls == "Organization" and casus("state") not in draft.values:
            return _STATELESS
        return ranks.get(draft.cls, of_actors)

    return rank_of
