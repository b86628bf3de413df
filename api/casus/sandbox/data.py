"""What a worker reads: a release's store on disk, or its N-Quads, loaded into memory.

In memory a query takes a half to a tenth of the time (pyoxigraph 0.5.13), and all workers share what their nursery has
loaded; it takes some 600 bytes a triple. A folder is a store on disk; a file is gzipped N-Quads.
"""

import gzip
from pathlib import Path
from typing import Final

import pyoxigraph as ox

NOTHING: Final = Path("/dev/null")
"""No data at all: for queries that are only tried."""


def in_memory(path: Path | str) -> bool:
    """Whether the data at the path are read into memory."""
    return Path(path) == NOTHING or Path(path).is_file()


def load(path: Path | str) -> ox.Store:
    """The N-Quads in memory. No thread is started (a store on disk has three of its own).

    Not with `bulk_load`, which leaves them so scattered that a grouped count takes a sixth longer (pyoxigraph 0.5.13).
    """
    with gzip.open(path) as file:
        store = ox.Store()
        store.load(file.read(), ox.RdfFormat.N_QUADS)
    return store


def open_on_disk(path: Path | str) -> ox.Store:
    """The store on disk, read-only; any number of processes may open it at once."""
    return ox.Store.read_only(str(path))
