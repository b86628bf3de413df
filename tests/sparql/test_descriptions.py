"""The service description and VoID: as the W3C's service description tests ask, and true of the data.

The numbers are compared with what SPARQL counts.
"""

import json
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, VOID
from rdflib.term import IdentifiedNode

from casus.app import create_app
from casus.settings import Settings
from casus.sparql import descriptions
from casus.sparql.representations import GRAPHS, SOLUTIONS
from casus.store.open_release import OpenRelease

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DATASET = URIRef("https://w3id.org/casus/dataset")
MEDIA_TYPES = [offer.media_type for offer in GRAPHS]
BASE = "http://localhost"


def described(client: FlaskClient, path: str, accept: str | None = "text/turtle") -> Graph:
    response = client.get(path, headers={} if accept is None else {"Accept": accept})
    assert response.status_code == 200
    graph = Graph()
    if response.mimetype in ("application/trig", "application/n-quads"):
        dataset = Dataset(default_union=True)
        dataset.parse(data=response.data, format=response.mimetype, publicID=f"{BASE}{path}")
        for triple in dataset.triples((None, None, None)):
            graph.add(triple)
        return graph
    return graph.parse(data=response.data, format=response.mimetype, publicID=f"{BASE}{path}")


@pytest.fixture(scope="module")
def service(client: FlaskClient) -> Graph:
    return described(client, "/sparql")


@pytest.fixture(scope="module")
def void(client: FlaskClient) -> Graph:
    return described(client, "/.well-known/void")


def count(client: FlaskClient, pattern: str, what: str = "*") -> int:
    query = f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}"
    answer = client.get("/sparql", query_string={"query": query}).get_json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


def number(graph: Graph, subject: IdentifiedNode, predicate: URIRef) -> int:
    value = graph.value(subject, predicate)
    assert isinstance(value, Literal)
    return int(value)


# The three tests of the W3C (sparql11/service-description/manifest.ttl), in own words


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "application/rdf+xml, text/turtle"])
def test_a_get_on_the_endpoint_returns_rdf(server: str, accept: str | None) -> None:
    response = requests.get(f"{server}/sparql", headers={"Accept": accept}, timeout=60)

    assert response.status_code == 200
    graph = Graph().parse(data=response.text, format=response.headers["Content-Type"].partition(";")[0])
    assert len(graph) > 100


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_the_description_names_its_endpoint_whatever_it_is_called(server: str, media_type: str) -> None:
    for url in (f"{server}/sparql", f"{server.replace('127.0.0.1', 'localhost')}/sparql"):
        text = requests.get(url, headers={"Accept": media_type}, timeout=60).text
        graph = Dataset(default_union=True)
        graph.parse(data=text, format=media_type, publicID=url)
        assert next(graph.triples((None, SD.endpoint, None)))[:3] == (URIRef(url), SD.endpoint, URIRef(url))


def test_the_description_conforms_to_its_schema(service: Graph) -> None:
    """Domains and ranges of the vocabulary (SPARQL 1.1 Service Description, section 3)."""
    ranges = {
        SD.defaultDataset: SD.Dataset,
        SD.availableGraphs: SD.Dataset,
        SD.defaultGraph: SD.Graph,
        SD.namedGraph: SD.NamedGraph,
        SD.graph: SD.Graph,
    }
    domains = {
        **dict.fromkeys(
            (SD.endpoint, SD.feature, SD.resultFormat, SD.supportedLanguage, SD.defaultDataset), SD.Service
        ),
        **dict.fromkeys((SD.defaultGraph, SD.namedGraph), SD.Dataset),
        **dict.fromkeys((SD.name, SD.graph), SD.NamedGraph),
    }
    for predicate, kind in ranges.items():
        found = list(service.objects(None, predicate))
        assert found and all((node, RDF.type, kind) in service for node in found), predicate
    for predicate, kind in domains.items():
        found = list(service.subjects(predicate, None))
        assert found and all((node, RDF.type, kind) in service for node in found), predicate
    for exactly_one in (SD.endpoint, SD.defaultDataset, SD.defaultEntailmentRegime):
        assert len(set(service.objects(None, exactly_one))) == 1
    assert all(isinstance(name, URIRef) for name in service.objects(None, SD.name))


# What it says


def test_it_offers_what_it_writes_and_reads_one_language(service: Graph) -> None:
    endpoint = URIRef(f"{BASE}/sparql")
    formats = {str(f).rpartition("/")[2] for f in service.objects(endpoint, SD.resultFormat)}

    assert formats == {written.w3c_name for written in (*SOLUTIONS, *GRAPHS)}
    assert list(service.objects(endpoint, SD.supportedLanguage)) == [SD.SPARQL11Query]
    assert list(service.objects(endpoint, SD.feature)) == [SD.UnionDefaultGraph]


def test_its_named_graphs_are_those_that_a_query_finds(client: FlaskClient, service: Graph) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = client.get("/sparql", query_string={"query": query}).get_json()["results"]["bindings"]

    assert {str(name) for name in service.objects(None, SD.name)} == {row["g"]["value"] for row in rows}


def test_it_holds_the_numbers_so_that_a_federating_client_need_not_count(service: Graph) -> None:
    """Comunica 5 adds up what has triples and is no default graph; so only the dataset may be left."""
    kinds = set(service.subjects(RDF.type, SD.Graph)) | set(service.subjects(RDF.type, VOID.Dataset))
    default = set(service.objects(None, SD.defaultGraph))
    counted = {node for node in kinds - default if (node, VOID.triples, None) in service}

    assert counted == {DATASET}
    assert len(list(service.objects(DATASET, VOID.propertyPartition))) > 100
    assert number(service, next(iter(default)), VOID.triples) == number(service, DATASET, VOID.triples)  # type: ignore[arg-type]


def test_a_release_that_is_pinned_is_described_at_its_own_url(client: FlaskClient, opened: OpenRelease) -> None:
    path = f"/sparql?release={opened.id}"

    assert (URIRef(BASE + path), SD.endpoint, URIRef(BASE + path)) in described(client, path)


def canonical(graph: Graph) -> ox.Dataset:
    """The graph with canonical blank nodes: 0.05 s, where rdflib takes 23 s to compare two of such a size."""
    triples = ox.parse(graph.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES)
    found = ox.Dataset(triples)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.fixture(scope="module")
def in_turtle(service: Graph, void: Graph) -> dict[str, ox.Dataset]:
    """What each of the two says."""
    return {"/sparql": canonical(service), "/.well-known/void": canonical(void)}


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_description_says_the_same_in_every_format(
    client: FlaskClient, path: str, media_type: str, in_turtle: dict[str, ox.Dataset]
) -> None:
    response = client.get(path, headers={"Accept": media_type})

    assert response.mimetype == media_type
    assert canonical(described(client, path, media_type)) == in_turtle[path]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_every_process_describes_it_in_the_same_bytes(app: Flask, client: FlaskClient, path: str) -> None:
    settings: Settings = app.extensions["casus-releases"].served.settings
    other = create_app(settings).test_client()

    for media_type in MEDIA_TYPES:
        answers = [each.get(path, headers={"Accept": media_type}) for each in (client, other)]
        assert answers[0].data == answers[1].data
        assert answers[0].headers["ETag"] == answers[1].headers["ETag"]


def test_only_the_last_32_descriptions_are_kept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks by ever new names must not fill the memory; the last names are answered from it."""
    roots, written = [f"http://host-{number}.example" for number in range(33)], []
    monkeypatch.setattr(descriptions, "_describe_dataset", lambda graph, release, root: written.append(root))

    for root in (*roots, *roots[1:], roots[0]):
        assert client.get("/.well-known/void?format=ntriples", base_url=root).status_code == 200
    assert written == [*roots, roots[0]]


# The dataset


def test_the_totals_are_what_a_query_counts(client: FlaskClient, void: Graph) -> None:
    assert number(void, DATASET, VOID.triples) == count(client, "?s ?p ?o")
    assert number(void, DATASET, VOID.distinctSubjects) == count(client, "?s ?p ?o", "DISTINCT ?s")
    assert number(void, DATASET, VOID.distinctObjects) == count(client, "?s ?p ?o", "DISTINCT ?o")
    assert number(void, DATASET, VOID.properties) == count(client, "?s ?p ?o", "DISTINCT ?p")
    assert number(void, DATASET, VOID.classes) == count(client, "?s a ?o", "DISTINCT ?o")


def test_the_partitions_are_what_a_query_counts(client: FlaskClient, void: Graph) -> None:
    def rows(query: str) -> dict[str, list[int]]:
        found = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text.splitlines()
        return {cells[0]: list(map(int, cells[1:])) for cells in (line.split(",") for line in found[1:])}

    parts = {str(void.value(node, VOID.property)): node for node in void.objects(DATASET, VOID.propertyPartition)}
    numbers = (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
    properties = {iri: [number(void, node, each) for each in numbers] for iri, node in parts.items()}  # type: ignore[arg-type]
    classes = {
        str(void.value(node, VOID["class"])): [number(void, node, VOID.entities)]  # type: ignore[arg-type]
        for node in void.objects(DATASET, VOID.classPartition)
    }
    assert properties == rows(
        "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?l) { ?s ?p ?o } GROUP BY ?p"
    )
    assert classes == rows("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c")


def test_every_property_is_in_a_vocabulary_that_is_listed(void: Graph) -> None:
    vocabularies = tuple(str(vocabulary) for vocabulary in void.objects(DATASET, VOID.vocabulary))

    assert vocabularies
    assert all(str(iri).startswith(vocabularies) for iri in void.objects(None, VOID.property))


def test_graphs_and_linksets_are_subsets_with_their_sizes(client: FlaskClient, void: Graph) -> None:
    graphs = [part for part in void.objects(DATASET, VOID.subset) if isinstance(part, URIRef)]
    linksets = list(void.subjects(RDF.type, VOID.Linkset))

    assert sum(number(void, graph, VOID.triples) for graph in graphs) == number(void, DATASET, VOID.triples)
    assert linksets
    for node in linksets:
        predicate, target = void.value(node, VOID.linkPredicate), void.value(node, VOID.objectsTarget)
        found = count(client, f'?s <{predicate}> ?o FILTER(REGEX(STR(?o), "^{target}[^/#]*$"))')
        assert number(void, node, VOID.triples) == found  # type: ignore[arg-type]


def test_the_dataset_says_what_catalogues_ask(client: FlaskClient, opened: OpenRelease, void: Graph) -> None:
    assert (DATASET, RDF.type, DCAT.Dataset) in void
    assert (DATASET, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in void
    assert (DATASET, DCAT.version, Literal(opened.id)) in void
    assert (DATASET, VOID.sparqlEndpoint, URIRef(f"{BASE}/sparql")) in void
    assert void.value(DATASET, DCTERMS.title) and void.value(DATASET, DCTERMS.description)
    examples = list(void.objects(DATASET, VOID.exampleResource))
    assert len(examples) > 8
    for example in examples:
        assert client.get(str(example).removeprefix("https://w3id.org/casus")).status_code == 303


def test_the_files_that_are_listed_are_there(client: FlaskClient, void: Graph) -> None:
    dumps = list(void.objects(DATASET, VOID.dataDump))

    assert dumps
    for dump in dumps:
        response = client.get(str(dump).removeprefix(BASE))
        sizes = [void.value(node, DCAT.byteSize) for node in void.subjects(DCAT.downloadURL, dump)]
        assert [int(str(size)) for size in sizes] == [len(response.data)]
    (tables,) = void.subjects(DCAT.packageFormat)
    assert (DATASET, DCAT.distribution, tables) in void
    assert client.head(str(void.value(tables, DCAT.downloadURL)).removeprefix(BASE)).content_type == "application/zip"


def test_what_is_said_of_the_dataset_can_be_queried(client: FlaskClient) -> None:
    query = f"ASK {{ <{DATASET}> <{DCTERMS.license}> ?licence }}"

    assert client.get("/sparql", query_string={"query": query}).get_json()["boolean"] is True


# The entrance


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/sparql", "application/sparql-results+json", 400),
        ("/sparql", "text/csv", 400),
        ("/sparql?format=json", None, 400),
        ("/sparql?qeury=ASK%20%7B%7D", "*/*", 400),
        ("/sparql?default-graph-uri=urn:x", None, 400),
    ],
)
def test_who_seems_to_have_forgotten_the_query_is_told(
    client: FlaskClient, path: str, accept: str | None, status: int
) -> None:
    response = client.get(path, headers={} if accept is None else {"Accept": accept})

    assert response.status_code == status
    assert response.get_json()["type"].endswith("/query-missing")


def test_a_head_on_the_endpoint_is_a_get_without_the_body(client: FlaskClient) -> None:
    get, head = client.get("/sparql"), client.head("/sparql")

    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == get.headers[name]


def test_the_description_names_the_limits(client: FlaskClient, opened: OpenRelease) -> None:
    text = client.get("/sparql").text

    assert f"{opened.settings.query.deadline_s:g} s" in text
    assert f"{opened.settings.query.memory_bytes >> 20} MiB" in text
    assert f"{opened.settings.query.result_max_bytes} bytes" in text


@pytest.mark.parametrize("accept", ["image/png", "text/csv"])
def test_a_dataset_is_no_picture(client: FlaskClient, accept: str) -> None:
    response = client.get("/.well-known/void", headers={"Accept": accept})

    assert response.status_code == 406
    assert response.get_json()["offered"] == MEDIA_TYPES


def test_the_format_of_the_dataset_can_be_in_the_url(client: FlaskClient) -> None:
    assert client.get("/.well-known/void?format=jsonld").mimetype == "application/ld+json"
    assert client.get("/.well-known/void?nonsense=1").status_code == 422
    assert json.loads(client.get("/.well-known/void?format=jsonld").data)
    assert client.get(f"/sparql?accept={quote('application/ld+json')}").mimetype == "application/ld+json"
