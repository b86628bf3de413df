"""Lists of which the shapes make a matrix (`api:wide`), as a drawing alone."""

from collections.abc import Iterator
from typing import Final

from casus.drawings.matrix import drawn
from casus.drawings.svg import nothing
from casus.http.representations import SVG
from casus.http.urls import canonical_url
from casus.pages.choices import period_in_words
from casus.pages.messages import messages
from casus.records import matrix
from casus.records.formats.format import Format, RecordList
from casus.records.narrowing import chips
from casus.terms.namespaces import DATA_LICENCE_NAME

_TIMES: Final = ("at", "from", "to")


def _drawing(listed: RecordList) -> Iterator[str]:
    """In one piece, drawn at once: its links need the request."""
    release, collection, t = listed.release, listed.selected.collection, messages(listed.language)
    found = matrix.matrix_of(listed)
    chosen = [chip["label"] for chip in chips(release, collection, {}, but=_TIMES)]
    title = " · ".join(filter(None, (collection.type.label, *chosen, period_in_words(t))))
    left_out = (("matrix-rows-left", found.rows_left), ("matrix-columns-left", found.columns_left))
    foot = (
        *(t(key, count) for key, count in left_out if count),
        release.manifest.cite_as(),
        DATA_LICENCE_NAME,
        canonical_url(release.id),
    )
    picture = drawn(found, title, t("matrix-frame")) if found.marks else nothing(title, t("nothing-found"))
    return iter((picture.alone(*foot, language=t.language),))


MATRIX: Final = Format(SVG, of_list=_drawing, fits=lambda collection: bool(collection.wide), needs=matrix.needed)
