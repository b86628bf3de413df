"""Where imports stand, `<var>/imports/`: putting one there, whole or not at all, and taking it away."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from casus.compiler.disk import GIVES_WAY, make_folder, put_back, to_disk, tree_to_disk
from casus.compiler.publish import one_build_at_a_time
from casus.release.artefact import FOLDER, Artefact, folders

_DRAFT: Final = ".draft-"


@contextmanager
def one_import_at_a_time(var: Path) -> Iterator[Path]:
    """Waits for its turn, and gives the folder. What an import that was killed had put aside is put back."""
    folder = var / FOLDER
    make_folder(folder)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{_DRAFT}*"):
            put_back(left, folder)
            shutil.rmtree(left)
        yield folder


@contextmanager
def draft(folder: Path) -> Iterator[Path]:
    """A place for an import that is being made."""
    with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=folder) as scratch:
        made = Path(scratch) / "import"
        made.mkdir()
        yield made


def put(var: Path, made: Path, name: str, before: list[Path]) -> Path:
    """Give the draft its place, in that of others. Waits for a build that reads them; if it fails, they are there."""
    scratch, folder = made.parent, made.parents[1]
    target = folder / name
    tree_to_disk(scratch)
    with one_build_at_a_time(var):
        to_disk(folder)  # the draft first: what is put aside in it must be found again
        aside = {path: scratch / f"{GIVES_WAY}{path.name}" for path in {target, *before} if path.exists()}
        try:
            for path, place in aside.items():
                path.rename(place)
            to_disk(scratch)
            made.rename(target)
        except OSError:
            for path, place in aside.items():
                if place.exists():
                    place.rename(path)
            raise
        to_disk(folder)
    return target


def remove(var: Path, places: list[Path]) -> None:
    """Take imports away, each whole or not at all. Waits for a build that reads them."""
    folder = var / FOLDER
    with draft(folder) as made, one_build_at_a_time(var):
        for place in places:
            place.rename(made / place.name)
        to_disk(folder)


def of_dataset(var: Path, name: str, known: frozenset[str]) -> list[tuple[Path, Artefact | None]]:
    """The folders of the dataset, one of those `known`, or of that name, with what they hold; None: unreadable."""
    found: list[tuple[Path, Artefact | None]] = []
    for path in folders(var):
        try:
            artefact = Artefact.open(path)
        except ValueError:
            fitting = [each for each in known if path.name.startswith(f"{each}-")]
            if name in (path.name, max(fitting, key=len, default="")):
                found.append((path, None))
        else:
            if name in (path.name, artefact.report.dataset):
                found.append((path, artefact))
    return found
