"""Which representation real clients get; each Accept string is what that client sends."""

import pytest

from casus.http.representations import HTML, JSON, Representation, choose
from casus.records.formats import citation, rdf
from casus.sparql.representations import GRAPHS, SOLUTIONS

TURTLE, JSON_LD, N_TRIPLES = (each.representation for each in (rdf.TURTLE, rdf.JSON_LD, rdf.N_TRIPLES))
CITATIONS = tuple(each.representation for each in (citation.CSL, citation.BIBTEX, citation.RIS))

RECORD = (JSON, TURTLE, JSON_LD, N_TRIPLES, *CITATIONS)

FIREFOX = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8"
)
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CURL = REQUESTS = "*/*"
HTTR2 = "application/json, text/xml, application/xml, */*"
JQUERY = "application/json, text/javascript, */*; q=0.01"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
RDFLIB = (  # rdflib.parser.URLInputSource for format=None
    "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"
)
RDFLIB_TURTLE = "text/turtle, application/x-turtle, */*;q=0.1"
RDFLIB_JSONLD = "application/ld+json, application/json;p=0.9, */*;q=0.1"
JENA_GRAPH = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "application/trig,application/n-quads;q=0.9,*/*;q=0.3"
)
JENA_SELECT = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
    "text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1"
)
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,application/xml;q=0.3,text/xml;q=0.3,"
    "image/svg+xml;q=0.3,text/html;q=0.2,application/xhtml+xml;q=0.18"
)
COMUNICA_SELECT = "application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7"
SPARQLWRAPPER_XML = "application/sparql-results+xml"
SPARQLWRAPPER_JSON = "application/sparql-results+json,application/json,text/javascript,application/javascript"
SPARQLWRAPPER_CONSTRUCT = "application/rdf+xml,text/turtle,text/n3,text/rdf+n3"
SPARQLWRAPPER_TURTLE = "application/turtle,text/turtle"
SPARQLWRAPPER_N3 = "application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,text/n3"
SPARQLWRAPPER_JSONLD = "application/ld+json,application/x-json+ld"
YASGUI_SELECT = "application/sparql-results+json,*/*;q=0.9"
YASGUI_CONSTRUCT = "application/n-triples,*/*;q=0.9"
SPARQLWRAPPER_ALL = (
    "application/sparql-results+xml,application/sparql-results+json,text/javascript,application/json,text/csv,"
    "text/tab-separated-values,application/rdf+xml,application/n-triples,application/ld+json,text/turtle"
)
R_SPARQL = "application/sparql-results+xml,application/xml;q=0.8"
LD_PROFILE = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"'


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("  ", "json"),
        (CURL, "json"),
        (FIREFOX, "json"),
        (CHROME, "json"),
        (SAFARI, "json"),
        (HTTR2, "json"),
        (JQUERY, "json"),
        ("application/json", "json"),
        ("APPLICATION/JSON", "json"),
        ("application/*", "json"),
        ("text/*", "turtle"),
        ("text/turtle", "turtle"),
        ("text/turtle;charset=utf-8", "turtle"),
        ("application/x-turtle", "turtle"),
        (RDFLIB, "json"),
        (RDFLIB_TURTLE, "turtle"),
        (RDFLIB_JSONLD, "jsonld"),
        (JENA_GRAPH, "turtle"),
        (COMUNICA, "jsonld"),
        (LD_PROFILE, "jsonld"),
        ("application/json;q=0.5, text/turtle;q=0.9", "turtle"),
        ("application/json;q=0.9, text/turtle;q=0.5", "json"),
        ("text/turtle, application/json", "json"),
        ("text/turtle;q=0, */*", "json"),
        ("application/json;q=0, */*", "turtle"),
        ("application/json;q=0, application/*;q=0.1", "jsonld"),
        ("*/*;q=0.1, text/turtle;q=0.1", "turtle"),
        ("text/html", None),
        ("image/png", None),
        ("*/*;q=0", None),
        ("application/json;q=0", None),
        ("application/json;q=0.0, text/turtle;q=0", None),
        ("nonsense", None),
        ("a/b/c", None),
    ],
)
def test_a_client_gets_the_representation_of_a_record_that_it_likes_best(accept: str | None, name: str | None) -> None:
    chosen = choose(accept, RECORD)

    assert (chosen and chosen.name) == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        (REQUESTS, "json"),
        (FIREFOX, "xml"),
        (JENA_SELECT, "json"),
        (COMUNICA_SELECT, "json"),
        (SPARQLWRAPPER_XML, "xml"),
        (SPARQLWRAPPER_JSON, "json"),
        (SPARQLWRAPPER_ALL, "json"),
        (R_SPARQL, "xml"),
        (YASGUI_SELECT, "json"),
        ("application/json", "json"),
        ("text/json", "json"),
        ("text/xml", "xml"),
        ("text/plain", "tsv"),
        ("application/*", "json"),
        ("application/sparql-results+json;charset=utf-8", "json"),
        ("text/csv", "csv"),
        ("text/csv, application/sparql-results+json;q=0.5", "csv"),
        ("text/tab-separated-values", "tsv"),
        ("application/xml", "xml"),
        ("text/*", "csv"),
        ("text/turtle", None),
    ],
)
def test_a_client_gets_the_result_of_a_select_that_it_likes_best(accept: str | None, name: str | None) -> None:
    chosen = choose(accept, SOLUTIONS)

    assert (chosen and chosen.name) == name


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "turtle"),
        (CURL, "turtle"),
        (JENA_GRAPH, "turtle"),
        (COMUNICA, "nquads"),
        (SPARQLWRAPPER_CONSTRUCT, "turtle"),
        (SPARQLWRAPPER_TURTLE, "turtle"),
        (SPARQLWRAPPER_N3, "turtle"),
        (SPARQLWRAPPER_JSONLD, "jsonld"),
        (YASGUI_CONSTRUCT, "ntriples"),
        (RDFLIB, "rdfxml"),
        ("application/rdf+xml", "rdfxml"),
        ("application/n-triples", "ntriples"),
        ("text/plain", "ntriples"),
        ("application/json", "jsonld"),
        ("application/xml", "rdfxml"),
        ("text/xml", "rdfxml"),
        ("text/n3", "turtle"),
        ("application/trig", "trig"),
        ("application/n-quads", "nquads"),
        ("text/*", "turtle"),
        ("application/sparql-results+json", None),
        ("text/csv", None),
    ],
)
def test_a_client_gets_the_result_of_a_construct_that_it_likes_best(accept: str | None, name: str | None) -> None:
    chosen = choose(accept, GRAPHS)

    assert (chosen and chosen.name) == name


@pytest.mark.parametrize(
    ("accept", "name"), [(FIREFOX, "html"), (CHROME, "html"), (CURL, "json"), (HTTR2, "json"), (JAVA, "html")]
)
def test_a_browser_gets_the_page_and_a_program_the_data(accept: str, name: str) -> None:
    chosen = choose(accept, (JSON, HTML))

    assert chosen and chosen.name == name


@pytest.mark.parametrize(
    "accept",
    [
        ";;,q=,a/b;q=x",
        ",,,",
        "a/b;q=2",
        "/",
        "*",
        "*/json",
        '"',
        'a/b;x="',
        "text/turtle;q=abc",
        "\x00",
        "é/ü",
        "a" * 10_000,
        "text/turtle;q=" + "9" * 5000,
        ", ".join(["a/b"] * 3000),
        "text/turtle;q=nan",
        "text/turtle;q=-1",
        "text/turtle;q=1e999",
    ],
)
def test_a_malformed_header_never_fails(accept: str) -> None:
    assert choose(accept, RECORD) in (None, *RECORD)


@pytest.mark.parametrize(
    "accept", ["nonsense, application/json", "text/turtle;q=x, application/json", ",application/json,"]
)
def test_what_is_malformed_does_not_spoil_the_rest(accept: str) -> None:
    assert choose(accept, RECORD) in (JSON, TURTLE)


def test_the_names_and_media_types_of_offers_are_unique() -> None:
    for offers in (RECORD, SOLUTIONS, GRAPHS):
        names = [offer.name for offer in offers]
        types = [media_type for offer in offers for media_type in (offer.media_type, *offer.aliases)]

        assert len(set(names)) == len(names)
        assert len(set(types)) == len(types)


def test_the_first_offer_wins_among_equals() -> None:
    one, two = Representation("one", "a/one"), Representation("two", "a/two")

    assert choose("a/two, a/one", (one, two)) is one
    assert choose("a/*", (two, one)) is two
