"""Citations as BibTeX, by pybtex."""

import io
from collections.abc import Iterable
from typing import Final

from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from casus.model.json_schema import Json

_TYPES: Final = {
    "article-journal": "article",
    "article-newspaper": "article",
    "book": "book",
    "report": "techreport",
}


def bibtex(items: Iterable[Json]) -> str:
    """BibTeX, in UTF-8."""
    entries = {item["id"]: _entry(item) for item in items}
    out = io.StringIO()
    _Writer(encoding="utf-8").write_stream(BibliographyData(entries), out)
    return out.getvalue()


class _Writer(Writer):
    """pybtex's writer, which would escape underscores in a URL as if they were text.

    A title is in braces of its own: styles write what is not in lower case, and LNA became lna.
    """

    def _write_field(self, stream: io.StringIO, type: str, value: str) -> None:
        if type in ("url", "doi"):
            stream.write(f",\n    {type} = {{{value}}}")
            return
        text = value.replace("{", "(").replace("}", ")") if type != "author" else value
        super()._write_field(stream, type, f"{{{text}}}" if type == "title" else text)


def _entry(item: Json) -> Entry:
    year, month = _year_and_month(item)
    kind = _TYPES.get(item["type"], "misc")
    fields = {
        "title": item["title"],
        "journal": item.get("container-title") if kind == "article" else None,
        "howpublished": item.get("container-title") if kind == "misc" else None,
        "institution": item.get("publisher") if kind == "techreport" else None,
        "publisher": item.get("publisher") if kind != "techreport" else None,
        "number": item.get("number"),
        "version": item.get("version"),
        "year": year,
        "month": month,
        "language": item.get("language"),
        "doi": item.get("DOI"),
        "url": item.get("URL"),
        "note": item.get("note"),
    }
    persons = {"author": [_person(name) for name in item["author"]]} if item.get("author") else {}
    return Entry(kind, {name: str(value) for name, value in fields.items() if value}, persons=persons)


def _person(name: Json) -> Person:
    if "literal" in name:
        return Person("{" + name["literal"].replace("{", "(").replace("}", ")") + "}")
    return Person(last=name["family"], first=name["given"])


def _year_and_month(item: Json) -> tuple[str | None, str | None]:
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    year, month = (*parts[0], None, None)[:2]
    return (str(year) if year else None, str(month) if month else None)
