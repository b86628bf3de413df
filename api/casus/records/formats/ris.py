"""Citations as RIS, by rispy; the tags are those of the RIS specification of 2011."""

from collections.abc import Iterable
from typing import Final

import rispy

from casus.model.json_schema import Json

_TYPES: Final = {
    "article-journal": "JOUR",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "dataset": "DATA",
    "entry-encyclopedia": "ENCYC",
    "legislation": "STAT",
    "pamphlet": "PAMP",
    "report": "RPRT",
    "webpage": "ELEC",
}


def ris(items: Iterable[Json]) -> str:
    """RIS."""
    return str(rispy.dumps([_reference(item) for item in items], implementation=_RisWriter))


class _RisWriter(rispy.RisWriter):
    """rispy's writer without its numbers between the references, which are no part of RIS."""

    def set_header(self, count: int) -> str:
        return ""


def _reference(item: Json) -> Json:
    """The item as rispy has it."""
    days = item.get("issued", {}).get("date-parts")
    reference = {
        "type_of_reference": _TYPES.get(item["type"], "GEN"),
        "id": item["id"],
        "title": item["title"],
        "authors": [name.get("literal") or f"{name['family']}, {name['given']}" for name in item.get("author", ())],
        "secondary_title": item.get("container-title"),
        "publisher": item.get("publisher"),
        "number": item.get("number"),
        "edition": item.get("version"),
        "year": str(days[0][0]) if days else None,
        "date": _date(*days) if days else None,
        "language": item.get("language"),
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else None,
        "notes": [item["note"]] if "note" in item else None,
    }
    return {name: value for name, value in reference.items() if value}


def _date(first: list[int], last: list[int] | None = None) -> str | None:
    """YYYY/MM/DD/ and other information, which is where a span ends; None for a mere year."""
    parts = [f"{part:02}" for part in first] + [""] * (3 - len(first))
    until = "-".join(f"{part:02}" for part in last) if last else ""
    return "/".join([*parts, f"to {until}" if until else ""]) if len(first) > 1 or until else None
