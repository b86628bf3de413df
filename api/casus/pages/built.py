"""What is bundled of others for browsers: `make assets` writes it, with a manifest, and the pages do without it too."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

_FOLDER: Final = "built"
_MANIFEST: Final = "manifest.json"
EDITOR: Final = f"{_FOLDER}/editor.js"
"""Of the page for queries: its name below /static."""


@dataclass(frozen=True)
class Built:
    """What is there of it."""

    packages: dict[str, str]
    """The packages that are inside, with their versions; empty: nothing is built."""
    broken: tuple[str, ...] = ()
    """The files that are missing or not as the manifest says, so that none is used."""

    def __str__(self) -> str:
        if self.broken:
            return f"tier 0, without the built assets: not as it was built is {', '.join(self.broken)}"
        if not self.packages:
            return "tier 0, without the built assets"
        return f"tier 1, with the built assets of {len(self.packages)} packages"


@cache
def built() -> Built:
    """What the folder of the built assets holds; looked at once."""
    return look(files("casus.pages").joinpath("static", _FOLDER))


def look(folder: Traversable) -> Built:
    """What the folder holds, each file compared with the manifest."""
    manifest = folder.joinpath(_MANIFEST)
    if not manifest.is_file():
        return Built({})
    said = json.loads(manifest.read_text("utf-8"))
    broken = (name for name, file in said["files"].items() if not _is(folder.joinpath(name), file["sha256"]))
    return Built(said["packages"], tuple(broken))


def is_built() -> bool:
    """Whether pages may name the built assets."""
    return bool(built().packages) and not built().broken


def _is(file: Traversable, digest: str) -> bool:
    return file.is_file() and sha256(file.read_bytes()).hexdigest() == digest
