"""Whether an engine still holds the release that is read from it: what is missing there looks like what is not so."""

import time
from typing import Final

from casus.engine import catalogue
from casus.engine.engine import Engine
from casus.release.manifest import Manifest
from casus.terms import deadline

FRESH_S: Final = 2.0
"""For how long a look at the catalogue holds."""
GRACE_S: Final = 5.0
"""Between the moment from which the catalogue no longer calls a release whole and the removal of its first graph. It is
longer than a look holds, so no answer that was confirmed is of a part of a release."""
_LOOK_S: Final = 10.0
"""For one look."""


class Presence:
    """One release on one engine. Threads may share it."""

    def __init__(self, engine: Engine, manifest: Manifest) -> None:
        self._engine = engine
        self._manifest = manifest
        self._holds_until = 0.0

    def confirm(self) -> None:
        """Call it when an answer of the engine has been read to its end, and before it is believed.

        Raises NotPublished, and the problems of the engine.
        """
        if time.monotonic() > self._holds_until:
            self.look()

    def look(self) -> None:
        """The same, now."""
        begun, waits = time.monotonic(), deadline.current()
        catalogue.check(self._engine, self._manifest, _LOOK_S if waits is None else min(_LOOK_S, waits.left_s))
        self._holds_until = begun + FRESH_S
