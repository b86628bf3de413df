"""The releases that can be asked for: the served one, and older ones that are on disk, opened when asked for."""

import weakref
from threading import Lock

from cachetools import LRUCache

from casus.release import manifest
from casus.release.changes import Change, compare
from casus.release.manifest import Release
from casus.store.open_release import OpenRelease
from casus.terms.names import RELEASE_ID


class NoSuchRelease(LookupError):
    """There is no release of that id on disk; `ids` are those that there are, the newest first."""

    def __init__(self, release_id: str, ids: list[str]) -> None:
        super().__init__(f"There is no release '{release_id}' here.")
        self.ids = ids


class Releases:
    """Opens releases and keeps the last few open: each holds file descriptors and, once queried, query processes."""

    def __init__(self, served: OpenRelease) -> None:
        self.served = served
        self._opened: LRUCache[str, OpenRelease] = LRUCache(served.settings.pinned_releases)
        self._compared: LRUCache[tuple[str, str], tuple[Change, ...]] = LRUCache(4)
        self._lock = Lock()

    def on_disk(self) -> list[Release]:
        """Every release on disk, the newest first."""
        return manifest.on_disk(self.served.settings.var_dir)

    def release(self, release_id: str) -> Release:
        """The release of that id on disk. Raises NoSuchRelease."""
        try:
            if RELEASE_ID.fullmatch(release_id):
                return manifest.named(self.served.settings.var_dir, release_id)
        except (OSError, ValueError):
            pass
        raise NoSuchRelease(release_id, [release.id for release in self.on_disk()])

    def opened(self, release_id: str) -> OpenRelease:
        """The release of that id, open; raises NoSuchRelease. One is closed when nothing uses it any more."""
        if release_id == self.served.id:
            return self.served
        with self._lock:
            found = self._opened.get(release_id)
            if found is None:
                found = OpenRelease.open(self.served.settings, self.release(release_id))
                weakref.finalize(found, found.sandbox.close)
                self._opened[release_id] = found
            return found

    def changes(self, before: OpenRelease, after: OpenRelease) -> tuple[Change, ...]:
        """What the second release says differently from the first, by IRI."""
        key = before.id, after.id
        with self._lock:
            found = self._compared.get(key)
        if found is None:
            folder = self.served.settings.var_dir / "releases"
            found = tuple(compare(folder / before.id, folder / after.id))
            with self._lock:
                self._compared[key] = found
        return found
