"""Two releases of a small workshop, served side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from casus.release.manifest import Release
from tests.conftest import Workshop, serving_app

SECOND = """
force:second a casus:ArmedForce ; skos:prefLabel "Second Force"@en ; casus:forceType force-type:armed-group ;
    dcterms:source source:book .
"""


@dataclass
class Two:
    old: Release
    new: Release
    client: FlaskClient


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    workshop = Workshop(tmp_path_factory.mktemp("two"))
    workshop.write("gone", SECOND.replace("second", "gone").replace("Second", "Former"))
    old = workshop.build()
    (workshop.sources / "data" / "gone.ttl").unlink()
    workshop.write("second", SECOND)
    workshop.edit("data/records.ttl", '"First Force"@en', '"The First Force"@en')
    new = workshop.build()
    with serving_app(workshop.var) as app:
        yield Two(old, new, app.test_client())
