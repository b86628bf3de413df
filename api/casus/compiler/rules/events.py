"""Who fought: a battle has two sides."""

from collections.abc import Iterator

from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, CODE, SKOS


def battles_with_one_side(sources: Sources) -> Iterator[Violation]:
    """Warns of a battle that names a single actor, where no note says why."""
    union = sources.union
    for battle in union.subjects(CASUS.eventType, CODE["event-type/battle"]):
        if len(union.objects(battle, CASUS.actor)) == 1 and not union.objects(battle, SKOS.editorialNote):
            text = "a battle with one side: name whom it fought too, or say in a skos:editorialNote why nobody is named"
            yield sources.where.warning(battle, CASUS.actor, text)
