r"""Citations as BibTeX, for BibTeX itself and for biblatex.

Written here because pybtex 0.26 leaves `$`, `^`, `\` and braces as they are, and one of them in a title makes readers
refuse the whole file. pylatexenc 2.11, by which bibtexparser 2.1 writes, has `\{` for a brace, which BibTeX counts as
one, and macros for Cyrillic letters that few fonts have.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from casus.model.json_schema import Json

_TYPES: Final = {
    "article-journal": "article",
    "article-newspaper": "article",
    "book": "book",
    "report": "techreport",
}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The macros that every BibTeX style defines, and biblatex too."""
_ESCAPED: Final = str.maketrans(
    {
        **{character: f"\\{character}" for character in "$&%#_"},
        "{": r"\textbraceleft{}",  # BibTeX counts braces whatever stands before them
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "`": r"\textasciigrave{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
    }
)
"""What means something to BibTeX or LaTeX. Quotation marks do not: values stand in braces."""
_LIGATURE: Final = re.compile(r"([-',])(?=\1)")
"""Characters of which LaTeX makes another when they meet, such as a dash of two hyphens."""
_NOT_IN_URLS: Final = re.compile(r'[\s{}\\^`|<>"]')
_SEPARATES_NAMES: Final = re.compile(r",|\band\b", re.IGNORECASE)
_VERBATIM: Final = frozenset({"url", "doi"})
"""What biblatex and the packages for URLs take as it stands."""


def bibtex(items: Iterable[Json]) -> str:
    """BibTeX, in UTF-8."""
    return "\n".join(map(_entry, items))


def escaped(text: str) -> str:
    """The text so that BibTeX and LaTeX write what it says."""
    return _LIGATURE.sub(r"\1{}", text.translate(_ESCAPED))


def _entry(item: Json) -> str:
    kind = _TYPES.get(item["type"], "misc")
    fields = "".join(f",\n    {name} = {value}" for name, value in _fields(kind, item))
    return f"@{kind}{{{item['id']}{fields}\n}}\n"


def _fields(kind: str, item: Json) -> Iterator[tuple[str, str]]:
    if item.get("author"):
        yield "author", f"{{{' and '.join(map(_person, item['author']))}}}"
    yield "title", f"{{{{{escaped(item['title'])}}}}}"  # styles write what is not in inner braces in lower case
    texts = {
        {"article": "journal", "misc": "howpublished"}.get(kind): item.get("container-title"),
        "institution" if kind == "techreport" else "publisher": item.get("publisher"),
        "number": item.get("number"),
        "version": item.get("version"),
        "language": item.get("language"),
        "doi": item.get("DOI"),
        "url": item.get("URL"),
        "note": item.get("note"),
    }
    for name, text in texts.items():
        if name and text:
            yield name, f"{{{_in_url(text) if name in _VERBATIM else escaped(str(text))}}}"
    yield from _date(item.get("issued") or {})


def _in_url(text: str) -> str:
    return _NOT_IN_URLS.sub(lambda found: quote(found[0]), text)


def _person(name: Json) -> str:
    """`Family, Given`; a body in braces, so that it is not taken for a person."""
    if "literal" in name:
        return f"{{{escaped(name['literal'])}}}"
    parts = (escaped(name[part]) for part in ("family", "given"))
    return ", ".join(f"{{{part}}}" if _SEPARATES_NAMES.search(part) else part for part in parts)


def _date(issued: Json) -> Iterator[tuple[str, str]]:
    """Year and month for BibTeX, which knows no day; all of the date, and both ends of a span, for biblatex (EDTF)."""
    parts = issued.get("date-parts")
    if not parts:
        return
    year, month = (*parts[0], None)[:2]
    circa = issued.get("circa")
    unsure = circa if isinstance(circa, str) else "~" if circa else ""
    days = ("-".join(f"{part:02}" for part in day) + unsure for day in parts)
    yield "year", f"{{{year}}}"
    if month:
        yield "month", _MONTHS[month - 1]
    yield "date", f"{{{'/'.join(days)}}}"
