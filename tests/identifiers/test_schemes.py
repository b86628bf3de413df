import re

import pytest

from casus.identifiers.schemes import schemes_of
from casus.store.open_release import OpenRelease


def test_every_scheme_is_the_code_of_the_list_with_its_short_names(opened: OpenRelease) -> None:
    schemes = schemes_of(opened)

    assert [scheme.name for scheme in schemes.all] == list(opened.model.codes["identifier-scheme"])
    assert schemes["cow"] is schemes["cown"] is schemes["cow-code"]
    assert schemes["iso3"].name == "iso-3166-1-alpha-3"
    assert schemes.of(schemes["cow"].iri) is schemes["cow"]
    assert schemes["wikidata"].uri_template == "https://www.wikidata.org/wiki/{value}"
    with pytest.raises(KeyError):
        schemes["no-such"]


def test_no_name_means_two_schemes(opened: OpenRelease) -> None:
    names = [name for scheme in schemes_of(opened).all for name in (scheme.name, *scheme.short_names)]

    assert sorted(names) == schemes_of(opened).names == sorted(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


def test_the_uses_are_those_of_records_and_of_codes(opened: OpenRelease) -> None:
    assert schemes_of(opened)["cow"].uses > 200
    assert schemes_of(opened)["plover"].uses > 20
