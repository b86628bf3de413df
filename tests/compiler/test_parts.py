"""Who had which part in which text and which talks, from claims that say more or less, or contradict each other."""

import pytest

from casus.compiler.check import Checker
from casus.compiler.violations import BuildError
from casus.terms.names import slug_of
from casus.terms.namespaces import CASUS
from tests.conftest import Workshop

TALKS = """
negotiation:talks a casus:Negotiation ; skos:prefLabel "Talks"@en ; casus:when "2020-01/2020-03" ;
    casus:outcome negotiation-outcome:agreement ; dcterms:source source:book .
agreement:text a casus:Agreement ; skos:prefLabel "Text"@en ; casus:when "2020-03-01" ;
    casus:agreementType agreement-type:ceasefire ; casus:producedIn negotiation:talks ; dcterms:source source:book ;
    casus:textStatus [ a casus:TextStatus ; casus:textState text-status:published ; casus:when "2020-03-01/.." ;
        dcterms:source source:book ] .
"""
DRAFT = """
agreement:draft a casus:Agreement ; skos:prefLabel "Draft"@en ; casus:when "2020-02-01" ;
    casus:agreementType agreement-type:ceasefire ; casus:producedIn negotiation:talks ; dcterms:source source:book ;
    casus:textStatus [ a casus:TextStatus ; casus:textState text-status:withheld ; casus:when "2020-02-01/.." ;
        dcterms:source source:book ] .
"""


def took_part(name: str, said: str, where: str = "negotiation:talks", status: str = "accepted") -> str:
    return f"""
claim:{name} a casus:Participation ; skos:prefLabel "It took part."@en ; casus:claimStatus claim-status:{status} ;
    casus:participationIn {where} ; casus:participant force:first ; casus:when "2020-01/2020-03" ; {said}
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
"""


SIGNED = took_part("one", "casus:role participation-role:conflict-party ; casus:signature signature:signed ;")
ACT = """
claim:act a casus:LegalAct ; skos:prefLabel "It was signed."@en ; casus:claimStatus claim-status:accepted ;
    casus:actOn agreement:text ; casus:legalActType legal-act-type:signed ; casus:actor force:first ;
    casus:when "2020-03-01" ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
"""


def parts(workshop: Workshop, records: str) -> dict[str, tuple[str, str, str | None]]:
    """By agreement or negotiation: the outcome, the status, the day."""
    workshop.write("talks", records)
    union = Checker(workshop.sources).read().union
    found = {}
    for part, where in union.subject_objects(CASUS.partIn):
        when = union.value(part, CASUS.when)
        outcome, status = (union.value(part, p) for p in (CASUS.participationOutcome, CASUS.claimStatus))
        found[slug_of(where)] = slug_of(outcome), slug_of(status), when and str(when)
    return found


def test_a_signature_in_talks_is_under_their_only_text(workshop: Workshop) -> None:
    assert parts(workshop, TALKS + SIGNED) == {
        "talks": ("signed", "accepted", None),
        "text": ("signed", "accepted", None),
    }


def test_of_two_texts_it_is_under_the_one_that_is_named(workshop: Workshop) -> None:
    named = SIGNED.replace("signature:signed ;", "signature:signed ; casus:signatureOn agreement:text ;")
    attended = named.replace("casus:signature ", "casus:attendance attendance:attended ; casus:signature ")
    found = parts(workshop, TALKS + DRAFT + attended)
    assert found["text"][0] == "signed"
    assert found["draft"][0] == "attended"


def test_a_signature_under_one_of_two_texts_must_say_which(workshop: Workshop) -> None:
    workshop.write("talks", TALKS + DRAFT + SIGNED)
    problem, *others = workshop.problems()
    assert others == []
    assert "casus:signatureOn: it signed in talks that produced several texts: say which" in problem
    assert "agreement:draft or agreement:text" in problem


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("casus:signatureOn agreement:other ;", "is not a text of what it took part in"),
        ("casus:signatureOn agreement:text ;", "casus:signature does not say that it signed"),
    ],
)
def test_a_text_that_it_cannot_have_signed_is_refused(workshop: Workshop, said: str, right: str) -> None:
    other = DRAFT.replace("agreement:draft", "agreement:other").replace("casus:producedIn negotiation:talks ;", "")
    claim = took_part("one", f"casus:role participation-role:conflict-party ; {said}")
    workshop.write("talks", TALKS + other + claim)
    assert any(right in problem for problem in workshop.problems())


def test_the_day_is_that_of_the_step_or_of_the_act(workshop: Workshop) -> None:
    assert parts(workshop, TALKS + SIGNED + ACT)["text"] == ("signed", "accepted", "2020-03-01")
    step = 'casus:signatureAct [ a casus:SignatureAct ; casus:act signature:signed ; casus:when "2020-03-02" ] ;'
    dated = SIGNED.replace("signature:signed ;", f"signature:signed ; {step}")
    assert parts(workshop, TALKS + dated + ACT)["text"] == ("signed", "accepted", "2020-03-02")


def test_what_says_more_decides_then_a_participation_over_an_act_then_an_accepted_claim(workshop: Workshop) -> None:
    came = took_part("two", "casus:role participation-role:conflict-party ; casus:attendance attendance:attended ;")
    contested = SIGNED.replace("claim-status:accepted", "claim-status:contested")
    assert parts(workshop, TALKS + contested + came)["text"][:2] == ("signed", "contested")
    assert parts(workshop, TALKS + contested + ACT)["text"][:2] == ("signed", "contested")
    assert parts(workshop, TALKS + came + ACT)["text"][:2] == ("signed", "accepted")
    refused = took_part("three", "casus:role participation-role:conflict-party ; casus:signature signature:declined ;")
    assert parts(workshop, TALKS + contested + refused)["text"][:2] == ("declined-to-sign", "accepted")


@pytest.mark.parametrize("status", ["denied", "refuted"])
def test_what_is_not_true_makes_no_signatory(workshop: Workshop, status: str) -> None:
    untrue = SIGNED.replace("claim-status:accepted", f"claim-status:{status}")
    assert parts(workshop, TALKS + untrue) == {}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("casus:attendance attendance:absent ; casus:invitation invitation:accepted ;", "absent"),
        ("casus:invitation invitation:declined ;", "declined-to-come"),
        ("casus:attendance attendance:unknown ; casus:invitation invitation:excluded ;", "excluded"),
        ("casus:signature signature:not-asked ; casus:attendance attendance:remote ;", "attended"),
        ("casus:signature signature:unknown ;", "took-part"),
    ],
)
def test_an_axis_that_says_nothing_leaves_it_to_the_next(workshop: Workshop, said: str, outcome: str) -> None:
    claim = took_part("one", f"casus:role participation-role:observer ; {said}")
    assert parts(workshop, TALKS + claim)["talks"][0] == outcome


def test_who_signs_by_an_act_alone_is_told_of_and_hinders_nothing(workshop: Workshop) -> None:
    workshop.write("talks", TALKS + ACT)
    _, warnings = Checker(workshop.sources).check()
    (warning,) = (text for text in map(str, warnings) if "is accepted" not in text)
    assert "claim:act: casus:actor: warning: force:first signed agreement:text" in warning
    workshop.build()
    workshop.append("data/talks.ttl", "force:first casus:colour 'red' .")
    with pytest.raises(BuildError, match="violation"):
        Checker(workshop.sources).check()


def test_a_signature_has_no_day_from_a_claim_of_another_status(workshop: Workshop) -> None:
    alleged = ACT.replace("claim-status:accepted", "claim-status:alleged").replace("2020-03-01", "2019-12-31")
    assert parts(workshop, TALKS + SIGNED + alleged)["text"] == ("signed", "accepted", None)


def test_who_signed_two_texts_of_the_same_talks_has_a_claim_for_each(workshop: Workshop) -> None:
    def signed(name: str, text: str, day: str) -> str:
        return took_part(
            name,
            "casus:role participation-role:conflict-party ; casus:signature signature:signed ; "
            f"casus:signatureOn {text} ; "
            f'casus:signatureAct [ a casus:SignatureAct ; casus:act signature:signed ; casus:when "{day}" ] ;',
        )

    records = TALKS + DRAFT + signed("one", "agreement:draft", "2020-02-01")
    found = parts(workshop, records + signed("two", "agreement:text", "2020-03-01"))
    assert found["draft"] == ("signed", "accepted", "2020-02-01")
    assert found["text"] == ("signed", "accepted", "2020-03-01")
    assert workshop.problems() == []
