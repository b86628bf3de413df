"""UCDP One-Sided Violence Dataset: a row is a year in which a government or a group attacked civilians.

Codebook: UCDP One-Sided Violence Codebook 22.1. Conflict and dyad have numbers, one for each actor.
"""

from collections.abc import Iterator
from typing import Final

from casus.imports.dataset import Dataset, Job, Layout, Tried, code
from casus.imports.draft import Draft
from casus.imports.ucdp.common import LICENCE, PAGE, PUBLISHER, rank
from casus.imports.ucdp.names import squeezed
from casus.imports.ucdp.yearly import Row, Years

_DEATHS: Final = ("best_fatality_estimate", "low_fatality_estimate", "high_fatality_estimate")
_COLUMNS: Final = (
    *("conflict_id", "dyad_id", "actor_id", "coalition_components", "actor_name", "actor_name_fulltext"),
    *("actor_name_mothertongue", "year", "is_government_actor", "gwno_location", "gwnoa", "region", *_DEATHS),
)


def _read(job: Job) -> Iterator[int]:
    years = Years(job, (("actor_id", "actor_name"),))
    family = years.family
    violence = code("violence-type", "one-sided")

    def make(row: Row) -> Draft:
        name = f"{squeezed(row['actor_name'])} - Civilians"
        draft = years.record(row, "actor_id", name, "one-sided")
        actors = family.actors(row["actor_id"], row["actor_name"], "actor_id", row["gwnoa"], int(row["year"]))
        is_government = row["is_government_actor"] == "1"
        for actor in actors:
            family.known_as(actor, row["actor_name_fulltext"], row["actor_name_mothertongue"])
            family.composed(actor, row["coalition_components"], "coalition_components", is_of_governments=is_government)
        conflict = family.conflict(row["conflict_id"], name, "conflict_id", "3")
        draft.say("conflict", conflict)
        draft.say("dyad", family.dyad(row["dyad_id"], name, "dyad_id", (actors, None), conflict, violence))
        draft.say("sideA", *actors)
        years.truth(draft, "byGovernment", row, "is_government_actor")
        years.states(draft, "state", row, "gwno_location")
        years.figures(draft, row, *_DEATHS)
        return draft

    return years.each(make, _COLUMNS)


ONE_SIDED: Final = Dataset(
    name="ucdp-onesided",
    title="UCDP One-Sided Violence Dataset",
    publisher=PUBLISHER,
    page=PAGE,
    licence=LICENCE,
    citation=(
        "Eck, Kristine, and Lisa Hultman. 2007. “One-Sided Violence Against Civilians in War: Insights from New "
        "Fatality Data.” Journal of Peace Research 44 (2): 233–246. UCDP One-Sided Violence Dataset version {version}."
    ),
    layouts=(
        Layout(
            "21.1 to 23.1",
            frozenset(_COLUMNS),
            (
                Tried("21.1", "d372b80f7b4e6c7489047b7879b51485fd5370183476a07bc7036a2a1f441f87", 1060),
                Tried("23.1", "2444282cfef96c6e401072072aa1fa2296e2922fd08a3ef6147120b34e59288d", 1191),
            ),
        ),
    ),
    read=_read,
    rank=rank(of_actors=3, of_conflicts=3, of_dyads=3),
)
