"""What a status demands of the evidence: the rules at the end of the claims in shapes.ttl. All cases in one check."""

import re

import pytest

from tests.conftest import Workshop

_CLAIM = """
claim:{slug} a casus:Assessment ;
    skos:prefLabel "Something was so."@en ;
    casus:claimStatus claim-status:{status} ;
    casus:about force:first ;
    {more}
    casus:evidence {evidence} .
"""
_AFFIRMS = "[ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ]"
_DENIES = "[ a casus:Evidence ; casus:stance stance:denies ; casus:readIn source:book ]"
_EVIDENCE = {"affirms": _AFFIRMS, "denies": _DENIES, "both": f"{_AFFIRMS} , {_DENIES}"}
_BOTH_SIDES = "a contested claim needs evidence on both sides: one node that affirms it and one that denies it"
_REFUSED = {
    ("accepted", "denies"): "an accepted claim needs evidence that affirms it",
    (
        "contested",
        "affirms",
    ): _BOTH_SIDES,
    (
        "contested",
        "denies",
    ): _BOTH_SIDES,
    ("refuted", "affirms"): "a refuted or denied claim needs evidence that denies it",
    ("denied", "affirms"): "a refuted or denied claim needs evidence that denies it",
    ("superseded", "affirms"): "a superseded claim names its successor (casus:supersededBy)",
}
_TOLD = "a reported, alleged or inferred claim needs evidence that affirms it: somebody reports, alleges or infers it"
_REFUSED |= {(status, "denies"): _TOLD for status in ("reported", "alleged", "inferred")}
_SUCCEEDED = (
    "a claim that names its successor (casus:supersededBy) is superseded: "
    "write claim-status:superseded, or remove the successor"
)
_TAKEN = [
    ("accepted", "affirms"),
    ("accepted", "both"),
    ("contested", "both"),
    ("refuted", "both"),
    ("denied", "denies"),
    ("reported", "affirms"),
    ("alleged", "affirms"),
    ("inferred", "affirms"),
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    workshop = Workshop(tmp_path_factory.mktemp("rules"))
    claims = [
        _CLAIM.format(slug=f"{status}-{evidence}", status=status, evidence=_EVIDENCE[evidence], more="")
        for status, evidence in (*_REFUSED, *_TAKEN)
    ]
    more = "casus:supersededBy claim:accepted-both ;"
    claims.append(_CLAIM.format(slug="superseded", status="superseded", evidence=_AFFIRMS, more=more))
    claims.append(_CLAIM.format(slug="succeeded", status="reported", evidence=_AFFIRMS, more=more))
    workshop.write("claims", "".join(claims))
    return [re.sub(r"\.ttl:\d+", ".ttl", problem) for problem in workshop.problems()]


@pytest.mark.parametrize(("case", "rule"), _REFUSED.items(), ids=["-".join(case) for case in _REFUSED])
def test_a_status_without_its_evidence_is_refused(said: list[str], case: tuple[str, str], rule: str) -> None:
    assert f"ontology/data/claims.ttl: claim:{'-'.join(case)}: {rule}" in said


def test_a_status_with_its_evidence_or_successor_is_taken(said: list[str]) -> None:
    assert len(said) == len([*_REFUSED, _SUCCEEDED])


def test_a_claim_with_a_successor_has_no_other_status(said: list[str]) -> None:
    assert f"ontology/data/claims.ttl: claim:succeeded: {_SUCCEEDED}" in said
