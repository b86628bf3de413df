"""The tables of a release in one file, checked by frictionless, which follows the specification of Data Packages."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import frictionless
import pytest
from flask.testing import FlaskClient

from casus.http.zipped import zipped
from casus.model.fields import Kind
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import DATA_LICENCE
from tests.changes.conftest import Two


@pytest.fixture(scope="module")
def archive(client: FlaskClient, opened: OpenRelease) -> zipfile.ZipFile:
    response = client.get(f"/v1/releases/{opened.id}/tables")
    assert (response.status_code, response.content_type) == (200, "application/zip")
    assert response.headers["Content-Disposition"] == f'attachment; filename="casus-{opened.id}.zip"'
    again = client.get(f"/v1/releases/{opened.id}/tables", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    return zipfile.ZipFile(io.BytesIO(response.data))


@pytest.fixture(scope="module")
def package(archive: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read("datapackage.json"))
    return found


@pytest.mark.slow
def test_frictionless_finds_every_table_as_its_schema_says(archive: zipfile.ZipFile, tmp_path: Path) -> None:
    archive.extractall(tmp_path)
    report = frictionless.validate(tmp_path / "datapackage.json")

    assert report.valid, report.flatten(["title", "note"])
    assert sum(task.stats.get("rows", 0) for task in report.tasks) > 2500
    states = frictionless.Package(tmp_path / "datapackage.json").get_resource("states").read_rows()
    assert next(row["cow_code"] for row in states if row["id"] == "states/libya") == 620


def test_each_collection_is_a_table_of_all_its_records(
    archive: zipfile.ZipFile, package: dict[str, Any], opened: OpenRelease, client: FlaskClient
) -> None:
    assert archive.testzip() is None
    assert [resource["name"] for resource in package["resources"]] == list(opened.model.collections)
    for resource in package["resources"]:
        header, *rows = csv.reader(io.StringIO(archive.read(resource["path"]).decode(), newline=""))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert len(rows) == client.get(f"/v1/{resource['name']}?limit=1").json["total"]["value"]


def test_the_fields_are_those_of_the_shapes(package: dict[str, Any], opened: OpenRelease) -> None:
    for resource in package["resources"]:
        collection = opened.model.collections[resource["name"]]
        columns = {field["name"]: field for field in resource["schema"]["fields"]}
        assert all(field["description"] for field in columns.values())
        for name, field in collection.fields.items():
            assert name in columns or any(column.startswith(f"{name}.") for column in columns), (collection.name, name)
            if name in collection.numbers:
                assert columns[name]["type"] == ("integer" if field.kind is Kind.INTEGER else "number")
            if name in columns and field.code_list:
                assert columns[name]["codes"] == list(field.codes)
                assert field.multiple or columns[name]["constraints"]["enum"] == list(field.codes)
            if name in columns and field.kind is Kind.REFERENCE:
                assert set(columns[name]["resources"]) <= {other["name"] for other in package["resources"]}
    (claims,) = (resource for resource in package["resources"] if resource["name"] == "claims")
    assert {key["fields"]: key["reference"]["resource"] for key in claims["schema"]["foreignKeys"]}[
        "act_on"
    ] == "agreements"


def test_it_says_its_licence_its_version_and_how_to_cite_it(package: dict[str, Any], opened: OpenRelease) -> None:
    assert package["version"] == opened.id
    assert opened.id in package["citation"]
    assert package["licenses"][0]["path"] == str(DATA_LICENCE)
    assert "Libya" in package["keywords"]


def test_it_is_the_same_file_every_time_and_that_of_its_own_release(two: Two) -> None:
    old, again, new = (two.client.get(f"/v1/releases/{r.id}/tables").data for r in (two.old, two.old, two.new))
    forces = [zipfile.ZipFile(io.BytesIO(data)).read("armed-forces.csv").decode() for data in (old, new)]

    assert old == again
    assert ["Former Force" in text for text in forces] == [True, False]
    assert [item["tables"] for item in two.client.get("/v1/releases").json["items"]] == [
        f"http://localhost/v1/releases/{release.id}/tables" for release in (two.new, two.old)
    ]


def test_a_release_that_is_not_kept_has_no_tables(two: Two) -> None:
    assert two.client.get("/v1/releases/0.1.0-000000000000/tables").status_code == 404


def test_a_zip_file_is_written_while_its_texts_are_made() -> None:
    made: list[int] = []

    def texts() -> Any:
        for number in range(200):
            made.append(number)
            yield f"{hash(str(number))}\n" * 500

    next(zipped([("a.txt", texts())]))
    assert len(made) < 200


def test_a_zip_file_holds_the_texts_by_their_names() -> None:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipped([("a.txt", ["a", "é"]), ("é.txt", [])]))))

    assert {name: archive.read(name).decode() for name in archive.namelist()} == {"a.txt": "aé", "é.txt": ""}
