"""What results of SPARQL are written in."""

from typing import Final

from casus.http.representations import Representation
from casus.sandbox import media_types

SELECT_RESULTS: Final = tuple(Representation(f.name, f.media_type, f.aliases) for f in media_types.SOLUTIONS)
GRAPH_RESULTS: Final = tuple(Representation(f.name, f.media_type, f.aliases) for f in media_types.GRAPHS)
