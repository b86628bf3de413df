import re

import pytest

from api.service import Service


def test_every_scheme_is_the_code_of_the_list_with_its_short_names(casus: Service) -> None:
    schemes = casus.schemes

    assert [scheme.name for scheme in schemes.all] == list(casus.model.codes["identifier-scheme"])
    assert schemes["cow"] is schemes["cown"] is schemes["cow-code"]
    assert schemes["iso3"].name == "iso-3166-1-alpha-3"
    assert schemes.of(schemes["cow"].iri) is schemes["cow"]
    assert schemes["wikidata"].uri_template == "https://www.wikidata.org/wiki/{value}"
    with pytest.raises(KeyError):
        schemes["no-such"]


def test_no_name_means_two_schemes(casus: Service) -> None:
    names = [name for scheme in casus.schemes.all for name in (scheme.name, *scheme.short_names)]

    assert sorted(names) == casus.schemes.names == sorted(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


def test_the_uses_are_those_of_records_and_of_codes(casus: Service) -> None:
    assert casus.schemes["cow"].uses > 200
    assert casus.schemes["plover"].uses > 20
