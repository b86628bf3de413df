"""`/corrections`: how errors are reported and corrected, and where this service takes reports."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, request
from rdflib import URIRef

from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.urls import pinned_url
from casus.model.json_schema import Json
from casus.pages.html import page
from casus.records.brief import references
from casus.store.open_release import OpenRelease
from casus.terms.names import SLUG


def register(_: CasusApi, __: OpenRelease) -> None:
    """Add the page, which is no part of the API."""
    blp = Blueprint("corrections", __name__)

    @blp.route("/corrections")
    def corrections() -> Response:
        return page("corrections.html", **_shown(opened(), request.args.get("about", "")))

    current_app.register_blueprint(blp)


def _shown(release: OpenRelease, about: str) -> dict[str, Any]:
    """The record, where there is one of that id; and the URL at which it is reported, where the operator gives one."""
    record = _record(release, about)
    text = f"{record['id']}, release {release.id}" if record else f"release {release.id}"
    url = pinned_url(f"/v1/{record['id']}", release.id) if record else ""
    return {"record_reported": record, "report": report_url(release.settings.corrections, text, url), "text": text}


def _record(release: OpenRelease, about: str) -> Json | None:
    collection, _, slug = about.partition("/")
    found = release.model.collections.get(collection)
    if found is None or not SLUG.fullmatch(slug):
        return None
    (reference,) = references(release, [URIRef(found.iri(slug))], request.args.get("lang", "en"))
    return reference if reference["type"] else None


def report_url(address: str, text: str, url: str) -> str | None:
    """The address of the settings with what is reported filled in; None where there is no address.

    `{text}` and `{url}` stand for it in an address that has them. One that has neither gets a subject and a body, by
    the names that mail clients, GitHub, Gitea and Forgejo know.
    """
    if not address:
        return None
    if "{text}" in address or "{url}" in address:
        return address.replace("{text}", quote(text, safe="")).replace("{url}", quote(url, safe=""))
    subject = "subject" if address.startswith("mailto:") else "title"
    filled = urlencode({subject: f"Casus: {text}", "body": f"{url}\n\n"}, quote_via=quote)
    return f"{address}{'&' if '?' in address else '?'}{filled}"
