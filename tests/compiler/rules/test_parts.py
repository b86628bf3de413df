"""What the parts of a claim exclude: the rules of participations and support in shapes.ttl. All cases in one check."""

import re

import pytest

from tests.conftest import Workshop

_OTHERS = """
person:somebody a casus:Person ; skos:prefLabel "Somebody"@en ; dcterms:description "A person."@en ;
    dcterms:source source:book .
place:tripoli a casus:Place ; skos:prefLabel "Tripoli"@en ; casus:placeType place-type:city ;
    casus:coordinatePrecision coordinate-precision:none ; casus:coordinateNote "Unknown."@en ;
    dcterms:source source:book .
body:government a casus:Organization ; skos:prefLabel "Government"@en ;
    casus:organizationType organization-type:government ; dcterms:source source:book .
"""
_CONFLICT = """
conflict:{name} a casus:Conflict ; skos:prefLabel "War"@en ; casus:when "2014" ;
    casus:conflictType conflict-type:{name} ; dcterms:source source:book .
"""
_CONFLICTS = ("extrasystemic", "internationalized-intrastate", "interstate", "intrastate", "non-state", "one-sided")
_TALKS = """
negotiation:{name} a casus:Negotiation ; skos:prefLabel "Talks"@en ; casus:when "2020-01-13" ;
    casus:outcome negotiation-outcome:not-concluded ; dcterms:source source:book .
"""
_CLAIM = """
claim:{slug} a casus:{kind} ; skos:prefLabel "It was so."@en ; casus:claimStatus claim-status:accepted ; {parts} ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
"""

Parts = dict[str, str]
_ELSEWHERE = (
    "it was not there and signed: say when in a dated step (casus:signatureAct with signature:signed), "
    "or correct invitation, attendance or signature"
)
_REFUSED_AND_CAME = (
    "it declined the invitation or was kept out, and came: if it came after all, "
    "the invitation is accepted or not-invited"
)
_NOBODY = (
    "it was absent, which means that nobody came for it, and somebody represented it: "
    "correct one of them, or name the person with casus:about"
)
_IN_THE_END = (
    "a step says that it signed, and casus:signature, which is what it did in the end, does not: "
    "correct one of them; a signature taken back is a later act"
)
_NOTHING = "no signature was asked of it, and there are steps towards one: correct one of them"
_STATE = (
    "the recipient is a whole state: name its government, its forces, or the group that was supported "
    "(a state is a recipient only in an interstate or extrasystemic conflict)"
)
_REFUSED: list[tuple[Parts, str]] = [
    ({"attendance": "absent", "signature": "signed"}, _ELSEWHERE),
    ({"attendance": "absent", "signature": "signed-with-reservation"}, _ELSEWHERE),
    ({"invitation": "declined", "signature": "signed"}, _ELSEWHERE),
    ({"invitation": "excluded", "signature": "signed"}, _ELSEWHERE),
    ({"invitation": "not-invited", "signature": "signed"}, _ELSEWHERE),
    ({"invitation": "not-invited", "attendance": "unknown", "signature": "signed"}, _ELSEWHERE),
    ({"attendance": "absent", "signature": "signed", "step": "delayed"}, _ELSEWHERE),
    ({"invitation": "declined", "attendance": "attended"}, _REFUSED_AND_CAME),
    ({"invitation": "declined", "attendance": "remote"}, _REFUSED_AND_CAME),
    ({"invitation": "excluded", "attendance": "proximity"}, _REFUSED_AND_CAME),
    ({"invitation": "excluded", "attendance": "left"}, _REFUSED_AND_CAME),
    ({"attendance": "absent", "representedBy": "person:somebody"}, _NOBODY),
    ({"signature": "declined", "step": "signed"}, _IN_THE_END),
    ({"signature": "delayed", "step": "signed-with-reservation"}, _IN_THE_END),
    ({"attendance": "attended", "step": "signed"}, _IN_THE_END),
    ({"signature": "not-asked", "step": "delayed"}, _NOTHING),
]
_TAKEN: list[Parts] = [
    {"attendance": "attended", "signature": "signed"},
    {"attendance": "absent", "signature": "declined"},
    {"attendance": "absent", "signature": "signed", "step": "signed"},
    {"invitation": "excluded", "signature": "signed", "step": "signed"},
    {"invitation": "not-invited", "attendance": "attended", "signature": "signed"},
    {"invitation": "accepted", "attendance": "absent"},
    {"invitation": "declined", "attendance": "absent", "signature": "declined"},
    {"attendance": "left", "signature": "signed", "representedBy": "person:somebody"},
    {"attendance": "left", "signature": "declined", "step": "delayed"},
    {"attendance": "unknown", "signature": "unknown"},
    {"signature": "not-asked"},
    {"invitation": "unknown", "signature": "signed"},
]
_RECIPIENTS = {
    **{("state:libya", name): _STATE for name in (*_CONFLICTS, None) if name not in ("interstate", "extrasystemic")},
    ("state:libya", "interstate"): None,
    ("state:libya", "extrasystemic"): None,
    ("body:government", "internationalized-intrastate"): None,
    ("force:first", None): None,
    ("place:tripoli", "intrastate"): (
        "casus:recipient: place:tripoli is a casus:Place, where a casus:Actor is needed "
        "(casus:ArmedForce, casus:Organization, casus:Person, casus:State)"
    ),
}


def slug(kind: str, *parts: str | None) -> str:
    return "-".join([kind, *(re.sub(r"\W", "-", part) if part else "none" for part in parts)])


def participation(parts: Parts) -> str:
    name = slug("part", *parts.values(), *parts).lower()
    written = [f"casus:participationIn negotiation:{name}", "casus:participant force:first"]
    written.append("casus:role participation-role:conflict-party")
    for part, value in parts.items():
        if part == "step":
            written.append(
                f'casus:signatureAct [ a casus:SignatureAct ; casus:act signature:{value} ; casus:when "2020" ]'
            )
        else:
            written.append(f"casus:{part} {value if ':' in value else f'{part}:{value}'}")
    return _TALKS.format(name=name) + _CLAIM.format(slug=name, kind="Participation", parts=" ; ".join(written))


def support(recipient: str, conflict: str | None) -> str:
    parts = f"casus:supporter person:somebody ; casus:recipient {recipient} ; casus:supportForm support-form:weapons"
    parts += f" ; casus:conflict conflict:{conflict}" if conflict else ""
    return _CLAIM.format(slug=slug("support", recipient, conflict), kind="Support", parts=parts)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each claim; one thing at most."""
    workshop = Workshop(tmp_path_factory.mktemp("parts"))
    claims = [participation(parts) for parts in (*(parts for parts, _ in _REFUSED), *_TAKEN)]
    claims += [support(recipient, conflict) for recipient, conflict in _RECIPIENTS]
    others = _OTHERS + "".join(_CONFLICT.format(name=name) for name in _CONFLICTS)
    workshop.write("claims", others + "".join(claims))
    found = [problem.split(": ", 2)[1:] for problem in workshop.problems()]
    assert len({claim for claim, _ in found}) == len(found)
    return {claim.removeprefix("claim:"): text for claim, text in found}


@pytest.mark.parametrize(("parts", "rule"), _REFUSED, ids=["-".join(parts.values()) for parts, _ in _REFUSED])
def test_parts_that_exclude_each_other_are_refused(said: dict[str, str], parts: Parts, rule: str) -> None:
    assert said.get(slug("part", *parts.values(), *parts).lower()) == rule


@pytest.mark.parametrize("parts", _TAKEN, ids=["-".join(parts.values()) for parts in _TAKEN])
def test_parts_that_can_be_true_together_are_taken(said: dict[str, str], parts: Parts) -> None:
    assert slug("part", *parts.values(), *parts).lower() not in said


@pytest.mark.parametrize(("case", "rule"), _RECIPIENTS.items(), ids=[slug(*case) for case in _RECIPIENTS])
def test_support_goes_to_an_actor_and_to_a_state_only_where_states_fight(
    said: dict[str, str], case: tuple[str, str | None], rule: str | None
) -> None:
    assert said.get(slug("support", *case)) == rule
