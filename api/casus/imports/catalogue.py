"""All datasets whose files are known. A new one is a module with a `Dataset`, and its name here."""

from typing import Final

from casus.imports import pax
from casus.imports.cow import extra_state, inter_state, intra_state, non_state, states
from casus.imports.dataset import Dataset
from casus.imports.ucdp import acd, actor, brd, dyadic, ged, nonstate, onesided, peace, termination

DATASETS: Final[dict[str, Dataset]] = {
    each.name: each
    for each in (
        *(ged.GED, ged.CANDIDATE, actor.ACTOR, acd.ACD, dyadic.DYADIC, brd.DYAD, brd.CONFLICT),
        *(nonstate.NON_STATE, onesided.ONE_SIDED, peace.PEACE, termination.DYAD, termination.CONFLICT),
        *(states.STATES, states.MAJORS, inter_state.INTER_STATE, extra_state.EXTRA_STATE),
        *(intra_state.INTRA_STATE, intra_state.INTRA_STATE_WARS, non_state.NON_STATE, pax.PAX),
    )
}
