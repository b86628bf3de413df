"""All collections of a release as tables in one zip file, with what their columns mean: a Frictionless Data Package
(https://specs.frictionlessdata.io/data-package/), which R, Python and catalogues read.
"""

import json
from collections.abc import Iterator

from casus.http.urls import root_url
from casus.http.zipped import zipped
from casus.model.json_schema import Json
from casus.records.formats.csv_columns import CSV
from casus.records.formats.format import RecordList
from casus.records.formats.table_schema import table_schema
from casus.records.lists import whole
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import DATA_LICENCE, DATA_LICENCE_NAME


def data_package(release: OpenRelease) -> Iterator[bytes]:
    """The zip file, as it is made: `datapackage.json`, and a CSV file for each collection."""
    tables = [whole(release, collection) for collection in release.model.collections.values()]
    package = json.dumps(_descriptor(release, tables), ensure_ascii=False, indent=2) + "\n"
    files = ((_path(listed), CSV.lines(listed)) for listed in tables)
    return zipped([("datapackage.json", [package]), *files])


def _descriptor(release: OpenRelease, tables: list[RecordList]) -> Json:
    manifest, about = release.manifest, release.once(_about)
    root = root_url()
    url = f"{root}/v1/releases/{release.id}"
    return {
        "profile": "tabular-data-package",
        "name": "casus",
        "title": about["title"][0],
        "description": about["description"][0],
        "version": manifest.id,
        "created": manifest.built_at,
        "homepage": url,
        "keywords": about["keyword"],
        "licenses": [{"name": "CC-BY-4.0", "path": str(DATA_LICENCE), "title": DATA_LICENCE_NAME}],
        "contributors": [{"title": "Casus", "role": "author"}],
        "sources": [{"title": "What the records were read in", "path": f"{root}/v1/sources?release={release.id}"}],
        "citation": manifest.cite_as(url=url),
        "resources": [_resource(listed) for listed in tables],
    }


def _about(release: OpenRelease) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in release.dataset.select(fixed(__package__, "about")):
        found.setdefault(str(name), []).append(str(text))
    return found


def _resource(listed: RecordList) -> Json:
    collection = listed.selected.collection
    return {
        "profile": "tabular-data-resource",
        "name": collection.name,
        "path": _path(listed),
        "title": collection.type.label,
        "description": collection.type.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema(listed),
    }


def _path(listed: RecordList) -> str:
    return f"{listed.selected.collection.name}.csv"
