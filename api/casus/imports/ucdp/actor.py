"""UCDP Actor Dataset: a row is an actor of any of the datasets, with its names, its origin and whom it went with.

Codebook: UCDP Actor Dataset Codebook 22.1. It makes no records of its own: it tells of the actors that all name.
The numbers of conflicts and dyads in a row are not taken: the datasets of these say who fought in them.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.dataset import Codes, Dataset, Job, Layout, Tried
from casus.imports.draft import Draft
from casus.imports.refused import RowRefused
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, Family, rank
from casus.imports.ucdp.names import UNDETERMINED, also, first_names, is_name, other_name, parts, squeezed

_LINKS: Final = {
    "successorOf": ("ActorIdPrev", "NamePrev"),
    "temporarilySplitFrom": ("ActorIdSplitTemp", "NameSplitTemp"),
    "inAlliance": ("ActorIdAlliance", "NameAlliance"),
    "joined": ("ActorIdGroup", "GroupName"),
}
"""Properties by the columns of numbers and of names."""
_COALITIONS: Final = ("OSCoalitionID", "NSCoalitionID")
_COLUMNS: Final = (
    *("ActorId", "NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng"),
    *("NewName", "NewNameFullMotherTongue", "NewNameFullEng", "Org", "Location", "GWNOLoc"),
    *(column for columns in _LINKS.values() for column in columns),
    *_COALITIONS,
)
_GOVERNMENT: Final = "4"
_OF: Final = "Government of "
_TODAY: Final = 9999
"""Of states that had a number one after the other, a row without a year means the last."""


class _Actors:
    """The rows of one file."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._names = first_names(pair for _, pair in job.look("ActorId", "NameData"))
        self._states = {
            name: number for number, name in first_names(p for _, p in job.look("GWNOLoc", "Location")).items()
        }
        """Numbers of states by name, of the rows with a single one: nothing else tells which state a government has."""
        self._family = Family(job, self._names)
        self._levels = Codes(job.vocabulary, "ucdp-org")
        self._seen: set[str] = set()

    def actor(self, *cells: str) -> None:
        """One row. Raises RowRefused."""
        row = dict(zip(_COLUMNS, cells, strict=True))
        number, name = row["ActorId"], squeezed(row["NameData"])
        if number in self._seen:
            raise RowRefused(f"ActorId {number} was there before")
        self._seen.add(number)
        is_government = row["Org"] == _GOVERNMENT
        if is_government != name.startswith(_OF):
            raise RowRefused(f"Org is '{row['Org'][:40]}' and the name '{name[:60]}': 4 is a government, and it alone")
        iri = self._family.actor(number, name, "ActorId", self._states.get(name.removeprefix(_OF), ""), _TODAY)
        draft = self._job.writer.made(iri or "")
        if draft is None:
            raise RowRefused(f"ActorId {number} stands for civilians, who are no actor")
        if not is_government:
            draft.say("organizationLevel", self._levels(row["Org"], "Org"))
        self._called(draft, row)
        for state in parts(row["GWNOLoc"]):
            found = self._job.vocabulary.state("gw-code", state, _TODAY)
            if found is None:
                self._job.odd(f"GWNOLoc {state}, which is no state of the list of Gleditsch and Ward")
            also(draft, "activeIn", found)
        for link, (numbers, names) in _LINKS.items():
            self._linked(draft, number, link, row[numbers], row[names], numbers)
        for column in _COALITIONS:
            for coalition in parts(row[column]):
                self._in_coalition(draft, coalition, column)

    def _called(self, draft: Draft, row: dict[str, str]) -> None:
        for column, language in (("NameOrig", "en"), ("NameOrigFullEng", "en"), ("NameOrigFull", UNDETERMINED)):
            if is_name(row[column]):
                other_name(draft, squeezed(row[column]), language)
        later = parts(squeezed(row["NewName"]))
        for column, language in (
            ("NewName", "en"),
            ("NewNameFullEng", "en"),
            ("NewNameFullMotherTongue", UNDETERMINED),
        ):
            whole = squeezed(row[column])
            several = parts(whole)
            # names one after the other; of a single name, a comma is a part
            for name in several if len(several) == len(later) else [whole]:
                if is_name(name):
                    other_name(draft, name, language)

    def _linked(self, draft: Draft, number: str, link: str, numbers: str, names: str, column: str) -> None:
        several = parts(numbers)
        for other in several:
            if other == number:
                self._job.odd(f"{column} that is the actor itself")
            elif other in self._names or len(several) > 1:
                also(draft, link, self._family.numbered(other, "ActorId" if other in self._names else column))
            else:
                also(draft, link, self._family.actor(other, names, column))

    def _in_coalition(self, draft: Draft, number: str, column: str) -> None:
        """The coalition is known by its number alone; the datasets of its violence have its name."""
        coalition = self._job.writer.made(self._family.numbered(number, column) or "")
        if coalition is not None:
            also(coalition, "component", draft.iri)


def _read(job: Job) -> Iterator[int]:
    return job.each(_Actors(job).actor, *_COLUMNS)


ACTOR: Final = Dataset(
    name="ucdp-actor",
    title="UCDP Actor Dataset",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=(
        "Uppsala Conflict Data Program. UCDP Actor Dataset version {version}. Department of Peace and Conflict "
        "Research, Uppsala University."
    ),
    layouts=(
        Layout(
            "22.1",
            frozenset(_COLUMNS),
            (Tried("22.1", "9974d854199e4679eb3eb87548d79c9b31f75c4cfbb3616bdcd7f5ef33e1a92c", 1725),),
        ),
    ),
    read=_read,
    rank=rank(of_actors=1, of_conflicts=9, of_dyads=9),
)
