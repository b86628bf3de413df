"""The truthy view holds what accepted claims say, and nothing of the others."""

import pyoxigraph
from rdflib import URIRef

from casus.release.manifest import Release
from casus.store.dataset import ReleaseDataset
from casus.terms.namespaces import CASUS, RECORD, TRUTHY_GRAPH
from tests.conftest import Workshop

_SUPPORT = """
claim:one a casus:Support ;
    skos:prefLabel "Libya supported the First Force."@en ;
    casus:claimStatus claim-status:{status} ;
    casus:supporter state:libya ; casus:recipient force:first ;
    casus:supportForm <https://w3id.org/casus/code/support-form/weapons> ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
"""
_SECOND = """
force:second a casus:ArmedForce ; skos:prefLabel "Second Force"@en ; casus:forceType force-type:armed-group ;
    dcterms:source source:book .
"""


def truthy_triples(release: Release) -> set[tuple[str, str, str]]:
    store = pyoxigraph.Store.read_only(str(release.store_path))
    quads = store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(TRUTHY_GRAPH))
    return {(quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads}


def test_only_an_accepted_claim_gives_its_plain_triple(workshop: Workshop) -> None:
    reported = (
        _SUPPORT.format(status="reported").replace("claim:one", "claim:two").replace("state:libya", "force:second")
    )
    workshop.write("claims", _SECOND + _SUPPORT.format(status="accepted") + reported)
    assert truthy_triples(workshop.build()) == {
        (f"{RECORD}states/libya", str(CASUS.supports), f"{RECORD}armed-forces/first")
    }


def test_in_moscow_those_signed_who_signed(release: Release) -> None:
    draft = f"{RECORD}agreements/moscow-ceasefire-draft-2020"
    signed = {s for s, p, o in truthy_triples(release) if p == str(CASUS.signed) and o == draft}
    assert signed == {f"{RECORD}organizations/gna", f"{RECORD}organizations/high-council-of-state"}


def test_every_supporter_in_the_view_has_an_accepted_claim(release: Release) -> None:
    accepted = URIRef("https://w3id.org/casus/code/claim-status/accepted").n3()
    rows = ReleaseDataset.open(release.store_path).select(
        f"""SELECT ?supporter ?recipient WHERE {{
          ?claim a {CASUS.Support.n3()} ; {CASUS.claimStatus.n3()} {accepted} ;
            {CASUS.supporter.n3()} ?supporter ; {CASUS.recipient.n3()} ?recipient }}"""
    )
    claimed = {(str(supporter), str(recipient)) for supporter, recipient in rows}
    plain = {(s, o) for s, p, o in truthy_triples(release) if p == str(CASUS.supports)}
    assert plain == claimed
    assert plain
