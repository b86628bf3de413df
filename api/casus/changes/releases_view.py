"""The releases that are kept: which there are, what each is made of, and its dumps."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from flask import Response, jsonify, send_file

from casus.changes.data_package import data_package
from casus.changes.feeds import feed_of_releases
from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened_as, releases
from casus.http.feeds import ATOM, feed_response
from casus.http.files import by_age
from casus.http.headers import FOR_A_DAY
from casus.http.openapi import CasusApi
from casus.http.parameters import in_path
from casus.http.problems import NotFound
from casus.http.representations import HTML, JSON, chosen
from casus.http.tables import streamed
from casus.http.turns import Turn, need
from casus.http.urls import root_url
from casus.http.zipped import ZIP
from casus.model.json_schema import STRING, URL, Json, array, closed
from casus.pages.html import drawn
from casus.release.manifest import Manifest, Release
from casus.store.open_release import OpenRelease
from casus.store.releases import NoSuchRelease
from casus.terms.namespaces import DATA_LICENCE

_OFFERS: Final = (JSON, HTML, ATOM)
_RELEASE_OFFERS: Final = (JSON, HTML)
_COUNTS: Final[Json] = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
_DUMP: Final = closed(
    {
        "name": STRING,
        "media_type": {**STRING, "description": "Of what is inside; the file is gzip."},
        "bytes": {"type": "integer"},
        "sha256": {**STRING, "description": "Of the file as it is downloaded."},
        "url": URL,
    }
)
_IMPORTED: Final = closed(
    {
        "dataset": {**STRING, "description": "As 'casus import' calls it, such as ucdp-ged."},
        "version": STRING,
        "title": STRING,
        "licence": {**URL, "description": "Its terms, which hold for its records."},
        "citation": {**STRING, "description": "How it asks to be cited."},
        "file": {**STRING, "description": "The name of the file that was imported."},
        "sha256": {**STRING, "description": "Of that file."},
        "mapping": {**STRING, "description": "The version of the mapping by which it was imported."},
        "rows": {"type": "integer"},
        "refused": {
            "type": "integer",
            "description": "Rows that were left out, because they are not as they should be.",
        },
        "oddities": {**_COUNTS, "description": "What is odd in it and was kept, with the number of records."},
        "horizon": {
            "anyOf": [{**STRING, "format": "date"}, {"type": "null"}],
            "description": "The last day it covers.",
        },
    }
)
_SUMMARY: Final[Json] = {
    "release": {**STRING, "description": "The version of the ontology and the beginning of the content's digest."},
    "version": STRING,
    "built_at": {**STRING, "format": "date-time"},
    "digest": {**STRING, "description": "SHA-256 of the quads as sorted N-Quads lines."},
    "triples": {"type": "integer"},
    "served": {"type": "boolean", "description": "Whether this server answers from it when nothing else is asked for."},
    "url": URL,
    "tables": {**URL, "description": "All of its collections as CSV, in one Frictionless Data Package (a zip file)."},
    "changes": {**URL, "description": "What has changed since, up to the release that is served."},
    "cite_as": STRING,
}
_RELEASE: Final = closed(
    {
        **_SUMMARY,
        "classes": _COUNTS,
        "graphs": _COUNTS,
        "tools": {"type": "object", "additionalProperties": STRING},
        "imports": array(_IMPORTED, "The datasets that were imported, each with its own terms and citation."),
        "dumps": array(_DUMP),
        "licence": URL,
    }
)
_LIST: Final = closed({"items": array(closed(_SUMMARY)), "release": STRING})


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the list of releases, their pages and their files."""
    blp = StrictBlueprint("releases", __name__, url_prefix="/v1", description="Releases of the data, and their dumps.")
    path, file = in_path("release_id"), in_path("name")

    @blp.route("/releases")
    @blp.doc(operationId="listReleases", summary="List the releases that are kept")
    @blp.arguments({"format": parameters.representation(_OFFERS)})
    @blp.answers(_LIST, _OFFERS, "The releases, the newest first.")
    def list_releases(arguments: dict[str, Any]) -> Response:
        kept = releases().on_disk()
        representation = chosen(arguments, _OFFERS)
        if representation is ATOM:
            return feed_response(feed_of_releases([release.manifest for release in kept]))
        items = [_summary(release.manifest) for release in kept]
        answer = jsonify({"items": items, "release": releases().served.id})
        return drawn(answer, "releases.html", _OFFERS) if representation is HTML else answer

    @blp.route("/releases/<release_id>", parameters=[path])
    @blp.doc(operationId="getRelease", summary="One release: what it is made of, and its dumps")
    @blp.arguments({"format": parameters.representation(_RELEASE_OFFERS)})
    @blp.answers(_RELEASE, _RELEASE_OFFERS, "The release.")
    @blp.alt_response(404, "NotFound")
    def get_release(arguments: dict[str, Any], release_id: str) -> Response:
        representation = chosen(arguments, _RELEASE_OFFERS)
        answer = jsonify(_details(_kept(release_id).manifest))
        return drawn(answer, "release.html", _RELEASE_OFFERS) if representation is HTML else answer

    @blp.route("/releases/<release_id>/dumps/<name>", parameters=[path, file])
    @blp.doc(operationId="getDump", summary="The whole dataset of a release, as one gzipped file")
    @blp.arguments({})
    @blp.response(200, {"type": "string", "format": "binary"}, content_type="application/gzip", description="The file.")
    @blp.alt_response(404, "NotFound")
    def get_dump(arguments: dict[str, Any], release_id: str, name: str) -> Response:
        return _dump(release_id, name)

    @blp.route("/releases/<release_id>/tables", parameters=[path])
    @blp.doc(operationId="getTables", summary="All collections of a release as CSV, in one Frictionless Data Package")
    @blp.arguments({})
    @blp.answers({}, (ZIP,), "A zip file of datapackage.json and a CSV file for each collection.")
    @blp.alt_response(404, "NotFound")
    def get_tables(arguments: dict[str, Any], release_id: str) -> Response:
        return _tables(_kept(release_id))

    api.register_blueprint(blp)


def _tables(kept: Release) -> Response:
    need(Turn.LONG)
    response = streamed(data_package(opened_as(kept.id, "release_id")), ZIP, kept.manifest.edition)
    response.headers["Cache-Control"] = FOR_A_DAY
    response.headers["Content-Disposition"] = f'attachment; filename="casus-{kept.id}.zip"'
    return response


def _dump(release_id: str, name: str) -> Response:
    release = _kept(release_id)
    dump = next((dump for dump in release.manifest.dumps if dump.name == name), None)
    if dump is None:
        names = [dump.name for dump in release.manifest.dumps]
        raise NotFound(f"Release {release_id} has no dump '{name}'.", dumps=names)
    path = release.dump(name).resolve()
    built = datetime.fromisoformat(release.manifest.built_at)  # and not the time of the file, which copies do not share
    response = send_file(path, mimetype="application/gzip", etag=dump.sha256, last_modified=built, max_age=86_400)
    response.headers["Repr-Digest"] = dump.digest_header
    return by_age(response)


def _kept(release_id: str) -> Release:
    """The release of that id. Raises NotFound."""
    try:
        return releases().release(release_id)
    except NoSuchRelease as error:
        raise NotFound(str(error), list=f"{root_url()}/v1/releases") from error


def _summary(manifest: Manifest) -> Json:
    return {
        "release": manifest.id,
        "version": manifest.version,
        "built_at": manifest.built_at,
        "digest": manifest.digest,
        "triples": manifest.triples,
        "served": manifest.id == releases().served.manifest.id,
        "url": f"{root_url()}/v1/releases/{manifest.id}",
        "tables": f"{root_url()}/v1/releases/{manifest.id}/tables",
        "changes": f"{root_url()}/v1/changes?since={manifest.id}",
        "cite_as": manifest.cite_as(url=f"{root_url()}/v1/releases/{manifest.id}"),
    }


def _details(manifest: Manifest) -> Json:
    summary = _summary(manifest)
    return {
        **summary,
        "classes": manifest.classes,
        "graphs": manifest.graphs,
        "tools": manifest.tools,
        "imports": [asdict(each) for each in manifest.imports],
        "dumps": [
            {
                "name": dump.name,
                "media_type": dump.media_type,
                "bytes": dump.bytes,
                "sha256": dump.sha256,
                "url": f"{summary['url']}/dumps/{dump.name}",
            }
            for dump in manifest.dumps
        ],
        "licence": DATA_LICENCE,
    }
