"""Lists of which the shapes make a matrix (`api:wide`), as a drawing alone."""

from collections.abc import Iterator
from typing import Final

from casus.drawings.matrix import drawn
from casus.http.representations import SVG
from casus.http.urls import canonical_url
from casus.records import matrix
from casus.records.formats.format import Format, RecordList
from casus.terms.namespaces import DATA_LICENCE_NAME


def _drawing(listed: RecordList) -> Iterator[str]:
    """In one piece, drawn at once: its links need the request."""
    release, collection = listed.release, listed.selected.collection
    found = matrix.matrix_of(listed)
    left = f"{found.rows_left} rows and {found.columns_left} columns with less in them are left out."
    foot = (
        *([left] if found.rows_left or found.columns_left else []),
        release.manifest.cite_as(),
        DATA_LICENCE_NAME,
        canonical_url(release.id),
    )
    return iter((drawn(found, collection.type.label).alone(*foot),))


MATRIX: Final = Format(SVG, of_list=_drawing, fits=lambda collection: bool(collection.wide), needs=matrix.needed)
