"""`/v1/codebook`: the code book as JSON, and as a page for people, of which `make codebook` prints a PDF."""

from typing import Any, Final

from flask import Response, jsonify

from casus.codebook import code_list
from casus.codebook.document import code_book
from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import RELEASED
from casus.http.representations import HTML, JSON, chosen
from casus.http.turns import Turn, need
from casus.http.urls import self_url
from casus.model.fields import Kind
from casus.model.json_schema import LANGUAGE_MAP, STRING, STRING_OR_NULL, URL, Json, array, closed
from casus.pages.html import page
from casus.store.open_release import OpenRelease

_OFFERS: Final = (JSON, HTML)
_PARTS: Final = ("collections", "node_types", "code_lists")
_EVERYTHING: Final = "all"
_LANGUAGE: Final = "Language of what stands around the code book on its page; the code book is in English."
_NUMBER: Final[Json] = {"type": "integer", "minimum": 0}
_BOOLEAN: Final[Json] = {"type": "boolean"}
_FIELD: Final = closed(
    {
        **dict.fromkeys(("name", "label"), STRING),
        "description": LANGUAGE_MAP,
        "datatype": {"enum": [kind.value for kind in Kind]},
        "code_list": STRING_OR_NULL,
        "target_types": array(STRING, "The types of the records that it names."),
        **dict.fromkeys(("is_list", "required", "derived", "filter", "sort"), _BOOLEAN),
        "example": STRING_OR_NULL,
        "use_count": {**_NUMBER, "description": "How many records have a value."},
    }
)
_TYPE: Final[Json] = {
    "name": {**STRING, "description": "The name of the collection, or of the type."},
    "label": STRING,
    "description": LANGUAGE_MAP,
    "count": {**_NUMBER, "description": "How many records or nodes of the type there are."},
    "fields": array(_FIELD),
}
_CODE_LIST: Final = closed(
    {
        "id": STRING,
        "label": STRING,
        "description": LANGUAGE_MAP,
        "used_in_fields": array(STRING, "Those whose values are codes of the list: type and field."),
        "codes": array({"$ref": "#/components/schemas/Code"}),
    }
)
_BOOK: Final = closed(
    {
        "collections": array(closed({**_TYPE, "types": array(closed(_TYPE), "What their own records have besides.")})),
        "node_types": array(closed(_TYPE), "What lives inside records."),
        "code_lists": array(_CODE_LIST),
        "licence": URL,
        **RELEASED,
    }
)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the code book."""
    code_list.register(release)
    blp = StrictBlueprint("codebook", __name__, url_prefix="/v1", description="Every collection, field and code.")

    @blp.route("/codebook")
    @blp.doc(
        operationId="getCodebook", summary="The code book: what every field and code means, and how often it is used"
    )
    @blp.arguments(
        {
            "part": parameters.choice(
                [_EVERYTHING, *release.model.collections, *_PARTS[1:]],
                "Only this: the fields of a collection, what lives inside records, the code lists. Unless told, JSON "
                "has all, and the page the contents with links to the parts.",
            ),
            "lang": parameters.language(_LANGUAGE),
            "format": parameters.representation(_OFFERS),
        }
    )
    @blp.answers(_BOOK, _OFFERS, "The code book of the release.")
    def get_codebook(arguments: dict[str, Any]) -> Response:
        representation = chosen(arguments, _OFFERS)
        need(Turn.LONG)
        release = opened()
        part = arguments.get("part")
        book = _part(release.once(code_book), part or _EVERYTHING)
        if representation is HTML:
            return page("codebook.html", book=book, part=part, here=self_url(), alternates=[JSON])
        return jsonify(book)

    api.register_blueprint(blp)


def _part(book: Json, part: str) -> Json:
    """The code book without its other parts."""
    if part == _EVERYTHING:
        return book
    of_collection = [each for each in book["collections"] if each["name"] == part]
    return {**book, **{name: book[name] if name == part else [] for name in _PARTS}, "collections": of_collection}
