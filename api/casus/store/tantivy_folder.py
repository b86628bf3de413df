"""Opening an index of tantivy in a release, which nobody may write to."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import tantivy

_LOCK: Final = ".lock"


def searcher_of(path: Path) -> tantivy.Searcher:
    """The index in that folder; FileNotFoundError when there is none.

    tantivy writes a lock file even to read, which a release does not let it do: so it gets a folder of links, which is
    gone again once the files are mapped.
    """
    with _folder() as links:
        for file in path.resolve(strict=True).iterdir():
            if file.suffix != _LOCK:  # another user's, if there is one
                (links / file.name).symlink_to(file)
        index = tantivy.Index.open(str(links))
        index.config_reader("manual")
        return index.searcher()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for the time of the block. The first reader that tantivy 0.27 makes, before it can be told not to, has a
    thread that may lock once more while the folder is being removed.
    """
    folder = Path(tempfile.mkdtemp(prefix="casus-index-"))
    try:
        yield folder
    finally:
        for _ in range(10):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.01)
