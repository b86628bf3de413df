"""Writing an index of tantivy into a release."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import tantivy

_MEMORY_BYTES: Final = 1_000_000_000
"""What the writer may hold before it begins a second segment: enough for some million records."""


def write_documents(path: Path, schema: tantivy.Schema, documents: Iterable[str]) -> None:
    """Index the documents, which are JSON objects, in their order and in one segment, in the new folder.

    Nobody writes to it again. Raises OSError when it cannot be written.
    """
    path.mkdir()
    try:
        writer = tantivy.Index(schema, path=str(path)).writer(_MEMORY_BYTES, num_threads=1)
        for document in documents:
            writer.add_json(document)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # tantivy's word for a full disk too
        raise OSError(str(error)) from error
    for lock in path.glob("*.lock"):
        lock.unlink()
    for file in path.iterdir():
        file.chmod(0o644)  # tantivy keeps meta.json for its owner
