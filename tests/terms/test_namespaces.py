"""Prefixes and short names, and that the Turtle files mean the same by them as the code does."""

import re

import pytest

from casus import ONTOLOGY_DIR
from casus.terms.namespaces import API, BASE, COLLECTIONS, PREFIXES, RECORD, short

FILES = sorted(ONTOLOGY_DIR.rglob("*.ttl"))


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("https://w3id.org/casus/ontology#Claim", "casus:Claim"),
        ("https://w3id.org/casus/id/armed-forces/lna", "force:lna"),
        ("https://w3id.org/casus/id/claims/a#evidence-3f2a9c81d0", "claim:a#evidence-3f2a9c81d0"),
        ("https://w3id.org/casus/code/stance/affirms", "stance:affirms"),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", "skos:prefLabel"),
        ("https://w3id.org/casus/id/armies/lna", "<https://w3id.org/casus/id/armies/lna>"),
        ("https://example.org/", "<https://example.org/>"),
    ],
)
def test_an_iri_is_shown_with_the_prefix_that_fits_or_in_brackets(iri: str, shown: str) -> None:
    assert short(iri) == shown


def test_the_longest_namespace_gives_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PREFIXES, "all", "https://w3id.org/casus/")
    assert short("https://w3id.org/casus/id/states/libya") == "state:libya"
    assert short("https://w3id.org/casus/other") == "all:other"


def test_no_two_prefixes_stand_for_one_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize(("prefix", "collection"), COLLECTIONS.items())
def test_every_collection_has_the_prefix_that_the_data_files_use(prefix: str, collection: str) -> None:
    assert PREFIXES[prefix] == f"{RECORD}{collection}/"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ONTOLOGY_DIR).as_posix())
def test_a_turtle_file_binds_every_prefix_as_the_code_does(path) -> None:
    known = {**PREFIXES, "api": str(API), "shape": f"{BASE}shape/"}
    bound = dict(re.findall(r"^@prefix ([\w-]*):\s*<([^>]*)>", path.read_text("utf-8"), re.MULTILINE))
    assert bound
    assert {prefix: iri for prefix, iri in bound.items() if known.get(prefix, iri) != iri} == {}
    codes = {prefix: iri for prefix, iri in bound.items() if "/casus/code/" in iri and prefix != "code"}
    assert {prefix: iri for prefix, iri in codes.items() if iri != f"{PREFIXES['code']}{prefix}/"} == {}
