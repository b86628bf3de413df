"""Who signed which text: under which of several, that who signed took part, and that who came says what it did."""

from collections.abc import Iterator

from casus.compiler.parts import gave_a_signature, is_open, texts, texts_of
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, CODE, RDF, short


def under_which_text(sources: Sources) -> Iterator[Violation]:
    """A signature in talks with several texts that names none of them, or one that came from elsewhere."""
    union = sources.union
    for claim in union.subjects(RDF.type, CASUS.Participation):
        produced = [text for where in union.objects(claim, CASUS.participationIn) for text in texts(union, where)]
        offered = " or ".join(sorted(short(str(text)) for text in produced)) or "none"
        if gave_a_signature(union, claim) and is_open(union, claim):
            text = f"it signed in talks that produced several texts: say which, {offered}"
            yield sources.where.violation(claim, CASUS.signatureOn, text)
        if len(union.objects(claim, CASUS.signatureOn)) > 1 and len(union.objects(claim, CASUS.signatureAct)) > 1:
            text = (
                "names several texts, and of its steps nobody knows under which they were: write a claim for each text"
            )
            yield sources.where.violation(claim, CASUS.signatureOn, text)
        for named in union.objects(claim, CASUS.signatureOn):
            if named not in produced:
                text = f"{short(str(named))} is not a text of what it took part in, which is {offered}"
                yield sources.where.violation(claim, CASUS.signatureOn, text)
            elif not gave_a_signature(union, claim):
                text = "names the text that it signed, and casus:signature does not say that it signed"
                yield sources.where.violation(claim, CASUS.signatureOn, text)


def signed_without_a_part(sources: Sources) -> Iterator[Violation]:
    """Warns of an actor that a legal act names as signing, of whose part no participation tells."""
    union = sources.union
    taking_part = {
        (text, actor)
        for claim in union.subjects(RDF.type, CASUS.Participation)
        for text in texts_of(union, claim)
        for actor in union.objects(claim, CASUS.participant)
    }
    for claim in union.subjects(CASUS.legalActType, CODE["legal-act-type/signed"]):
        for agreement in union.objects(claim, CASUS.actOn):
            for actor in union.objects(claim, CASUS.actor):
                if (agreement, actor) not in taking_part:
                    text = (
                        f"{short(str(actor))} signed {short(str(agreement))}, and no casus:Participation says in which "
                        "role: write one"
                    )
                    yield sources.where.warning(claim, CASUS.actor, text)
            if not union.objects(claim, CASUS.actor):
                text = f"nobody is named who signed {short(str(agreement))}: name them, or write who took part"
                if not union.objects(agreement, CASUS.signedPart):
                    yield sources.where.warning(claim, CASUS.actor, text)


def texts_without_anybody(sources: Sources) -> Iterator[Violation]:
    """Warns of an agreement in which, by all claims about it and its talks, nobody took part."""
    union = sources.union
    for agreement in union.subjects(RDF.type, CASUS.Agreement):
        if not union.subjects(CASUS.partIn, agreement):
            text = "nobody took part in it: write a casus:Participation for each party, mediator and witness"
            yield sources.where.warning(agreement, CASUS.participant, text)


def came_and_nothing_is_said_of_a_signature(sources: Sources) -> Iterator[Violation]:
    """Warns of who came where a text was made, without a word on what it did with the text."""
    union = sources.union
    came = {CODE[f"attendance/{code}"] for code in ("attended", "left", "proximity", "remote")}
    answered = {
        (text, actor)
        for claim in union.subjects(RDF.type, CASUS.Participation)
        if union.objects(claim, CASUS.signature)
        for text in texts_of(union, claim)
        for actor in union.objects(claim, CASUS.participant)
    }
    for claim in union.subjects(RDF.type, CASUS.Participation):
        if not came & {*union.objects(claim, CASUS.attendance)}:
            continue
        for actor in union.objects(claim, CASUS.participant):
            silent = [text for text in texts_of(union, claim) if (text, actor) not in answered]
            if silent:
                which = " and ".join(sorted(short(str(it)) for it in silent))
                text = (
                    f"it came, and what it did with {which} is not said: write it, with signature:not-asked where "
                    "nobody asked for its signature, signature:unknown where the sources do not say"
                )
                yield sources.where.warning(claim, CASUS.signature, text)
