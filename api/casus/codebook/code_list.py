"""The page of a closed list: each of its codes with what it says, for links that lead to one code."""

from typing import Final

from casus.model.json_schema import Json
from casus.pages.rows import rows
from casus.records.pages import lay_out
from casus.store.open_release import OpenRelease

_HEADING: Final = ("labels", "definition")
"""What stands above the rows of a code."""


def register(release: OpenRelease) -> None:
    """Have the records that hold codes be drawn so."""
    lay_out(release.model.collections["codes"].type.name, "code-list.html", _layout)


def _layout(release: OpenRelease, body: Json) -> Json:
    """The codes, as `members` with their rows as `said`; and the rows of the list without them."""
    model = release.model
    of_list = model.types[body["type"]]
    held = next(field for field in of_list.fields if field.embed)
    of_code = next(each for each in model.types.values() if each.cls == held.target)
    members = [{**code, "said": rows(model, code, of_code, but=_HEADING)} for code in body.get(held.name, ())]
    return {"members": members, "said": rows(model, body, of_list, but=(held.name,))}
