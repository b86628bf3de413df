"""Reading the rows of a file: its encoding, its line ends, its header. What they mean, the datasets say."""

import codecs
import csv
import hashlib
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from casus.imports.refused import FileRefused

_WINDOWS: Final = "cp1252"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_GZIP: Final = b"\x1f\x8b"
_HXL: Final = "#"
_NO_NAME: Final = re.compile(r"-?[0-9][0-9 :.,/-]*")
"""A cell with a number or a date: three such are a row and no header."""
_LONGEST: Final = 1024**2
"""Characters in a cell."""
_CHUNK: Final = 1024**2
_IN_SHEET: Final = {
    re.compile(rb"""\br=["']([C-Z][A-Z]{2}[0-9]+|[A-Z]{1,3}(?:9[0-9]{5}|1[0-9]{6}))["']"""): (
        "has a cell at {}: remove what is beside the table"
    ),
    re.compile(rb"<(?:\w+:)?f[ />]"): "has formulas, and a dataset has values alone: download it again",
    re.compile(rb"""<(?:\w+:)?c [^<>]*\bt=["']e["']"""): "has an error in a cell, such as #REF!: download it again",
}
"""What no sheet of a dataset has. A table is read with all empty cells up to its last: a far one takes all memory."""
_OVERLAP: Final = 256
"""Bytes that a match may be long."""
_DENSEST: Final = 100
"""How many times as large as it is packed a part of a workbook may be; those of datasets are about ten times."""
_ALWAYS: Final = 16 * 1024**2
"""Bytes that a part of a workbook may have in any case."""
_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe, and a file is read more than once: save it first",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@dataclass(frozen=True)
class Header:
    """What is known of a file before its rows are read."""

    path: Path
    sha256: str
    columns: tuple[str, ...]
    """Without the white space around them."""
    encoding: str
    """utf-8, cp1252 or xlsx."""
    delimiter: str

    @property
    def name(self) -> str:
        """The name of the file; a byte that is no text is a question mark."""
        return shown(self.path)

    def changed(self) -> bool:
        """Whether the file is another than when it was met."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != self.sha256

    def cells(self, column: str) -> Iterator[str]:
        """The cells of a column without the white space around them; none where the file lacks it."""
        if column in self.columns:
            number = self.columns.index(column)
            for _, cells in self.rows():
                yield cells[number].strip()

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The line on which each row ends, and its cells. Raises FileRefused for a row of another width."""
        rows = _sheet(self.path) if self.encoding == "xlsx" else _lines(self.path, self.encoding, self.delimiter)
        next(rows)
        width, line, hxl = len(self.columns), 1, True
        try:
            for line, cells in rows:
                if hxl and {cell[:1] for cell in cells if cell} == {_HXL}:  # tags of the Humanitarian Exchange Language
                    hxl = False
                    continue
                hxl = False
                if len(cells) != width:
                    if not any(cells):
                        continue
                    raise FileRefused(
                        f"line {line} has {len(cells)} cells and the header {width}: the file is cut off there, or a "
                        "quotation mark is missing before it"
                    )
                yield line, cells
        except UnicodeDecodeError as error:
            raise FileRefused(f"after line {line}: not {self.encoding}: {error.reason}") from error
        except csv.Error as error:
            raise FileRefused(f"after line {line}: {error}") from error


def the_one(versions: Iterable[str], where: str, header: Header) -> str:
    """The version that all of these are; nothing where there is none. Raises FileRefused for several."""
    found = [*dict.fromkeys(filter(None, versions))]
    if len(found) > 1:
        told = " and ".join(each[:40] for each in found[:4])
        raise FileRefused(f"the {where} of {header.name} has the versions {told}: give the one, as in --version 25.1")
    return "".join(found)


def shown(path: Path) -> str:
    """The name of a file for messages and reports."""
    return path.name.encode(errors="replace").decode()


def header_of(path: Path) -> Header:
    """The header of the file. Raises FileRefused for what is no table, OSError for what cannot be read."""
    if kind := _KINDS.get(stat.S_IFMT(path.stat().st_mode)):  # opening a pipe would wait for whoever writes to it
        raise FileRefused(f"{shown(path)} is {kind}")
    try:
        return _header_of(path)
    except UnicodeDecodeError as error:
        raise FileRefused(f"{shown(path)} is neither UTF-8 nor Windows-1252: {error.reason}") from error
    except csv.Error as error:
        raise FileRefused(f"the header of {shown(path)} cannot be read: {error}") from error
    except StopIteration:
        raise FileRefused(f"the first sheet of {shown(path)} is empty; the others are not read") from None


def _header_of(path: Path) -> Header:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        start = file.read(4)
    if start == _ZIP:
        cells = next(_sheet(path))[1]
        return Header(path, sha256, _names(cells), "xlsx", "")
    for magic, what in ((_OLE, "a workbook of Excel before 2007: save it as .xlsx"), (_GZIP, "gzipped: unpack it")):
        if start.startswith(magic):
            raise FileRefused(f"{shown(path)} is {what}")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_LONGEST).removeprefix("\ufeff")
    if not first.strip():
        raise FileRefused(f"{shown(path)} is empty, or begins with an empty line: the first line names the columns")
    delimiter = max(",;\t|", key=first.count)
    cells = next(_lines(path, encoding, delimiter))[1]
    return Header(path, sha256, _names(cells), encoding, delimiter)


def _encoding(path: Path) -> str:
    """UTF-8 where every byte of the file is of it, else the one of Windows that old files have."""
    utf8, encoding = codecs.getincrementaldecoder("utf-8")(), "utf-8"
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise FileRefused(f"{shown(path)} is no text: it has null bytes, as UTF-16 and binary files do")
            try:
                utf8.decode(chunk, final=not file.peek(1))
            except UnicodeDecodeError:
                encoding = _WINDOWS
    return encoding


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells)
    if sum(bool(_NO_NAME.fullmatch(name)) for name in names) > 2:
        raise FileRefused(
            f"there is no header: the first line is {', '.join(names[:6])} ...; columns are known by name"
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileRefused(f"the header names {', '.join(twice)} twice")
    return names


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline=None) as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        for cells in reader:
            yield reader.line_num, cells


def _sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The first sheet of a workbook."""
    from python_calamine import load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise FileRefused(f"{shown(path)} is a zip archive and no workbook: unpack it")
            for part in archive.infolist():
                _refuse_what_is_no_table(path, archive, part)
        rows = load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=True)
    except FileRefused:
        raise
    except Exception as error:  # zipfile raises what comes of each damaged byte
        raise FileRefused(f"{shown(path)} is a damaged workbook: {error}") from error
    for number, row in enumerate(rows, 1):
        yield number, [_cell(value) for value in row]


def _refuse_what_is_no_table(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part of a workbook that would take all memory, or has in a sheet what a dataset has not."""
    if part.file_size > max(_ALWAYS, _DENSEST * part.compress_size):
        raise FileRefused(f"{shown(path)} is no workbook of a dataset: it unpacks to {part.file_size // 1024**2} MiB")
    is_sheet, before = part.filename.startswith("xl/worksheets/"), b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):  # all of it, so that one that says a wrong size is found
            for pattern, what in _IN_SHEET.items() if is_sheet else ():
                if match := pattern.search(before + chunk):
                    raise FileRefused(f"{shown(path)} {what.format(*map(bytes.decode, match.groups()))}")
            before = chunk[-_OVERLAP:]


def _cell(value: object) -> str:
    """A cell as a CSV file would have it: a number without a fraction is a whole one, a day at midnight is a day."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)
