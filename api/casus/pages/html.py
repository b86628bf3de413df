"""Pages of HTML, drawn by the server from the templates beside this module: what JSON says, for people."""

import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from flask import Response, render_template, request
from markupsafe import Markup

from casus.http.current_release import opened, pinned, releases
from casus.http.problems import Problem
from casus.http.representations import HTML, Representation
from casus.http.urls import arguments_but, canonical_url, in_format, joined, kept_language, root_url, self_url, url
from casus.model.json_schema import Json
from casus.pages.messages import LANGUAGES, Messages, messages
from casus.pages.times import in_words, is_one, time_in_words
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import DATA_LICENCE, DATA_LICENCE_NAME

_CONTENT_TYPE: Final = "text/html; charset=utf-8"
_RTL: Final = frozenset(("ar", "fa", "he", "ur", "ckb"))
_SCRIPTS: Final = {"ar": "[\u0600-\u06ff]", "ru": "[\u0400-\u04ff]", "zh": "[\u4e00-\u9fff]"}
"""Letters of the languages that are not written in those of English."""
_HEADING: Final = re.compile(r'<h2 id="([^"]*)"[^>]*>(.*?)</h2>', re.DOTALL)
_DIGEST_CHARS: Final = 12
"""Of a digest in the URL of a file: another file has another URL, so that browsers may keep each for ever."""


def page(template: str, status: int = 200, **values: Any) -> Response:
    """The template with these values, and what every page shows."""
    t = messages(request.args.get("lang"))
    release = _release()
    frame = {
        "t": t,
        "lang": t.language,
        "languages": [(messages(tag), in_language(tag)) for tag in LANGUAGES],
        "licence": DATA_LICENCE_NAME,
        "licence_url": DATA_LICENCE,
        "release": release,
        "pinned": pinned(),
        "canonical": canonical_url(release.id),
        "root": root_url(),
        "link": _linker(t),
        "static": static_url,
        "in_format": in_format,
        "when": lambda record: in_words(record, t),
        "in_words": lambda text: time_in_words(text, t),
        "is_one": is_one,
        "dir_of": dir_of,
        "is_web": is_web,
        "headings": headings,
        "tongue": lambda label, translated=True: tongue(label, t.language, translated=translated),
    }
    return Response(render_template(template, **{**frame, **values}), status, content_type=_CONTENT_TYPE)


def drawn(answer: Response, template: str, offers: Sequence[Representation] = (), **values: Any) -> Response:
    """The page of what an answer says in JSON, with the links of its headers, and to the other representations."""
    body: Json = json.loads(answer.get_data())
    others = {"alternates": [offer for offer in offers if offer is not HTML], "here": self_url()} if offers else {}
    response = page(template, answer.status_code, body=body, **{**others, **values})
    for link in answer.headers.getlist("Link"):
        response.headers.add("Link", link)
    return response


def _release() -> OpenRelease:
    """The release that is asked for; where there is none, the one that is served."""
    try:
        return opened()
    except Problem:
        return releases().served


def in_language(tag: str) -> str:
    """The URL of this page in that language."""
    return joined(root_url() + request.path, [*arguments_but("lang"), *kept_language(tag)])


def dir_of(language: str | None) -> str:
    """The direction of a text in the language; `auto` where nothing tells it."""
    if not language or language == "und":
        return "auto"
    return "rtl" if language.partition("-")[0] in _RTL else "ltr"


def headings(html: Markup) -> list[tuple[str, Markup]]:
    """The headings of the second level in a piece of a page: their ids, and what stands in them without markup."""
    return [(name, Markup(re.sub("<[^>]*>", "", inner))) for name, inner in _HEADING.findall(html)]  # noqa: S704


def is_web(address: str) -> bool:
    """Whether the address, which is what data say, may be a link: others could run scripts."""
    return address.lower().startswith(("https://", "http://"))


def tongue(label: str, language: str, *, translated: bool = True) -> Markup:
    """The attributes of a label of the data that stands in English on a page in another language; nothing elsewhere.

    A label does not say its language. What is never `translated` is English, and so is what has no letter of the
    page's script.
    """
    if language == LANGUAGES[0] or (translated and re.search(_SCRIPTS.get(language, ""), label)):
        return Markup()
    return Markup(' lang="en" dir="ltr"')


def static_url(name: str) -> str:
    """The URL of a file of ours, which names its content."""
    return f"{root_url()}/static/{name}?v={_digest(name)}"


def is_named_by_content(name: str, version: str | None) -> bool:
    """Whether that is the version by which `static_url` names the file as it is now."""
    return version == _digest(name)


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(files("casus.pages").joinpath("static", name).read_bytes()).hexdigest()[:_DIGEST_CHARS]


def _linker(t: Messages) -> Any:
    """What makes a URL of a path and parameters, in the language and the release of this page."""

    def link(path: str, *pairs: tuple[str, str], **parameters: str) -> str:
        where = path if path.startswith("/") else f"/v1/{path}"
        return url(where, *pairs, *parameters.items(), *kept_language(t.language))

    return link


def svg(text: str) -> Markup:
    """A drawing of ours, to stand in a page: its writers escape what they show."""
    return Markup(text)  # noqa: S704
