"""Files that are not as they should be: each is refused with what is wrong, and nothing has changed."""

import gzip
import os
import resource
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casus.cli import main
from casus.imports.refused import FileRefused
from casus.imports.writer import Writer
from tests.conftest import Workshop
from tests.imports.importing import written
from tests.imports.made_up import STATE, imported, write
from tools.made_up import GED, event

Run = Callable[..., Result]


@pytest.fixture
def run(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, on the workshop."""
    monkeypatch.setenv("CASUS_VAR_DIR", str(workshop.var))
    monkeypatch.setenv("CASUS_ONTOLOGY_DIR", str(workshop.sources))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "ged241.csv", [event(), event(id="900002", date_start="2016-05-06", date_end="2016-05-06")])


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "truncated in a row": (lambda content: content[:-60], "cells and the header 49: the file is cut off there"),
    "truncated in a text": (
        lambda content: content[: content.rindex(b"Madeupville town")] + b'"Madeupville to',
        "unexpected end of data",
    ),
    "a column is missing": (swapped("date_prec", "datum"), "lacks date_prec"),
    "another header": (lambda content: b"a,b,c\n1,2,3\n", "lacks adm_1, adm_2, best"),
    "two headers": (lambda content: content.split(b"\n")[0] + b"\n" + content, "id is 'id', which is no number"),
    "no header": (lambda content: b"\n".join(content.split(b"\n")[1:]), "there is no header"),
    "a column twice": (swapped("relid", "id"), "the header names id twice"),
    "Windows-1252": (
        lambda content: content.replace(b"Madeupville town", "Madéupville".encode("cp1252")),
        "is in cp1252, and ucdp-ged comes in utf-8",
    ),
    "UTF-16": (lambda content: content.decode().encode("utf-16"), "is no text: it has null bytes"),
    "an id that is a decimal": (swapped("900002", "900002.0"), "line 3: id is '900002.0', which is no number"),
    "a number that is none": (swapped(",6,9,4,", ",six,9,4,"), "line 2: best is 'six', which is no whole number"),
    "a day that is none": (
        swapped("2016-05-06,2016-05-06", "2016-02-30,2016-02-30"),
        "line 3: date_start is '2016-02-30'",
    ),
    "days of a spreadsheet": (swapped("2016-05-06", "5/6/2016"), "line 3: date_start is '5/6/2016'"),
    "an end before the start": (swapped("2016-05-06,2016-05-06", "2016-05-06,2016-05-01"), "line 3: "),
    "a point beyond the pole": (swapped("31.250000", "91.5"), "line 2: latitude 91.5 and longitude"),
    "a point that is none": (swapped("31.250000", "nan"), "line 2: latitude and longitude are 'nan'"),
    "a code that the code book has not": (
        swapped("Clear,1,", "Clear,4,"),
        "type_of_violence is '4'; it can be 1, 2, 3",
    ),
    "a number that begins with 0": (swapped("900002", "0900002"), "line 3: id is '0900002', and no number of a record"),
    "a number of an actor that begins with 0": (
        swapped("90002", "090002"),
        "line 2: side_b_new_id is '090002', and no",
    ),
    "a number of a state that is none": (
        swapped(",620,Africa", ",Libya,Africa"),
        "line 2: number of a state is 'Libya'",
    ),
    "digits of another script": (swapped("900002", "٩٠٠٠٠٢"), "line 3: id is '٩٠٠٠٠٢', which is no number"),
    "a number that is too long": (swapped(",6,9,4,", f",{'9' * 5000},9,4,"), "it has too many digits"),
    "an error of a spreadsheet": (
        swapped("Madeupville town", "#REF!"),
        "line 2: holds #REF!, which Excel makes of what",
    ),
    "a null byte after a byte of Windows": (
        lambda content: content.replace(b"A Province", b"Prov\xefnce\0", 1),
        "is no text: it has null bytes",
    ),
    "the same id twice": (swapped("900002", "900001"), "line 3: events/ucdp-ged-900001 was there before"),
    "candidate events": (swapped("Clear", "Check dyad"), "this is a file of ucdp-candidate"),
    "nothing": (lambda content: b"", "is empty"),
    "a header alone": (lambda content: content.split(b"\n")[0] + b"\n", "has a header and no row"),
    "gzipped": (gzip.compress, "is gzipped: unpack it"),
    "a zip archive": (lambda content: b"PK\x03\x04" + content, "damaged workbook"),
    "an old workbook": (lambda content: b"\xd0\xcf\x11\xe0" + content, "a workbook of Excel before 2007"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_and_what_was_there_is_there(
    run: Run, good: Path, workshop: Workshop, name: str
) -> None:
    first = imported("ucdp-ged", good, workshop.var, workshop.sources, "23.1")
    before = {path.name: path.read_bytes() for path in first.path.iterdir()}
    change, reason = BROKEN[name]
    good.write_bytes(change(good.read_bytes()))

    result = run("import", "ucdp-ged", good)

    assert result.exit_code == 1, result.output
    assert reason in result.output
    assert {path.name: path.read_bytes() for path in first.path.iterdir()} == before
    assert [path.name for path in (workshop.var / "imports").glob("u*")] == ["ucdp-ged-23.1"]


def test_a_file_that_is_not_known_is_refused_before_the_sources_are_read(
    run: Run, good: Path, workshop: Workshop
) -> None:
    workshop.append("data/records.ttl", "no Turtle")
    assert "data/records.ttl" in run("import", "ucdp-ged", good).output

    good.write_bytes(BROKEN["another header"][0](good.read_bytes()))
    assert "lacks adm_1, adm_2, best" in run("import", "ucdp-ged", good).output


HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "a byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "line ends of Windows": lambda content: content.replace(b"\n", b"\r\n"),
    "bare carriage returns": lambda content: content.replace(b"\n", b"\r"),
    "no line end at the end": lambda content: content.rstrip(b"\n"),
    "an empty line at the end": lambda content: content + b"\n",
    "blanks around the names of columns": swapped("conflict_name,", " conflict_name ,"),
    "semicolons": lambda content: content.replace(b",", b";"),
    "tags below the header": lambda content: content.replace(
        b"\n", b"\n" + ",".join(["#event+id", *[""] * (len(GED) - 1)]).encode() + b"\n", 1
    ),
    "line breaks in a cell": lambda content: content.replace(b"Madeupville town", b'"Madeupville\ntown"'),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_no_harm_is_taken(good: Path, workshop: Workshop, name: str) -> None:
    good.write_bytes(HARMLESS[name](good.read_bytes()))

    assert imported("ucdp-ged", good, workshop.var, workshop.sources).report.rows == 2


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("ged241 (12).csv", "the name of ged241 (12).csv has the versions 24.1 and 1.2: give the one"),
        ("ged241-and-ged251.csv", "has the versions 24.1 and 25.1"),
        ("ged241-of-24.1.csv", "ucdp-ged-24.1:"),
    ],
)
def test_a_name_of_a_file_that_tells_two_versions_tells_none(run: Run, good: Path, name: str, answer: str) -> None:
    assert answer in run("import", "ucdp-ged", good.rename(good.with_name(name))).output


def test_rows_that_tell_two_versions_tell_none(run: Run, tmp_path: Path) -> None:
    rows = [STATE | {"version": "2016"}, STATE | {"styear": "1953", "version": "2011"}]
    states = written(tmp_path / "states.csv", STATE, *rows)

    assert (
        "the column version of states.csv has the versions 2016 and 2011" in run("import", "cow-states", states).output
    )
    assert "cow-states-2016:" in run("import", "cow-states", states, "--version", "2016").output


def test_what_is_no_file_is_refused(run: Run, tmp_path: Path, workshop: Workshop) -> None:
    os.mkfifo(pipe := tmp_path / "ged241.csv")

    assert "ged241.csv is a pipe" in run("import", "ucdp-ged", pipe).output
    assert "is a device" in run("import", "ucdp-ged", "/dev/zero").output
    assert run("import", "ucdp-ged", tmp_path).exit_code == 2
    with pytest.raises(FileRefused, match="is a folder"):
        imported("ucdp-ged", tmp_path, workshop.var, workshop.sources)


def test_a_name_that_is_no_text_is_told_with_question_marks(good: Path, workshop: Workshop) -> None:
    named = good.rename(Path(os.fsdecode(os.fsencode(good).replace(b"ged241", b"ged\xff241"))))

    assert imported("ucdp-ged", named, workshop.var, workshop.sources).report.file == "ged?241.csv"


def test_a_file_with_other_rows_than_the_whole_one_is_taken_with_a_warning(
    run: Run, tmp_path: Path, good: Path, workshop: Workshop
) -> None:
    cut = written(tmp_path / "states2016.csv", STATE, STATE)

    told = "warning: states2016.csv has 1 rows, and cow-states 2016 as it was tried has 243: it may be cut off"
    assert told in run("import", "cow-states", cut).output
    assert told in run("imports").output
    assert "warning" not in run("import", "ucdp-ged", good).output, "no whole file of this version was tried"


def test_an_import_of_another_mapping_is_told(run: Run, good: Path, workshop: Workshop) -> None:
    run("import", "ucdp-ged", good)
    assert "the mapping is" not in run("imports").output
    workshop.edit("codes/violence-type.ttl", '"state-based"@en', '"by states"@en')

    assert "now: import its file again" in run("imports").output


def test_a_disk_that_is_full_leaves_what_was_there(run: Run, good: Path, workshop: Workshop) -> None:
    first = imported("ucdp-ged", good, workshop.var, workshop.sources, "23.1")
    before = {path.name: path.read_bytes() for path in first.path.iterdir()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, hard))
    try:
        result = run("import", "ucdp-ged", good)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert result.exit_code == 2, result.output
    assert {path.name: path.read_bytes() for path in first.path.iterdir()} == before
    assert not list(first.path.parent.glob(".draft-*"))


def test_rows_are_left_out_where_that_is_asked_for(run: Run, good: Path, workshop: Workshop) -> None:
    good.write_bytes(BROKEN["an id that is a decimal"][0](good.read_bytes()))

    result = run("import", "ucdp-ged", good, "--leave-out-refused")

    assert result.exit_code == 0, result.output
    assert "1 rows refused\n    line 3: id is '900002.0'" in result.output


def test_the_same_file_again_is_nothing_to_do_and_another_version_replaces(
    run: Run, good: Path, workshop: Workshop
) -> None:
    assert "'casus build' makes a release with it" in run("import", "ucdp-ged", good).output
    assert "ucdp-ged-24.1 is there already" in run("import", "ucdp-ged", good).output
    assert run("import", "ucdp-ged", good, "--version", "25.1").exit_code == 0
    assert [line.partition(":")[0] for line in run("imports").output.splitlines()] == ["ucdp-ged-25.1"]
    assert "is removed" in run("forget", "ucdp-ged").output
    assert "nothing is imported" in run("imports").output
    assert run("forget", "ucdp-ged").exit_code == 1


def test_a_version_is_told_by_the_name_of_the_file_or_by_whoever_imports_it(run: Run, good: Path) -> None:
    unnamed = good.rename(good.with_name("events.csv"))
    assert "give it, as in --version 25.1" in run("import", "ucdp-ged", unnamed).output
    for name, version in (("ged251.csv", "25.1"), ("GEDEvent_v24_1.csv", "24.1"), ("ged-22.1.csv", "22.1")):
        unnamed = unnamed.rename(good.with_name(name))
        assert f"ucdp-ged-{version}:" in run("import", "ucdp-ged", unnamed).output


@pytest.mark.parametrize("version", ["a/b", "../../x", "x y> <a", " ", "é", "1\n2", "1" * 60, ""])
def test_a_version_that_is_no_name_is_refused_and_what_was_there_is_there(
    run: Run, good: Path, workshop: Workshop, version: str
) -> None:
    run("import", "ucdp-ged", good)
    before = sorted((workshop.var / "imports").rglob("*"))
    result = run("import", "ucdp-ged", good, "--version", version)

    if version:
        assert result.exit_code == 1
        assert "is no version" in result.output
    assert sorted((workshop.var / "imports").rglob("*")) == before


def test_what_a_killed_import_put_aside_is_put_back(run: Run, good: Path, workshop: Workshop) -> None:
    run("import", "ucdp-ged", good)
    folder = workshop.var / "imports"
    (folder / ".draft-killed" / "import").mkdir(parents=True)
    (folder / "ucdp-ged-24.1").rename(folder / ".draft-killed" / "gives-way-ucdp-ged-24.1")

    assert "ucdp-ged-24.1 is there already" in run("import", "ucdp-ged", good).output
    assert not list(folder.glob(".draft-*"))


def test_an_import_that_cannot_be_read_is_told_replaced_and_forgotten(run: Run, good: Path, workshop: Workshop) -> None:
    run("import", "ucdp-ged", good)
    manifest = workshop.var / "imports" / "ucdp-ged-24.1" / "manifest.json"
    for broken in (b"{", b"\xff"):
        manifest.write_bytes(broken)
        assert "ucdp-ged-24.1" in run("imports").output
        assert run("import", "ucdp-ged", good, "--version", "25.1").exit_code == 0
        assert [path.name for path in manifest.parents[1].glob("u*")] == ["ucdp-ged-25.1"]
        assert run("import", "ucdp-ged", good).exit_code == 0
    manifest.unlink()
    assert run("imports").exit_code == 2
    assert "ucdp-ged-24.1 is removed" in run("forget", "ucdp-ged").output


def test_a_file_that_changes_while_it_is_read_is_refused(
    good: Path, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Writer.row

    def row(writer: Writer, draft: Any) -> None:
        original(writer, draft)
        good.write_bytes(good.read_bytes() + b"\n")

    monkeypatch.setattr(Writer, "row", row)
    with pytest.raises(FileRefused, match="was changed while it was read"):
        imported("ucdp-ged", good, workshop.var, workshop.sources)


def test_control_characters_are_blanks(good: Path, workshop: Workshop) -> None:
    good.write_bytes(good.read_bytes().replace(b"Madeupville town", "Made\x85up\u2028ville\x01town".encode()))
    artefact = imported("ucdp-ged", good, workshop.var, workshop.sources)
    quads = gzip.decompress(artefact.quads("rows").read_bytes()).decode()
    assert "Made up ville town" in quads
    assert quads.count("\n") == len(quads.splitlines())


def test_an_unknown_dataset_is_answered_with_those_that_are_known(run: Run, good: Path) -> None:
    result = run("import", "acled", good)

    assert result.exit_code == 2
    assert "no dataset is called acled; those that are known are ucdp-ged" in result.output
    assert "name a dataset and a file" in run("import").output


def test_every_layout_that_is_known_was_tried_on_a_real_file(run: Run) -> None:
    told = run("import", "--list").output

    layouts = [line.strip() for line in told.splitlines() if line.startswith("  ") and not line.startswith("  refused")]
    for layout, after in pairwise(layouts):
        if layout.startswith("layout "):
            assert after.startswith("tried: version "), layout
