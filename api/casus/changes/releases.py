"""The releases that are kept: which there are, what each is made of, and its dumps."""

from typing import Any

import marshmallow as ma
from flask import Response, jsonify, send_file
from flask.views import MethodView

from casus.http.openapi import CasusApi
from casus.http.opened import releases
from casus.http.problems import NotFound
from casus.http.strict import StrictBlueprint
from casus.http.urls import root_url
from casus.model.json_schema import closed
from casus.records.formats import citation
from casus.records.shaper import Json
from casus.release.manifest import Manifest
from casus.store.open_release import OpenRelease
from casus.terms.names import RELEASE_ID

_TEXT: Json = {"type": "string"}
_URL: Json = {"type": "string", "format": "uri"}
_COUNTS: Json = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
_DUMP = closed(
    {
        "name": _TEXT,
        "media_type": {"type": "string", "description": "Of what is inside; the file is gzip."},
        "bytes": {"type": "integer"},
        "sha256": {"type": "string", "description": "Of the file as it is downloaded."},
        "href": _URL,
    }
)
_SUMMARY: Json = {
    "id": {"type": "string", "description": "The version of the ontology and the beginning of the content's digest."},
    "version": _TEXT,
    "built_at": {"type": "string", "format": "date-time"},
    "digest": {"type": "string", "description": "SHA-256 of the quads as sorted N-Quads lines."},
    "triples": {"type": "integer"},
    "served": {"type": "boolean", "description": "Whether this server answers from it when nothing else is asked for."},
    "href": _URL,
    "changes": {**_URL, "description": "What has changed since, up to the release that is served."},
    "cite_as": _TEXT,
}
_RELEASE = closed(
    {
        **_SUMMARY,
        "classes": _COUNTS,
        "graphs": _COUNTS,
        "tools": {"type": "object", "additionalProperties": _TEXT},
        "dumps": {"type": "array", "items": _DUMP},
        "licence": _URL,
    }
)
_LIST = closed({"items": {"type": "array", "items": closed(_SUMMARY)}, "release": _TEXT})
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint())


def _blueprint() -> StrictBlueprint:
    blp = StrictBlueprint("releases", __name__, url_prefix="/v1", description="Releases of the data, and their dumps.")
    none = ma.Schema.from_dict({}, name="ReleasesParameters")()

    @blp.route("/releases")
    class Releases(MethodView):
        @blp.doc(operationId="listReleases", summary="List the releases that are kept")
        @blp.arguments(none, location="query")
        @blp.response(200, _LIST, description="The releases, the newest first.")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            return jsonify(
                {
                    "items": [_summary(release.manifest) for release in releases().on_disk()],
                    "release": releases().served.manifest.id,
                }
            )

    path = {"in": "path", "name": "release_id", "required": True, "schema": {"type": "string"}}

    @blp.route("/releases/<release_id>", parameters=[path])
    class Release(MethodView):
        @blp.doc(operationId="getRelease", summary="One release: what it is made of, and its dumps")
        @blp.arguments(none, location="query")
        @blp.response(200, _RELEASE, description="The release.")
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any], release_id: str) -> Response:
            return jsonify(_described(_manifest(release_id)))

    file = {"in": "path", "name": "name", "required": True, "schema": {"type": "string"}}

    @blp.route("/releases/<release_id>/dumps/<name>", parameters=[path, file])
    class Dump(MethodView):
        @blp.doc(operationId="getDump", summary="The whole dataset of a release, as one gzipped file")
        @blp.arguments(none, location="query")
        @blp.response(200, {}, content_type="application/gzip", description="The file.")
        @blp.alt_response(404, "NotFound")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any], release_id: str, name: str) -> Response:
            manifest = _manifest(release_id)
            dump = next((dump for dump in manifest.dumps if dump.name == name), None)
            if dump is None:
                raise NotFound(
                    f"Release {release_id} has no dump '{name}'.", dumps=[dump.name for dump in manifest.dumps]
                )
            path = releases().release(release_id).dump(name).resolve()
            response = send_file(path, mimetype="application/gzip", etag=dump.sha256, max_age=86_400)
            response.headers["Repr-Digest"] = dump.digest_header
            return response

    return blp


def _manifest(release_id: str) -> Manifest:
    """The manifest of a release that is kept. Raises NotFound."""
    found = (
        {release.id: release.manifest for release in releases().on_disk()} if RELEASE_ID.fullmatch(release_id) else {}
    )
    if release_id not in found:
        raise NotFound(f"There is no release '{release_id}' here.", list=f"{root_url()}/v1/releases")
    return found[release_id]


def _summary(manifest: Manifest) -> Json:
    return {
        "id": manifest.id,
        "version": manifest.version,
        "built_at": manifest.built_at,
        "digest": manifest.digest,
        "triples": manifest.triples,
        "served": manifest.id == releases().served.manifest.id,
        "href": f"{root_url()}/v1/releases/{manifest.id}",
        "changes": f"{root_url()}/v1/changes?since={manifest.id}",
        "cite_as": citation.sentence(manifest, url=f"{root_url()}/v1/releases/{manifest.id}"),
    }


def _described(manifest: Manifest) -> Json:
    summary = _summary(manifest)
    return {
        **summary,
        "classes": manifest.classes,
        "graphs": manifest.graphs,
        "tools": manifest.tools,
        "dumps": [
            {
                "name": dump.name,
                "media_type": dump.media_type,
                "bytes": dump.bytes,
                "sha256": dump.sha256,
                "href": f"{summary['href']}/dumps/{dump.name}",
            }
            for dump in manifest.dumps
        ],
        "licence": LICENCE,
    }
