"""All datasets whose files are known. A new one is a module with a `Dataset`, and its name here."""

from typing import Final

from casus.imports import pax
from casus.imports.dataset import Dataset
from casus.imports.ucdp import ged, peace, termination

DATASETS: Final[dict[str, Dataset]] = {
    each.name: each for each in (ged.GED, ged.CANDIDATE, peace.PEACE, termination.DYAD, termination.CONFLICT, pax.PAX)
}
