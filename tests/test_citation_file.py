"""CITATION.cff says what the other files say. (cffconvert 2.0 would check its schema, but wants jsonschema 3.)"""

import tomllib
from pathlib import Path

import pytest
import yaml
from rdflib.namespace import DCTERMS

from casus.compiler.load import SourceFile
from casus.records.formats.citation import DATASET_TITLE
from casus.terms.namespaces import DATA_LICENCE

ROOT = Path(__file__).parent.parent
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("cited", [CFF, CFF["preferred-citation"]], ids=["software", "data"])
def test_it_has_what_the_schema_requires(cited: dict[str, object]) -> None:
    assert CFF["cff-version"] == "1.2.0"
    assert {"title", "authors", "type"} <= set(cited) and CFF["message"]


def test_the_software_is_that_of_the_project() -> None:
    assert (CFF["version"], CFF["license"], CFF["keywords"]) == tuple(
        PROJECT[name] for name in ("version", "license", "keywords")
    )
    assert CFF["abstract"] == PROJECT["description"]


def test_the_data_are_those_of_the_dataset(shipped_sources: list[SourceFile]) -> None:
    data = CFF["preferred-citation"]
    (dataset,) = (file.graph for file in shipped_sources if file.path.name == "dataset.ttl")
    (about,) = dataset.subjects(DCTERMS.license, DATA_LICENCE)

    assert data["title"] == DATASET_TITLE
    assert data["license-url"] == str(DATA_LICENCE)
    assert str(DATA_LICENCE) in (ROOT / "LICENSE-DATA").read_text("utf-8")
    assert data["identifiers"][0]["value"] == str(about)
