"""The power is cut while `casus build`, `import` and `forget` write: at every step, whatever the disk had forgotten.

Each command runs for real; what it does to files is noted, and every folder that a cut may leave is made and looked at.
"""

import json
import random
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from casus.compiler.publish import one_build_at_a_time
from casus.imports.shelf import one_import_at_a_time
from casus.release import artefact
from casus.release.integrity import verified
from casus.release.manifest import current, named
from tests.chaos import disk
from tests.chaos.disk import Disk, Tree
from tests.chaos.witness import compiled, noting
from tests.command import CASUS, environment
from tests.conftest import Workshop
from tests.imports.made_up import imported, write
from tools.made_up import event

pytestmark = pytest.mark.slow
SEVERAL = 3
"""States by chance at each step, beside the four that are always tried."""
STEPS = "CDSLURXF"
"""Kinds of changes after which a cut may leave another folder; a write is pending before and after."""


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("witness"))


def is_dull(path: str, names: Iterable[str]) -> bool:
    """The sources, and a draft that nothing is looked for in."""
    is_draft = path.rpartition("/")[2].startswith(".draft-")
    return path == "ontology" or (is_draft and not any(name.startswith("gives-way-") for name in names))


def key(tree: Tree) -> int:
    """The same for trees that differ in nothing but the note of what was checked."""
    return hash(frozenset((path, what) for path, what in tree.items() if path != "var/checked.json"))


@dataclass(frozen=True)
class Cuts:
    """What may be left of a folder with sources and releases."""

    during: list[Tree]
    """When the power is cut while the command runs."""
    after: list[Tree]
    """When it is cut after the command has said that it is done."""


def cuts_of(workshop: Workshop, library: Path, *command: str, seed: int = 1, **more: str) -> Cuts:
    """Run the command on the workshop, and cut the power at each of its steps."""
    root = workshop.var.parent.resolve()
    model, trace, chance = Disk(root, is_dull), root.parent / f"{root.name}.trace", random.Random(seed)
    trace.touch()
    settings = {"CASUS_ONTOLOGY_DIR": str(workshop.sources), **noting(library, root, trace), **more}
    told = subprocess.run(
        [CASUS, *command], env=environment(workshop.var, **settings), capture_output=True, timeout=120
    )
    assert told.returncode == 0, told.stderr
    during: dict[int, Tree] = {}
    for kind in model.replay(trace):
        if kind in STEPS:
            for tree in model.cuts(chance, SEVERAL):
                during.setdefault(key(tree), tree)
    seen = {path: what for path, what in disk.read(root).items() if not path.startswith("ontology")}
    assert model.now() == seen, "the trace has not seen it all"
    after = {key(tree): tree for tree in model.cuts(chance, 3 * SEVERAL)}
    return Cuts([*during.values()], [*after.values()])


def left(trees: Iterable[Tree], folder: Path) -> Iterator[Path]:
    """The folder of releases of each, made."""
    for number, tree in enumerate(trees):
        place = folder / str(number)
        disk.write(tree, place)
        yield place / "var"


@pytest.fixture
def own(tmp_path: Path) -> Workshop:
    """A workshop in a folder of its own: what is cut stands beside it."""
    return Workshop(tmp_path / "own")


@pytest.mark.full
def test_the_first_build(own: Workshop, library: Path, tmp_path: Path) -> None:
    cuts = cuts_of(own, library, "build")
    whole = current(own.var).id
    assert len(cuts.during) > 2
    for var in left(cuts.during, tmp_path):
        assert found(var) in (None, whole)
    for var in left(cuts.after, tmp_path / "after"):
        assert found(var) == whole


def found(var: Path) -> str | None:
    """The release that `current` is, whole; None where there is none."""
    try:
        return verified(current(var)).id
    except FileNotFoundError:
        return None


def test_the_next_build(own: Workshop, library: Path, tmp_path: Path) -> None:
    before = own.build().id
    own.edit("data/records.ttl", '"A Book"@en', '"A Book of Another Name"@en')
    cuts = cuts_of(own, library, "build")
    after = current(own.var).id
    seen = set()
    for var in left(cuts.during, tmp_path):
        seen.add(found(var))
        assert verified(named(var, before)).id == before
    assert seen == {before, after}
    for var in left(cuts.after, tmp_path / "after"):
        assert found(var) == after
        assert verified(named(var, before)).id == before


@pytest.mark.parametrize("steps", ["one step", pytest.param("two steps", marks=pytest.mark.full)])
def test_a_build_of_the_same_content_by_another_compiler(
    own: Workshop, library: Path, tmp_path: Path, steps: str
) -> None:
    """The release gives way to another of its name: in one step, or where the disk has none, so that it comes back."""
    manifest = own.build().path / "manifest.json"
    members = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**members, "compiler_digest": "another"}), "utf-8")
    cuts = cuts_of(own, library, "build", **({"WITNESS_PLAIN": "1"} if steps == "two steps" else {}))

    def compiler(var: Path) -> str:
        if steps == "two steps":
            with one_build_at_a_time(var):
                pass
        return verified(current(var)).manifest.compiler_digest

    new = compiler(own.var)
    assert new != "another"
    assert {compiler(var) for var in left(cuts.during, tmp_path)} == {"another", new}
    assert {compiler(var) for var in left(cuts.after, tmp_path / "after")} == {new}


@pytest.mark.full
def test_a_build_of_the_same_content_again(own: Workshop, library: Path, tmp_path: Path) -> None:
    release = own.build()
    own.append("data/records.ttl", "# a word")
    cuts = cuts_of(own, library, "build")
    for var in left([*cuts.during, *cuts.after], tmp_path):
        assert found(var) == release.id


# Imports


@dataclass(frozen=True)
class Imported:
    """Sources with an import, and files of the same dataset and of another version of it."""

    workshop: Workshop
    files: dict[str, Path]


@pytest.fixture
def with_import(own: Workshop, tmp_path: Path) -> Imported:
    (tmp_path / "files").mkdir()
    files = {
        "the same version": write(tmp_path / "files" / "ged241.csv", [event(), event(id="900002")]),
        "another version": write(tmp_path / "files" / "ged251.csv", [event(best="7", deaths_a="2")]),
    }
    imported("ucdp-ged", write(tmp_path / "ged241.csv", [event()]), own.var, own.sources)
    return Imported(own, files)


def imports(var: Path) -> tuple[str, ...]:
    """What was imported, whole, once the next import or build has begun."""
    with one_import_at_a_time(var), one_build_at_a_time(var):
        found = artefact.on_disk(var)
    for each in found:
        each.verify()
    return tuple(f"{each.report.id} {each.report.rows}" for each in found)


def imports_of_a_build(var: Path) -> tuple[str, ...]:
    """The same, where only a build has begun."""
    with one_build_at_a_time(var):
        found = artefact.on_disk(var)
    return tuple(f"{each.report.id} {each.report.rows}" for each in found)


@pytest.mark.parametrize("look", [imports, imports_of_a_build])
@pytest.mark.parametrize("which", ["the same version", "another version"])
def test_an_import(
    with_import: Imported, library: Path, tmp_path: Path, which: str, look: Callable[[Path], tuple[str, ...]]
) -> None:
    own, before = with_import.workshop, imports(with_import.workshop.var)
    cuts = cuts_of(own, library, "import", "ucdp-ged", str(with_import.files[which]))
    after = imports(own.var)
    assert before != after and len(after) == 1
    assert {look(var) for var in left(cuts.during, tmp_path)} == {before, after}
    assert {look(var) for var in left(cuts.after, tmp_path / "after")} == {after}


def test_an_import_that_is_forgotten(with_import: Imported, library: Path, tmp_path: Path) -> None:
    own, before = with_import.workshop, imports(with_import.workshop.var)
    cuts = cuts_of(own, library, "forget", "ucdp-ged")
    assert {imports(var) for var in left(cuts.during, tmp_path)} == {before, ()}
    assert {imports(var) for var in left(cuts.after, tmp_path / "after")} == {()}
