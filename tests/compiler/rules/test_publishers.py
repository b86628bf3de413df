"""What is said of a publisher holds of its sources, and what does not fit is told."""

import pytest
from rdflib import Literal

from casus.compiler.check import Checker
from casus.terms.namespaces import CASUS, DCTERMS, RECORD
from tests.conftest import Workshop

_AGENCY = """
publisher:agency a casus:Publisher ; skos:prefLabel "Agency"@en , "Агентство"@ru ;
    casus:publishes source-type:news-agency ; casus:site "agency.com" ; casus:nearTo force:first .
source:story a casus:Source ; skos:prefLabel "Story"@en ; casus:sourceType source-type:{kind} ; {more}
    foaf:page <https://{host}/story> .
"""
_PUBLISHED = "casus:publishedBy publisher:agency ;"


def told(workshop: Workshop, host: str, more: str = _PUBLISHED, kind: str = "news-agency") -> list[str]:
    workshop.write("story", _AGENCY.format(kind=kind, more=more, host=host))
    return [str(warning).partition(": ")[2] for warning in Checker(workshop.sources).check()[1]]


def test_a_source_has_the_name_of_its_publisher_and_is_near_to_whom_that_is_near(workshop: Workshop) -> None:
    workshop.write("story", _AGENCY.format(kind="news-agency", more=_PUBLISHED, host="agency.com"))
    union = Checker(workshop.sources).read().union
    story = RECORD["sources/story"]
    assert union.objects(story, DCTERMS.publisher) == [Literal("Agency")]
    assert union.objects(story, CASUS.nearTo) == [RECORD["armed-forces/first"]]


@pytest.mark.parametrize("host", ["agency.com", "www.agency.com", "uk.agency.com"])
def test_a_page_on_a_site_of_the_publisher_is_its_own(workshop: Workshop, host: str) -> None:
    assert told(workshop, host) == []
    assert told(workshop, host, f'{_PUBLISHED} casus:carriedBy "Copy" ;') == [
        f"source:story: casus:carriedBy: warning: {host.removeprefix('www.')} is a site of publisher:agency, which "
        "needs nobody to carry it: remove the line"
    ]


def test_a_page_elsewhere_says_who_carried_it(workshop: Workshop) -> None:
    assert told(workshop, "myagency.com") == [
        "source:story: foaf:page: warning: myagency.com is no site of publisher:agency: say with casus:carriedBy who "
        "carried it there, or add the site (casus:site) to the publisher"
    ]
    assert told(workshop, "myagency.com", f'{_PUBLISHED} casus:carriedBy "Copy" ;') == []


def test_a_page_without_a_publisher_and_a_publisher_without_a_source_are_told(workshop: Workshop) -> None:
    assert told(workshop, "agency.com", "") == [
        "publisher:agency: warning: no source is published by it: name it in one, or remove it",
        "source:story: foaf:page: warning: nobody is named who published it: write casus:publishedBy",
    ]


def test_publications_that_are_alike_are_of_one_kind(workshop: Workshop) -> None:
    assert told(workshop, "agency.com", kind="press") == [
        "source:story: casus:sourceType: warning: is press, and what publisher:agency publishes is news-agency: "
        "correct one of the two"
    ]


def test_a_copy_names_the_publisher_of_the_original(workshop: Workshop) -> None:
    workshop.write("story", _AGENCY.format(kind="press", more='casus:carriedBy "Copy" ;', host="copy.com"))
    assert any(
        "says who carried it (casus:carriedBy), and not whose publication it is" in it for it in workshop.problems()
    )
