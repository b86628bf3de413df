"""`/guide`: the guides of docs/ as pages.

A long one is several, which `part` names by an anchor in them.
"""

import re
from functools import cache
from typing import Final

from flask import Blueprint, Response, current_app, request
from markupsafe import Markup

from casus import DOCS_DIR
from casus.http.files import file_in
from casus.http.openapi import CasusApi
from casus.http.problems import NotFound, near_names
from casus.pages.html import headings, page
from casus.pages.markdown import Document, document
from casus.store.open_release import OpenRelease

_PICTURES: Final = frozenset((".png", ".jpg", ".svg", ".webp"))
_A_DAY_S: Final = 86_400
_ANCHORED: Final = re.compile(r'href="(?:/guide/([^"#]+))?#([^"]+)"')


def register(_: CasusApi, __: OpenRelease) -> None:
    """Add the guides, which are read when they are first asked for; they are no part of the API."""
    blp = Blueprint("guide", __name__)

    @blp.route("/guide")
    def guides() -> Response:
        return page("guides.html", guides=[(name, title) for name in _names() if (title := _read(name).title)])

    @blp.route("/guide/<path:name>")
    def guide(name: str) -> Response:
        if f".{name.rpartition('.')[2]}" in _PICTURES:
            return file_in(DOCS_DIR, name, _A_DAY_S)
        if name not in _names():
            near = [f"/guide/{each}" for each in near_names(name, _names())]
            raise NotFound(
                _missing(name), similar=[{"id": each, "label": each} for each in near], guides=list(_names())
            )
        found = _read(name)
        anchor = request.args.get("part", "")
        part = found.part_of.get(anchor, "")
        if anchor and anchor not in found.part_of:
            raise NotFound(f"The guide '{name}' has no part '{anchor}'.", parts=[*filter(None, found.parts)])
        names = [*found.parts]
        place = names.index(part)
        return page(
            "guide.html",
            name=name,
            guide=found,
            part=part,
            shown=_within(found.parts[part], name),
            contents=[(found.part_of[anchor], anchor, title) for anchor, title in headings(found.body)],
            previous=names[place - 1] if place else None,
            following=names[place + 1] if place + 1 < len(names) else None,
        )

    current_app.register_blueprint(blp)


def _within(body: Markup, name: str) -> Markup:
    """The text with links to anchors that lead to the part that has them."""

    def link(found: re.Match[str]) -> str:
        target, anchor = found[1] or name, found[2]
        part = _read(target).part_of.get(anchor, "") if target in _names() else ""
        return f'href="/guide/{target}{f"?part={part}" if part else ""}#{anchor}"'

    return Markup(_ANCHORED.sub(link, body))  # noqa: S704


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
