"""Filters and names, and that they find what SPARQL finds in the same release."""

import pytest
from flask.testing import FlaskClient
from rdflib.term import Node

from casus.model.fields import Field, Kind
from casus.model.types import Collection
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD
from tests.records.rest import EVERY, Json, by_sparql, get, ids, pages

UNSAID = {
    *("active_states", "agreement_status", "alliances", "coded_variables", "components", "doi", "dyads"),
    *("first_order_division", "joined_actors", "organization_level", "prio_grid", "process_name", "process_number"),
    *("second_order_division", "violence_type", "war_type"),
}
"""What no record of the shipped release says: no source has a DOI, and the others come with imported datasets."""


def values_of(opened: OpenRelease, collection: Collection, field: Field) -> list[Node]:
    """The values that a filter can be asked for, the most frequent first, those that hardly select anything last."""
    rows = opened.dataset.select(
        f"SELECT ?v (COUNT(DISTINCT ?r) AS ?n) WHERE {{ ?r a {collection.type.cls.n3()} ; {field.path.n3()} ?v }} "
        "GROUP BY ?v ORDER BY (?n > 20) DESC(?n) ?v"
    )
    return [value for value, _ in rows if value is not None]


def as_parameter(opened: OpenRelease, field: Field, value: Node) -> str:
    """The value as a client writes it."""
    if field.kind is Kind.CODE:
        return str(value).rsplit("/", 1)[-1]
    if field.kind is Kind.REFERENCE:
        home = opened.model.home_of(str(value))
        assert home
        return home.id
    return str(value)


@pytest.mark.parametrize("collection", EVERY)
def test_every_filter_finds_what_sparql_finds(client: FlaskClient, opened: OpenRelease, collection: str) -> None:
    """Each with one value, and with that and another, which means either."""
    home = opened.model.collections[collection]
    tried = []
    for name, field in home.filters.items():
        values = tuple(values_of(opened, home, field))
        for chosen in dict.fromkeys([values[:1], values[:2]]):
            if not chosen:
                continue
            pattern = f"VALUES ?v {{ {' '.join(value.n3() for value in chosen)} }} ?r {field.path.n3()} ?v ."
            expected = by_sparql(opened, home, pattern)
            parameters = [(name, as_parameter(opened, field, value)) for value in chosen]

            assert expected
            assert sorted(ids(client, collection, *parameters)) == sorted(expected), parameters
        if values:
            tried.append(name)

    assert set(home.filters) - set(tried) <= UNSAID | ({"states"} if collection == "agreements" else set())


@pytest.mark.parametrize("collection", sorted(set(EVERY) - {"codes"}))
def test_what_a_filter_finds_shows_the_value_in_its_field(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    """The same without SPARQL: by the JSON of the records."""
    home = opened.model.collections[collection]
    asked = ("limit", "500"), ("fields", ",".join(home.filters))
    everything = [item for page in pages(client, f"/v1/{collection}", *asked) for item in page["items"]]

    def shown(item: Json, name: str) -> set[str]:
        found = item.get(name)
        listed = found if isinstance(found, list) else [found]
        return {value["id"] if isinstance(value, dict) else str(value) for value in listed if value is not None}

    for name, field in home.filters.items():
        for value in values_of(opened, home, field)[:1]:
            written = as_parameter(opened, field, value)
            expected = {item["id"] for item in everything if written in shown(item, name)}

            assert expected, name
            assert set(ids(client, collection, (name, written))) == expected, name


def test_filters_together_must_all_hold(client: FlaskClient) -> None:
    supported = set(ids(client, "claims", ("supporter", "states/turkey")))
    accepted = set(ids(client, "claims", ("status", "accepted")))

    assert set(ids(client, "claims", ("supporter", "states/turkey"), ("status", "accepted"))) == supported & accepted
    assert supported & accepted < supported


def test_a_reference_is_an_id_or_an_iri(client: FlaskClient) -> None:
    by_id = ids(client, "claims", ("subjects", "armed-forces/lna"))

    assert by_id == ids(client, "claims", ("subjects", f"{RECORD}armed-forces/lna")) != []


def test_a_slug_is_enough_where_all_values_are_of_one_collection(client: FlaskClient) -> None:
    by_slug = ids(client, "claims", ("conflicts", "libya-2011"))

    assert by_slug == ids(client, "claims", ("conflicts", "conflicts/libya-2011")) != []
    assert by_slug == ids(client, "claims", ("conflicts", f"{RECORD}conflicts/libya-2011"))


def test_each_type_of_claim_can_be_asked_for(client: FlaskClient, opened: OpenRelease) -> None:
    home = opened.model.collections["claims"]
    for record_type in home.types:
        asked = ("type", record_type.name), ("limit", "500"), ("fields", "id")
        found = [item for page in pages(client, "/v1/claims", *asked) for item in page["items"]]

        assert {item["type"] for item in found} <= {record_type.name}
        assert {item["id"] for item in found} == by_sparql(opened, home, f"?r a {record_type.cls.n3()} .")


def test_two_types_mean_either(client: FlaskClient) -> None:
    support, legal_acts = (ids(client, "claims", ("type", name)) for name in ("Support", "LegalAct"))

    assert support and legal_acts
    assert sorted(ids(client, "claims", ("type", "Support"), ("type", "LegalAct"))) == sorted(support + legal_acts)


@pytest.mark.parametrize(
    ("collection", "name", "slug"),
    [
        ("persons", "haftar", "khalifa-haftar"),
        ("persons", "HAFTAR", "khalifa-haftar"),
        ("persons", "Hifter", "khalifa-haftar"),
        ("persons", "حفتر", "khalifa-haftar"),
        ("persons", "حَفْتَر", "khalifa-haftar"),
        ("persons", "Хафтар", "khalifa-haftar"),
        ("persons", "ХАФТАР", "khalifa-haftar"),
        ("persons", "erdogan", "recep-tayyip-erdogan"),
        ("persons", "ERDOĞAN", "recep-tayyip-erdogan"),
        ("states", "türkiye", "turkey"),
        ("states", "Turkiye", "turkey"),
        ("states", "cote d'ivoire", "cote-divoire"),
        ("states", "Côte d’Ivoire", "cote-divoire"),
    ],
)
def test_a_name_is_found_in_any_script_whatever_the_case_and_the_accents(
    client: FlaskClient, collection: str, name: str, slug: str
) -> None:
    found = ids(client, collection, ("q", name))

    assert f"{collection}/{slug}" in found
    assert len(found) < 5


def test_a_name_that_no_record_has_finds_nothing_and_says_so(client: FlaskClient) -> None:
    page = get(client, "/v1/persons", ("q", "no such person"))

    assert (page["items"], page["total"]["value"]) == ([], 0)
    assert page["links"]["next"] is page["links"]["prev"] is None


@pytest.mark.parametrize("text", ['"', "'", '") } #', "\\", "?id", "a\nb", "{", "\x00", "%", "😀"])
def test_a_name_that_looks_like_sparql_is_only_a_name(client: FlaskClient, text: str) -> None:
    found = ids(client, "persons", ("q", text + "no such person"))

    assert found == []
