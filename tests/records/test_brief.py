"""References and what single records say, for answers that reach over all collections."""

from casus.records.brief import references, said
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, RECORD
from tests.records.conftest import Counting

CLAIM, LIBYA, NOWHERE = RECORD["claims/moscow-talks-2020-lna"], RECORD["states/libya"], RECORD["states/nowhere"]


def test_references_are_in_the_order_of_the_records_and_tell_the_status_of_claims(opened: OpenRelease) -> None:
    claim, libya = references(opened, iter([CLAIM, LIBYA]))

    assert libya == {"id": "states/libya", "type": "State", "label": "Libya"}
    assert (claim["id"], claim["type"]) == ("claims/moscow-talks-2020-lna", "Participation")
    assert claim["status"] == {"id": "accepted", "label": "accepted"}
    assert references(opened, [LIBYA, CLAIM]) == [libya, claim]
    assert references(opened, [LIBYA], "ar") == [{**libya, "label": "ليبيا"}]


def test_what_is_not_known_is_told_as_far_as_it_is(opened: OpenRelease) -> None:
    assert references(opened, [NOWHERE]) == [{"id": "states/nowhere", "type": None, "label": None}]


def test_only_the_properties_that_are_asked_for_are_read(fresh: OpenRelease, counting: Counting) -> None:
    found = said(fresh.dataset, [CLAIM, LIBYA, NOWHERE], [CASUS.cowCode, CASUS.signature, CASUS.signature])

    assert {p: str(o) for _, p, o in found.triples_of(LIBYA)} == {CASUS.cowCode: "620"}
    assert found.slug(CLAIM, CASUS.signature) == "declined"
    assert [p for _, p, _ in found.triples_of(CLAIM)] == [CASUS.signature]
    assert list(found.triples_of(NOWHERE)) == []
    assert counting.asked == 1


def test_nothing_is_asked_of_no_records(fresh: OpenRelease, counting: Counting) -> None:
    assert list(said(fresh.dataset, iter([]), [CASUS.when]).triples_of(LIBYA)) == []
    assert counting.asked == 0
