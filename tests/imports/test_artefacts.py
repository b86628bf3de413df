"""What an import leaves is taken as it was written, or not at all: the answer says which, what is wrong, what to do."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from casus.compiler.build import build
from casus.compiler.imports import Imports
from casus.compiler.violations import BuildError, Violation
from casus.imports.importing import AlreadyThere, forget
from casus.terms.namespaces import RECORD
from tests.conftest import Workshop
from tests.imports.made_up import imported, write
from tools.made_up import event

Damage = Callable[[Path], object]
_FILES = ("rows.nq.gz", "rows.jsonl", "shared.nq.gz", "shared.jsonl", "manifest.json")


@pytest.fixture
def artefact(workshop: Workshop, tmp_path: Path) -> Path:
    return brought_in(workshop, tmp_path)


def brought_in(workshop: Workshop, folder: Path) -> Path:
    events = [event(), event(id="900002", best="7", deaths_a="2")]
    return imported("ucdp-ged", write(folder / "ged241.csv", events), workshop.var, workshop.sources).path


def refused(workshop: Workshop) -> str:
    """Why the build is refused."""
    with pytest.raises(BuildError) as error:
        build(workshop.sources, workshop.var)
    return "\n".join(map(str, error.value.violations))


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Damage] = {
    "a byte is another": flipped,
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "empty": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
}


def test_a_damaged_import_is_told_with_what_to_do(artefact: Path, workshop: Workshop, tmp_path: Path) -> None:
    whole = shutil.copytree(artefact, tmp_path / "whole")
    for name in _FILES:
        for damage, done in DAMAGES.items():
            done(artefact / name)
            with pytest.raises(BuildError) as error:
                Imports.of(workshop.var)
            (told,) = map(str, error.value.violations)
            assert "ucdp-ged-24.1" in told and name in told, (name, damage)
            assert told.endswith("import its file again with 'casus import', or remove it with 'casus forget'")
            shutil.copy(whole / name, artefact / name)
    assert Imports.of(workshop.var)


@pytest.mark.parametrize("name", _FILES)
def test_what_is_damaged_is_mended_by_the_same_file(
    artefact: Path, workshop: Workshop, tmp_path: Path, name: str
) -> None:
    flipped(artefact / name)
    assert name in refused(workshop)

    brought_in(workshop, tmp_path)
    assert Imports.of(workshop.var)
    with pytest.raises(AlreadyThere):
        brought_in(workshop, tmp_path)


def test_what_is_whole_gzip_and_whole_lines_is_told_too(artefact: Path, workshop: Workshop) -> None:
    quads = gzip.decompress((artefact / "rows.nq.gz").read_bytes()).splitlines(keepends=True)
    (artefact / "rows.nq.gz").write_bytes(gzip.compress(b"".join(quads[:-1])))

    assert "rows.nq.gz is not as it was written" in refused(workshop)


def test_a_number_in_a_report_is_not_changed_by_hand(artefact: Path, workshop: Workshop) -> None:
    report = artefact / "manifest.json"
    report.write_text(report.read_text("utf-8").replace('"rows": 2', '"rows": 3'), encoding="utf-8")

    assert "manifest.json: it is not as it was written" in refused(workshop)


def test_a_copy_of_an_import_is_told(artefact: Path, workshop: Workshop) -> None:
    shutil.copytree(artefact, artefact.with_name("ucdp-ged-24.1 copy"))

    assert "ucdp-ged-24.1 copy is the import ucdp-ged-24.1 under another name" in refused(workshop)
    assert forget(workshop.var, "ucdp-ged-24.1 copy") == ["ucdp-ged-24.1 copy"]
    assert Imports.of(workshop.var)


def test_a_folder_that_is_no_import_is_told_and_removed(artefact: Path, workshop: Workshop) -> None:
    artefact.with_name("stray").mkdir()

    assert "stray cannot be read: manifest.json: " in refused(workshop)
    assert forget(workshop.var, "stray") == ["stray"]


def test_two_versions_of_a_dataset_are_not_taken_together(artefact: Path, workshop: Workshop, tmp_path: Path) -> None:
    shutil.copytree(artefact, tmp_path / "aside")
    imported("ucdp-ged", tmp_path / "ged241.csv", workshop.var, workshop.sources, "25.1")
    shutil.copytree(tmp_path / "aside", artefact)

    assert "ucdp-ged is there 2 times" in refused(workshop)


@pytest.mark.parametrize("record", ["events/ucdp-ged-900002", "armed-forces/ucdp-90002"])
def test_a_record_of_which_the_sources_speak_too_is_told(artefact: Path, workshop: Workshop, record: str) -> None:
    imports = Imports.of(workshop.var)
    named = {name for each in imports.artefacts for name in each.report.names}

    assert not list(imports.collisions(named))
    (told,) = imports.collisions({*named, RECORD + record})
    assert str(told).startswith(f"imports/ucdp-ged-24.1: {record}: the sources say something of it too")


def test_a_build_tells_of_a_record_that_is_imported_and_written(artefact: Path, workshop: Workshop) -> None:
    workshop.edit("data/records.ttl", "force:first", "force:ucdp-90002")

    assert "armed-forces/ucdp-90002: the sources say something of it too" in refused(workshop)


def test_a_build_tells_of_an_import_of_another_mapping(artefact: Path, workshop: Workshop) -> None:
    told: list[Violation] = []
    build(workshop.sources, workshop.var, warn=told.append)
    assert not told

    workshop.edit("codes/violence-type.ttl", '"state-based"@en', '"by states"@en')
    build(workshop.sources, workshop.var, warn=told.append)
    assert [(each.file, each.is_warning) for each in told] == [("imports/ucdp-ged-24.1", True)]
    assert "import its file again" in told[0].message
