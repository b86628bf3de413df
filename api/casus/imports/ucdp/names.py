"""Names and lists in the cells of UCDP's files, and how a record comes to its names."""

import re
from collections.abc import Iterable
from typing import Final

from casus.imports.draft import Draft
from casus.imports.nt import ALIAS, LABEL, casus, text

UNDETERMINED: Final = "und"
"""The language of names in a language that a file does not tell."""
_NUMBERED: Final = re.compile(r'"UCDP (?:actor|conflict|dyad) [0-9]+"@en')


def parts(cell: str) -> list[str]:
    """What a list in a cell holds, in its order."""
    return [part for part in (each.strip() for each in cell.split(",")) if part]


def squeezed(cell: str) -> str:
    """The text with single blanks: some names are broken over two lines."""
    return " ".join(cell.split())


def named(draft: Draft, name: str) -> None:
    """The name of the record, if it has none yet but its number; else another name, where it is one."""
    if is_numbered(draft):
        draft.values[LABEL] = [text(name, "en")]
    else:
        other_name(draft, name)


def other_name(draft: Draft, name: str, language: str = "en") -> None:
    """Another name of the record, where it is one. In a language that is not told, it is none that is known already."""
    term = text(name, language)
    known = {*draft.values[LABEL], *draft.values.get(ALIAS, ())}
    if term not in known and not (language == UNDETERMINED and text(name, "en") in known):
        draft.say_by(ALIAS, term)


def is_name(cell: str) -> bool:
    """Whether the cell has a name: n/a is none."""
    return cell.strip().lower() not in ("", "n/a")


def also(draft: Draft, name: str, *terms: str | None) -> None:
    """Say what the record does not say yet."""
    said = draft.values.get(casus(name), ())
    draft.say(name, *(term for term in dict.fromkeys(terms) if term not in said))


def first_names(pairs: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Names by number, of the pairs of cells that hold one number."""
    found: dict[str, str] = {}
    for number, name in pairs:
        if number.isdigit():
            found.setdefault(number, squeezed(name))
    return found


def is_numbered(draft: Draft) -> bool:
    """Whether the record has no name but its number."""
    return _NUMBERED.fullmatch(draft.values[LABEL][0]) is not None
