"""The releases that can be asked for: the served one, and older ones that are kept on disk, opened when asked for."""

import weakref
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from threading import Lock

from api.problems import InvalidParameters
from api.service import Service
from ontology.build import release as releases
from ontology.build.changes import Change, compare
from ontology.build.release import Release
from ontology.names import RELEASE_ID


class Shelf:
    """Opens releases and keeps the last few open: each holds file descriptors and, once queried, query processes."""

    def __init__(self, served: Service) -> None:
        self.served = served
        self._opened: OrderedDict[str, Service] = OrderedDict()
        self._lock = Lock()

    def kept(self) -> list[Release]:
        """Every release on disk, the newest first."""
        return releases.kept(self.served.settings.var_dir)

    def release(self, release_id: str, parameter: str = "release") -> Release:
        """The release of that id, which the parameter names. Raises InvalidParameters with those that there are."""
        try:
            if RELEASE_ID.fullmatch(release_id):
                return releases.named(self.served.settings.var_dir, release_id)
        except (OSError, ValueError):
            pass
        allowed = [kept.id for kept in self.kept()]
        error = {
            "parameter": parameter,
            "value": release_id,
            "detail": "is no release that is kept",
            "allowed": allowed,
        }
        raise InvalidParameters(f"There is no release '{release_id}' here.", errors=[error])

    def opened(self, release_id: str, parameter: str = "release") -> Service:
        """The release of that id, open; raises InvalidParameters. One is closed when nothing uses it any more."""
        if release_id == self.served.manifest.id:
            return self.served
        with self._lock:
            found = self._opened.get(release_id)
            if found is None:
                found = Service.open(self.served.settings, self.release(release_id, parameter), self.served.query_slots)
                weakref.finalize(found, found.sandbox.close)
                self._opened[release_id] = found
            self._opened.move_to_end(release_id)
            while len(self._opened) > self.served.settings.pinned_releases:
                self._opened.popitem(last=False)
            return found

    def changes(self, before: Service, after: Service) -> tuple[Change, ...]:
        """What the second release says differently from the first, by IRI."""
        folder = self.served.settings.var_dir / "releases"
        return _changes(folder / before.manifest.id, folder / after.manifest.id)


@lru_cache(maxsize=4)
def _changes(before: Path, after: Path) -> tuple[Change, ...]:
    """Releases never change, so neither does what lies between two of them."""
    return tuple(compare(before, after))
