"""Workbooks: what a spreadsheet makes of a file is read rightly, or refused with what is wrong."""

import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from casus.imports.refused import FileRefused
from casus.imports.table import header_of

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="text/xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_HEADER = ["id", "day", "figure", "name"]


def text(value: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def workbook(path: Path, *cells: str, beside: str = "") -> Path:
    """A workbook with a header and a row of cells, as its XML has them."""
    return sheet(path, [*map(text, _HEADER)], cells, beside=beside)


def sheet(path: Path, *rows: Iterable[str], beside: str = "") -> Path:
    written = "".join(f"<row>{''.join(row)}</row>" for row in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, content)
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{_MAIN}"><sheetData>{written}{beside}</sheetData></worksheet>',
        )
    return path


def read(path: Path) -> list[str]:
    header = header_of(path)
    assert header.columns == tuple(_HEADER)
    ((_, cells),) = header.rows()
    return [*cells]


def test_values_are_those_of_a_table_of_texts(tmp_path: Path) -> None:
    cells = ["<c><v>7</v></c>", '<c t="d"><v>2016-05-04T00:00:00</v></c>', "<c><v>0.00001</v></c>", text("a <b>")]

    assert read(workbook(tmp_path / "a.xlsx", *cells)) == ["7", "2016-05-04", "0.00001", "a <b>"]


def test_what_is_no_whole_number_and_no_day_is_not_made_to_one(tmp_path: Path) -> None:
    cells = ["<c><v>7.5</v></c>", '<c t="d"><v>2016-05-04T13:30:00</v></c>', '<c t="b"><v>1</v></c>', text("7.0")]

    assert read(workbook(tmp_path / "a.xlsx", *cells)) == ["7.5", "2016-05-04T13:30:00", "true", "7.0"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("<c><f>A1+1</f></c>", "has formulas"),
        ("<c><f>A1+1</f><v>2</v></c>", "has formulas"),
        ('<c t="e"><v>#N/A</v></c>', "has an error in a cell"),
        ('<c s="1" t="e"><v>#REF!</v></c>', "has an error in a cell"),
        ('<c t="s"><v>7</v></c>', "is a damaged workbook"),
    ],
)
def test_a_cell_whose_value_is_not_there_is_refused(tmp_path: Path, cell: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        read(workbook(tmp_path / "a.xlsx", cell, text(""), text(""), text("")))


@pytest.mark.parametrize("cell", ["XFD2", "A1048576", "D900000"])
def test_a_cell_far_away_is_refused(tmp_path: Path, cell: str) -> None:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    beside = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'

    with pytest.raises(FileRefused, match=f"has a cell at {cell}: remove"):
        read(workbook(tmp_path / "a.xlsx", *map(text, "abcd"), beside=beside))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = workbook(tmp_path / "a.xlsx", *map(text, "abcd"), beside=" " * 32 * 1024**2)

    with pytest.raises(FileRefused, match="it unpacks to 32 MiB"):
        read(bomb)


def test_a_workbook_that_says_a_wrong_size_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", *map(text, "abcd"), beside=" " * 100_000)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (400).to_bytes(4, "little")))

    with pytest.raises(FileRefused, match="is a damaged workbook"):
        read(path)


def test_a_workbook_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", *map(text, "abcd")).read_bytes()
    for length in range(4, len(whole), 37):
        (tmp_path / "b.xlsx").write_bytes(whole[:length])
        with pytest.raises(FileRefused):
            read(tmp_path / "b.xlsx")


def test_a_workbook_with_a_changed_byte_is_refused_or_read(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", *map(text, "abcd")).read_bytes()
    for number in range(4, len(whole), 3):
        changed = bytearray(whole)
        changed[number] ^= 0x55
        (tmp_path / "b.xlsx").write_bytes(changed)
        with suppress(FileRefused):
            assert read(tmp_path / "b.xlsx") == ["a", "b", "c", "d"]
