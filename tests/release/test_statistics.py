from pathlib import Path

import pyoxigraph
import pytest

from casus.release.manifest import Release
from casus.release.statistics import Linkset, Statistics, Use, count, namespace

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
CLOSE = "http://www.w3.org/2004/02/skos/core#closeMatch"
QUADS = f"""
<https://w3id.org/casus/id/a> <{RDF_TYPE}> <https://w3id.org/casus/ontology#State> <urn:g> .
<https://w3id.org/casus/id/b> <{RDF_TYPE}> <https://w3id.org/casus/ontology#State> <urn:g> .
<https://w3id.org/casus/id/a> <{CLOSE}> <http://example.org/x/1> <urn:g> .
<https://w3id.org/casus/id/b> <{CLOSE}> <http://example.org/x/2> <urn:h> .
<https://w3id.org/casus/id/a> <{CLOSE}> <https://w3id.org/casus/id/b> <urn:h> .
<http://example.org/y> <http://example.org/p> "1" <urn:h> .
<http://example.org/y> <http://example.org/p> "1"@en <urn:h> .
"""


@pytest.fixture
def counted() -> Statistics:
    return count(pyoxigraph.parse(QUADS.encode(), pyoxigraph.RdfFormat.N_QUADS))


def test_everything_is_counted_over_all_graphs_together(counted: Statistics) -> None:
    assert (counted.triples, counted.entities, counted.subjects, counted.objects) == (7, 2, 3, 6)
    assert counted.classes == {"https://w3id.org/casus/ontology#State": 2}
    assert counted.properties == {RDF_TYPE: Use(2, 2, 1), CLOSE: Use(3, 2, 3), "http://example.org/p": Use(2, 1, 2)}


def test_links_lead_to_the_namespaces_of_others(counted: Statistics) -> None:
    assert counted.linksets == (Linkset(CLOSE, "http://example.org/x/", 2),)


def test_what_is_written_is_read(counted: Statistics, tmp_path: Path) -> None:
    counted.write(tmp_path / "statistics.json")

    assert Statistics.read(tmp_path / "statistics.json") == counted


def test_a_release_has_its_statistics(release: Release) -> None:
    assert Statistics.read(release.statistics_path).triples == release.manifest.triples


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("http://x.org/a#b", "http://x.org/a#"),
        ("http://x.org/a/b", "http://x.org/a/"),
        ("http://x.org/a/", "http://x.org/a/"),
    ],
)
def test_the_namespace_of_an_iri(iri: str, expected: str) -> None:
    assert namespace(iri) == expected
