"""Whole-dataset dumps of a release: the quads as N-Quads and, without imports, as TriG, gzipped, with checksums.

The bytes depend on nothing but the quads: gzip's header carries no time and no name.
"""

import base64
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph

from casus.terms.namespaces import PREFIXES

_FORMATS: Final = {
    "nq": ("application/n-quads", pyoxigraph.RdfFormat.N_QUADS),
    "trig": ("application/trig", pyoxigraph.RdfFormat.TRIG),
}


@dataclass(frozen=True)
class Dump:
    """One file of a release."""

    name: str
    media_type: str
    """Of what is inside; the file itself is gzip."""
    bytes: int
    sha256: str
    """Of the file as it is downloaded; hexadecimal."""

    @property
    def digest_header(self) -> str:
        """The value of Repr-Digest (RFC 9530, section 3)."""
        return f"sha-256=:{base64.b64encode(bytes.fromhex(self.sha256)).decode()}:"


def write_dumps(
    folder: Path, release_id: str, quads: Iterable[pyoxigraph.Quad], members: Iterable[bytes] | None = None
) -> tuple[Dump, ...]:
    """Write the dumps of these sorted quads into the folder, which is made.

    With `members`, gzipped N-Quads of what was imported, there is one dump, which they follow as they are (RFC 1952,
    section 2.2): millions of quads are not written a second time as TriG.
    """
    folder.mkdir()
    by_graph = sorted(quads, key=lambda quad: str(quad.graph_name))  # TriG names a graph once
    dumps = []
    for suffix in _FORMATS if members is None else ("nq",):
        media_type, format = _FORMATS[suffix]
        prefixes = PREFIXES if suffix == "trig" else None
        path = folder / f"casus-{release_id}.{suffix}.gz"
        with path.open("wb") as file:
            with gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
                pyoxigraph.serialize(by_graph, cast(IO[bytes], out), format, prefixes=prefixes)
            file.writelines(members or ())
        dumps.append(Dump(path.name, media_type, path.stat().st_size, _sha256(path)))
    return tuple(dumps)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
