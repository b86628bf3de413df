"""All datasets whose files are known. A new one is a module with a `Dataset`, and its name here."""

from typing import Final

from casus.imports.dataset import Dataset
from casus.imports.ucdp import acd, actor, brd, dyadic, ged, nonstate, onesided

DATASETS: Final[dict[str, Dataset]] = {
    each.name: each
    for each in (
        *(ged.GED, ged.CANDIDATE, actor.ACTOR, acd.ACD, dyadic.DYADIC, brd.DYAD, brd.CONFLICT),
        *(nonstate.NON_STATE, onesided.ONE_SIDED),
    )
}
