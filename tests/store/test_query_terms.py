"""What enters a query. Values go through the real engine: what comes back is what went in, or nothing went in."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oxrdflib import OxigraphStore
from rdflib import BNode, Dataset, Literal, URIRef, Variable
from rdflib.namespace import XSD

from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values

_BASE = "https://w3id.org/casus/id/states/"
_EMPTY = ReleaseDataset(Dataset(store=OxigraphStore(store=pyoxigraph.Store()), default_union=True))


def through_the_engine(value: URIRef | Literal) -> object:
    rows = list(_EMPTY.select(f"SELECT ?value WHERE {{ {values('value', [value])} }}"))
    assert len(rows) == 1
    return rows[0][0]


def test_terms_are_written_as_sparql_writes_them() -> None:
    assert term(URIRef("http://example.org/a")) == "<http://example.org/a>"
    assert term(Literal("a")) == '"a"'
    assert term(Literal("a", lang="ar")) == '"a"@ar'
    assert term(Literal("620", datatype=XSD.integer)) == f'"620"^^<{XSD.integer}>'


def test_a_block_of_values_binds_one_variable() -> None:
    assert values("f0", [Literal("a"), URIRef("http://b")]) == 'VALUES ?f0 { "a" <http://b> }'
    assert values("f0", []) == "VALUES ?f0 {  }"


@pytest.mark.parametrize("value", ["lna", "?s ?p ?o", 620, None, True, BNode("b"), Variable("x")])
def test_anything_but_an_iri_or_a_literal_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="only IRIs and literals enter a query"):
        term(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '" . ?s ?p ?o . "',
        '") } UNION { ?s ?p ?o } #',
        '"""',
        "'''",
        "\\",
        '\\"',
        'ends with a quote "',
        'a line\nand a quote"',
        "a\r\nb\ttab",
        "} { } #",
        "\\u0022 } #",
        "\x00",
        "\x1f\x7f",
        "\u2028\u2029\ufffe",
        "حفتر",
        "😀",
        "?f0",
        "",
    ],
)
def test_a_literal_stays_one_literal_whatever_it_holds(text: str) -> None:
    assert through_the_engine(Literal(text)) == Literal(text, datatype=XSD.string)


@given(st.text())
def test_any_text_comes_back_from_the_engine_as_it_went_in(text: str) -> None:
    found = through_the_engine(Literal(text))

    assert isinstance(found, Literal)
    assert str(found) == text
    assert found.datatype == XSD.string or (found.datatype is None and found.language is None)


@given(st.text(), st.sampled_from(["en", "ar", "ru", "zh-hant"]))
def test_any_text_in_a_language_comes_back_as_it_went_in(text: str, language: str) -> None:
    assert through_the_engine(Literal(text, lang=language)) == Literal(text, lang=language)


@pytest.mark.parametrize("part", [">", "<", " ", '"', "{", "}", "|", "\\", "^", "`"])
def test_an_iri_with_a_character_that_iris_cannot_have_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        term(URIRef(f"{_BASE}a{part}b"))


@pytest.mark.parametrize("part", ["\n", "\r", "\t", "\x00", "\x7f", "\ufffd"])
def test_an_iri_with_a_control_character_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="not an IRI"):
        term(URIRef(f"{_BASE}a{part}b"))


@given(st.text(min_size=1))
def test_any_text_in_an_iri_is_refused_or_comes_back_as_it_went_in(text: str) -> None:
    iri = URIRef(_BASE + text)
    try:
        term(iri)
    except ValueError:
        return
    assert through_the_engine(iri) == iri


def test_a_literal_whose_datatype_is_no_iri_is_refused() -> None:
    evil = Literal("a", datatype=URIRef("http://example.org/> } UNION { ?s ?p ?o } #"))

    with pytest.raises(ValueError, match="not an IRI"):
        term(evil)
