"""A folder of two triples, which builds in a quarter of a second: for how a release comes to its place."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from casus.compiler.build import build
from casus.release.manifest import Release, current


class TwoTriples:
    """An ontology with a version, and a text."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "ontology"
        self.var = folder / "var"
        self.root.mkdir()
        self.write("9.8.7", "one")

    def write(self, version: str, text: str) -> None:
        (self.root / "casus.ttl").write_text(
            "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
            f'<https://w3id.org/casus/ontology> owl:versionInfo "{version}" ; owl:backwardCompatibleWith "{text}" .\n',
            encoding="utf-8",
        )

    def spoil(self) -> None:
        (self.root / "spoilt.ttl").write_text("oops", encoding="utf-8")

    def build(self, progress: Callable[[str], None] = lambda _: None) -> Release:
        return build(self.root, self.var, progress)

    def text(self) -> str:
        """The text in the store of the current release."""
        store = pyoxigraph.Store.read_only(str(current(self.var).store_path))
        predicate = pyoxigraph.NamedNode("http://www.w3.org/2002/07/owl#backwardCompatibleWith")
        (quad,) = store.quads_for_pattern(None, predicate, None, None)
        assert isinstance(quad.object, pyoxigraph.Literal)
        return quad.object.value


def everything(var: Path) -> dict[str, bytes]:
    """Every file of the releases, `current` being told by where it leads."""
    releases = var / "releases"
    files = {str(path.relative_to(var)): path.read_bytes() for path in releases.rglob("*") if path.is_file()}
    return {**files, "current": (var / "current").resolve().name.encode()}


@pytest.fixture
def sources(tmp_path: Path) -> TwoTriples:
    return TwoTriples(tmp_path)
