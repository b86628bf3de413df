"""`/guide`: the guides of docs/ as pages."""

from functools import cache
from typing import Final

from flask import Response, send_from_directory
from flask_smorest import Blueprint

from casus import DOCS_DIR
from casus.http.openapi import CasusApi
from casus.http.parameters import in_path
from casus.http.problems import NotFound
from casus.pages.html import page
from casus.pages.markdown import Document, document
from casus.store.open_release import OpenRelease

_PICTURES: Final = frozenset((".png", ".jpg", ".svg", ".webp"))
_A_DAY_S: Final = 86_400
_HTML: Final = {"schema": {"type": "string"}, "content_type": "text/html"}


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the guides, which are read when they are first asked for."""
    blp = Blueprint("guide", __name__, description="How to use this service, and how to add to it.")

    @blp.route("/guide")
    @blp.doc(operationId="guides", summary="The guides, as a page for people")
    @blp.response(200, **_HTML, description="The page.")
    def guides() -> Response:
        return page("guides.html", guides=[(name, title) for name in _names() if (title := _read(name).title)])

    @blp.route("/guide/<path:name>", parameters=[in_path("name", example="api")])
    @blp.doc(operationId="guide", summary="One of the guides, as a page for people; or a picture in one")
    @blp.response(200, **_HTML, description="The page.")
    @blp.alt_response(404, "NotFound")
    def guide(name: str) -> Response:
        if f".{name.rpartition('.')[2]}" in _PICTURES:
            return send_from_directory(DOCS_DIR, name, max_age=_A_DAY_S)
        if name not in _names():
            raise NotFound(_missing(name), guides=list(_names()))
        return page("guide.html", guide=_read(name))

    api.register_blueprint(blp)


def _missing(name: str) -> str:
    if _names():
        return f"There is no guide '{name}'."
    return "The guides are not installed with this copy; they are the folder docs of the sources."


@cache
def _names() -> tuple[str, ...]:
    """Their names, such as api or decisions/0001-blank-nodes: those of a folder last."""
    found = (path.relative_to(DOCS_DIR).with_suffix("").as_posix() for path in DOCS_DIR.rglob("*.md"))
    return tuple(sorted(found, key=lambda name: ("/" in name, name)))


@cache
def _read(name: str) -> Document:
    return document((DOCS_DIR / f"{name}.md").read_text("utf-8"), name, frozenset(_names()))
