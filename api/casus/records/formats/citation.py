"""Citations for reference managers: items of the Citation Style Language, and the same as BibTeX and RIS.

CSL-JSON is the model (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV); pybtex
writes BibTeX, rispy writes RIS.
"""

import io
import json
import re
from collections.abc import Iterable
from typing import Final

import rispy
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from casus.http import negotiation
from casus.records.shaper import Json
from casus.release.manifest import Manifest

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[?~%]?")
_PUBLISHED_IN: Final = frozenset({"article-journal", "article-newspaper", "entry-encyclopedia"})
"""Types whose publisher is the container of the item."""
_BIBTEX: Final = {
    "article-journal": "article",
    "article-newspaper": "article",
    "book": "book",
    "report": "techreport",
}
_RIS: Final = {
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
_TITLE: Final = "Casus: states, armed forces, agreements and contested claims"
LICENCE: Final = "CC BY 4.0"


def write(items: list[Json], offer: negotiation.Offer) -> str:
    """The items in one of the citation formats."""
    if offer is negotiation.BIBTEX:
        return bibtex(items)
    if offer is negotiation.RIS:
        return ris(items)
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def sentence(manifest: Manifest, title: str | None = None, url: str | None = None) -> str:
    """`cite_as` in answers: the release, and what of it."""
    quoted = f"“{title}”. " if title else ""
    return f"{quoted}Casus, release {manifest.id}.{f' {url}' if url else ''}"


def of_dataset(manifest: Manifest, url: str) -> Json:
    """The release as an item; `url` is where it is."""
    return {
        "id": f"casus-{manifest.id}",
        "type": "dataset",
        "title": _TITLE,
        "author": [{"literal": "Casus"}],
        "issued": _issued(manifest.built_at[:10]),
        "version": manifest.id,
        "publisher": "Casus",
        "URL": url,
        "note": f"Licence: {LICENCE}",
    }


def of_record(record: Json, collection: str, manifest: Manifest, url: str) -> Json:
    """A record that is no source: an entry of the release. Its key names the collection: some share their slugs."""
    return {
        **of_dataset(manifest, url),
        "id": f"casus-{collection}-{record['id']}-{manifest.id}",
        "title": record["label"],
        "container-title": _TITLE,
    }


def of_source(source: Json, csl_type: str) -> Json:
    """A source, from its JSON."""
    container = "container-title" if csl_type in _PUBLISHED_IN else "publisher"
    titles = source["title"]
    title = next((titles[tag] for tag in source["language"] if tag in titles), next(iter(titles.values()), None))
    item = {
        "id": source["id"],
        "type": csl_type,
        "title": title or source["label"],
        "author": [_name(creator) for creator in source["creators"]],
        "issued": _issued(source["when"]),
        container: source["publisher"],
        "number": source["un_symbol"],
        "version": source["version"],
        "language": ", ".join(source["language"]),
        "DOI": source["doi"],
        "URL": source["url"],
    }
    return {name: value for name, value in item.items() if value}


def bibtex(items: Iterable[Json]) -> str:
    """BibTeX, in UTF-8."""
    entries = {item["id"]: _entry(item) for item in items}
    out = io.StringIO()
    _Writer(encoding="utf-8").write_stream(BibliographyData(entries), out)
    return out.getvalue()


def ris(items: Iterable[Json]) -> str:
    """RIS."""
    return str(rispy.dumps([_reference(item) for item in items], implementation=_RisWriter))


class _RisWriter(rispy.RisWriter):
    """rispy's writer without its numbers between the references, which are no part of RIS."""

    def set_header(self, count: int) -> str:
        return ""


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
    kind = _BIBTEX.get(item["type"], "misc")
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


def _reference(item: Json) -> Json:
    """The item as rispy has it; the tags are those of the RIS specification of 2011."""
    parts = [str(part) for part in (item.get("issued", {}).get("date-parts") or [[]])[0]]
    reference = {
        "type_of_reference": _RIS.get(item["type"], "GEN"),
        "id": item["id"],
        "title": item["title"],
        "authors": [name.get("literal") or f"{name['family']}, {name['given']}" for name in item.get("author", ())],
        "secondary_title": item.get("container-title"),
        "publisher": item.get("publisher"),
        "number": item.get("number"),
        "edition": item.get("version"),
        "year": parts[0] if parts else None,
        "date": "/".join(part.zfill(2) for part in parts) if len(parts) > 1 else None,
        "language": item.get("language"),
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else None,
        "notes": [item["note"]] if "note" in item else None,
    }
    return {name: value for name, value in reference.items() if value}


def _name(creator: str) -> Json:
    """`Family, Given` of a person, or the name of a body."""
    family, comma, given = creator.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": creator}


def _issued(when: str | None) -> Json | None:
    """An EDTF date as CSL has it; nothing for what CSL cannot say."""
    start, _, end = (when or "").partition("/")
    parts = [
        [int(part) for part in found.groups() if part] for text in (start, end) if (found := _DATE.fullmatch(text))
    ]
    if not parts or not start:
        return None
    return {"date-parts": parts, **({"circa": True} if re.search("[?~%]", when or "") else {})}


def _year_and_month(item: Json) -> tuple[str | None, str | None]:
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    year, month = (*parts[0], None, None)[:2]
    return (str(year) if year else None, str(month) if month else None)
