"""Reading the rows of a file: its encoding, its line ends, its header. What they mean, the datasets say."""

import codecs
import csv
import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
_LONGEST: Final = 10 * 1024**2
"""Characters in a cell."""
_CHUNK: Final = 1024**2
_FAR: Final = re.compile(rb'\br="([C-Z][A-Z]{2}[0-9]+)"')
"""A cell of a workbook to the right of its 2,054th column."""


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

    def changed(self) -> bool:
        """Whether the file is another than when it was met."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != self.sha256

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


def header_of(path: Path) -> Header:
    """The header of the file. Raises FileRefused for what is no table, OSError for what cannot be read."""
    try:
        return _header_of(path)
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path.name} is neither UTF-8 nor Windows-1252: {error.reason}") from error
    except csv.Error as error:
        raise FileRefused(f"the header of {path.name} cannot be read: {error}") from error
    except StopIteration:
        raise FileRefused(f"the first sheet of {path.name} is empty; the others are not read") from None


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
            raise FileRefused(f"{path.name} is {what}")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_LONGEST).removeprefix("\ufeff")
    if not first.strip():
        raise FileRefused(f"{path.name} is empty, or begins with an empty line: the first line names the columns")
    delimiter = max(",;\t|", key=first.count)
    cells = next(_lines(path, encoding, delimiter))[1]
    return Header(path, sha256, _names(cells), encoding, delimiter)


def _encoding(path: Path) -> str:
    """UTF-8 where every byte of the file is of it, else the one of Windows that old files have."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if b"\0" in chunk:
                    raise FileRefused(f"{path.name} is no text: it has null bytes, as UTF-16 and binary files do")
                utf8.decode(chunk)
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            return _WINDOWS
    return "utf-8"


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
    from python_calamine import CalamineError, load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise FileRefused(f"{path.name} is a zip archive and no workbook: unpack it")
            for sheet in (name for name in archive.namelist() if name.startswith("xl/worksheets/")):
                _refuse_far_cells(path, archive, sheet)
        rows = load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=True)
    except (zipfile.BadZipFile, CalamineError) as error:
        raise FileRefused(f"{path.name} is a damaged workbook: {error}") from error
    for number, row in enumerate(rows, 1):
        yield number, [_cell(value) for value in row]


def _refuse_far_cells(path: Path, archive: zipfile.ZipFile, sheet: str) -> None:
    """A table is read with all the empty cells up to its last one: one that stands far out would take all memory."""
    before = b""
    with archive.open(sheet) as file:
        while chunk := file.read(_CHUNK):
            if match := _FAR.search(before + chunk):
                raise FileRefused(f"{path.name} has a cell at {match[1].decode()}: remove what is beside the table")
            before = chunk[-16:]


def _cell(value: object) -> str:
    """A cell as a CSV file would have it: a number without a fraction is written as a whole one."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)
