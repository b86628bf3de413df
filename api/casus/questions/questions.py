"""The questions of a release."""

from casus.release.questions import Question, read_question
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.names import slug_of


def questions_of(release: OpenRelease) -> dict[str, Question]:
    """The questions by slug, in the order of their numbers."""
    return release.once(_read)


def _read(release: OpenRelease) -> dict[str, Question]:
    rows = release.dataset.select(fixed(__package__, "questions"))
    found = [read_question(slug_of(iri), str(text)) for iri, text in rows]
    return {question.slug: question for question in sorted(found, key=lambda q: (q.number, q.slug))}
