"""What datasets code: dates that fit their precision, and the version of the dataset that is cited."""

from collections.abc import Iterator

from casus.compiler.coded_dates import coded_when
from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, RDF, short


def coded_dates(sources: Sources) -> Iterator[Violation]:
    """A date of a dataset that does not fit its precision."""
    for coding in sources.union.subjects(RDF.type, CASUS.Coding):
        try:
            coded_when(sources.union, coding)
        except ValueError as error:
            yield sources.where.violation(coding, None, str(error))


def other_versions(sources: Sources) -> Iterator[Violation]:
    """A coding of another version than that of the dataset that it names."""
    for coding, dataset in sources.union.subject_objects(CASUS.dataset):
        version, written = (
            sources.union.value(dataset, CASUS.version),
            sources.union.value(coding, CASUS.datasetVersion),
        )
        if version is not None and written is not None and str(written) != str(version):
            text = f'"{written}" is not the version of {short(str(dataset))}, which is "{version}"'
            yield sources.where.violation(coding, CASUS.datasetVersion, text)
