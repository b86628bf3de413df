"""Who published a source: the sites and the kinds of its publications are said of it once, and its sources agree."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from rdflib.term import Node

from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, FOAF, RDF, code_of, short


def read_elsewhere(sources: Sources) -> Iterator[Violation]:
    """Warns of a source with a page and no publisher, and of a page on a site that is not its publisher's.

    Such a page is a copy: it says who carried it. One on the publisher's own site was carried by nobody.
    """
    union = sources.union
    for source, page in union.subject_objects(FOAF.page):
        publisher = union.value(source, CASUS.publishedBy)
        if publisher is None:
            if (source, RDF.type, CASUS.Source) in union and not union.objects(source, CASUS.fileDigest):
                text = "nobody is named who published it: write casus:publishedBy"
                yield sources.where.warning(source, FOAF.page, text)
            continue
        host = (urlsplit(str(page)).hostname or "").removeprefix("www.")
        is_own = _is_on(union, host, publisher)
        carriers = union.objects(source, CASUS.carriedBy)
        if not is_own and not carriers:
            text = (
                f"{host} is no site of {short(str(publisher))}: say with casus:carriedBy who carried it there, or add "
                "the site (casus:site) to the publisher"
            )
            yield sources.where.warning(source, FOAF.page, text)
        elif is_own and carriers:
            text = f"{host} is a site of {short(str(publisher))}, which needs nobody to carry it: remove the line"
            yield sources.where.warning(source, CASUS.carriedBy, text)


def _is_on(union: Triples, host: str, publisher: Node) -> bool:
    sites = [str(site) for site in union.objects(publisher, CASUS.site)]
    return any(host == site or host.endswith(f".{site}") for site in sites)


def other_kinds(sources: Sources) -> Iterator[Violation]:
    """Warns of a source of a kind of which its publisher's publications are not said to be."""
    union = sources.union
    for source, publisher in union.subject_objects(CASUS.publishedBy):
        kinds = union.objects(publisher, CASUS.publishes)
        for kind in union.objects(source, CASUS.sourceType):
            if kind not in kinds:
                usual = " or ".join(sorted(code_of(str(each))[1] for each in kinds)) or "none"
                text = (
                    f"is {code_of(str(kind))[1]}, and what {short(str(publisher))} publishes is {usual}: correct one "
                    "of the two"
                )
                yield sources.where.warning(source, CASUS.sourceType, text)


def of_no_source(sources: Sources) -> Iterator[Violation]:
    """Warns of a publisher that no source names: most often its sources were found to be another's."""
    union = sources.union
    for publisher in union.subjects(RDF.type, CASUS.Publisher):
        if not union.subjects(CASUS.publishedBy, publisher):
            text = "no source is published by it: name it in one, or remove it"
            yield sources.where.warning(publisher, None, text)
