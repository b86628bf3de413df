"""The W3C tests of SPARQL 1.1, where they are: they pass, or docs/conformance.md says why not."""

import pytest

from tests.conformance import report, suite
from tests.conformance.endpoint import Endpoint
from tests.conformance.report import Measured

pytestmark = [
    pytest.mark.skipif(not suite.available(), reason=suite.MISSING),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
]


@pytest.fixture(scope="module")
def measured(endpoint: Endpoint) -> Measured:
    return report.measure(endpoint)


def test_no_test_of_the_manifests_is_left_out(measured: Measured) -> None:
    assert (len(measured.query), len(measured.formats), len(measured.federation)) == (328, 10, 10)
    assert (len(measured.protocol), len(measured.description)) == (34, 3)


def test_every_failure_is_explained_and_every_explanation_is_of_a_failure(measured: Measured) -> None:
    assert measured.unexplained == []


def test_the_query_operation_of_the_protocol_is_whole(measured: Measured) -> None:
    assert [test.name for test, complaint in measured.protocol if complaint] == []
    assert sum(test.is_refused_here for test, _ in measured.protocol) == 7


def test_the_page_says_what_the_tests_show(measured: Measured) -> None:
    assert report.FILE.read_text("utf-8") == report.page(measured), "run 'make conformance'"
