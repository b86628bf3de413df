"""What the datasets of UCDP number in common: actors, conflicts and dyads, each one record for all files."""

from typing import Final

from casus.imports.dataset import Job, code, identity
from casus.imports.draft import Draft
from casus.imports.nt import record, text
from casus.imports.writer import ALIAS, LABEL

PUBLISHER: Final = "Uppsala Conflict Data Program"
PAGE: Final = "https://ucdp.uu.se/downloads/"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_CIVILIANS: Final = ("1", "9999")
"""Numbers that stand in the place of an actor in one-sided violence."""
_GOVERNMENT: Final = "Government of "
_UNNAMED: Final = "UCDP actor "
"""Before the number of one whose name is not known."""
_KNOWN_AS: Final = {"2": "non-state", "3": "one-sided"}
"""Types of violence that are a type of conflict too."""


class Family:
    """The records that the rows of one file name."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._writer = job.writer
        self._actors: dict[tuple[str, str, str], str | None] = {}

    def actor(self, number: str, name: str, column: str, gw: str = "", year: int = 0) -> str | None:
        """The actor of that number; None for the civilians against whom violence is used. Raises RowRefused.

        A name with a comma is that of a coalition, whose number is its own: its members are told by their names alone.
        """
        key = (number, gw, name)
        if key not in self._actors:
            if number in _CIVILIANS:
                self._actors[key] = None
            else:
                self._actors[key] = self._made(identity(number, column), name, column, gw, year)
        return self._actors[key]

    def actors(self, numbers: str, names: str, column: str) -> list[str]:
        """The actors of a list. Only a single one has a name: those of a list are in an order of their own."""
        each = [number.strip() for number in numbers.split(",")]
        if len(each) == 1:
            found = [self.actor(numbers.strip(), names, column)]
        else:
            kind = _GOVERNMENT if all(name.startswith(_GOVERNMENT) for name in names.split(", ")) else ""
            found = [self.actor(number, f"{kind}{_UNNAMED}{number}", column) for number in each]
        return [actor for actor in found if actor is not None]

    def _made(self, number: str, name: str, column: str, gw: str, year: int) -> str:
        is_government = name.startswith(_GOVERNMENT) and ", " not in name
        iri = record("organizations" if is_government else "armed-forces", f"ucdp-{number}")

        def make() -> Draft:
            draft = self._job.draft(iri, "Organization" if is_government else "ArmedForce", name, f"{column}={number}")
            self._job.identifier(draft, "ucdp-actor", number)
            if is_government:
                draft.say("organizationType", code("organization-type", "government"))
            return draft

        self._writer.once(iri, make)
        draft = self._writer.made(iri)
        if draft is not None:
            other_name(draft, name)
            if is_government and gw.isdigit():
                state = self._job.vocabulary.state("gw-code", gw, year)
                if state is not None and state not in draft.values.get(_STATE, ()):
                    draft.say("state", state)
        return iri

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
        sides: tuple[str | None, str | None],
        conflict: str | None,
        violence: str,
    ) -> str:
        """The dyad of that number; `violence` is the code of the type. What is None is not known. Raises RowRefused."""
        iri = record("dyads", f"ucdp-{identity(number, column)}")

        def make() -> Draft:
            draft = self._job.draft(iri, "Dyad", name or f"UCDP dyad {number}", f"{column}={number}")
            self._job.identifier(draft, "ucdp-dyad", number)
            draft.say("sideA", sides[0])
            draft.say("sideB", sides[1])
            draft.say("conflict", conflict)
            draft.say("violenceType", violence)
            return draft

        return self._writer.once(iri, make)


_STATE: Final = "<https://w3id.org/casus/ontology#state>"


def is_unnamed(draft: Draft) -> bool:
    """Whether the file has no name for the actor."""
    return _UNNAMED in draft.values[LABEL][0]


def other_name(draft: Draft, name: str) -> None:
    """Another name of the record, where it is one; of one that had none, its name."""
    term = text(name, "en")
    if is_unnamed(draft):
        draft.values[LABEL] = [term]
    elif _UNNAMED not in name and term not in draft.values[LABEL] and term not in draft.values.get(ALIAS, ()):
        draft.say_by(ALIAS, term)
