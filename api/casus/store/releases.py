"""The releases that can be asked for: the served one, and older ones that are on disk, opened when asked for."""

import weakref
from dataclasses import replace
from threading import Lock

from cachetools import LRUCache

from casus.release import manifest
from casus.release.changes import Change, compare
from casus.release.integrity import verified
from casus.release.manifest import Release
from casus.store.open_release import OpenRelease
from casus.terms.names import RELEASE_ID
from casus.terms.problem import Problem


class NoSuchRelease(LookupError):
    """There is no release of that id on disk; `ids` are those that there are, the newest first."""

    def __init__(self, release_id: str, ids: list[str]) -> None:
        super().__init__(f"There is no release '{release_id}' here.")
        self.ids = ids


class ReleaseOpens(Problem):
    """The release is being opened for another request; the Retry-After header says when to come back."""

    status, slug, title = 503, "release-opens", "The release is being opened"


class ReleaseDamaged(Problem):
    """The release is on disk, but its files are not as they were written; the operator is told which."""

    status, slug, title = 503, "release-damaged", "The release is damaged"


class Releases:
    """Opens releases and keeps the last few open: each holds file descriptors and, once queried, query processes."""

    def __init__(self, served: OpenRelease) -> None:
        self.served = served
        self._opened: LRUCache[str, OpenRelease] = LRUCache(served.settings.pinned_releases)
        self._opening: set[str] = set()
        self._compared: LRUCache[tuple[str, str], tuple[Change, ...]] = LRUCache(4)
        self._lock = Lock()

    def all_open(self) -> list[OpenRelease]:
        """Those that are open now, the served one first."""
        with self._lock:
            return [self.served, *self._opened.values()]

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

    def open_already(self, release_id: str) -> OpenRelease | None:
        """The release of that id if it is open. Raises ReleaseOpens while somebody opens it."""
        if release_id == self.served.id:
            return self.served
        with self._lock:
            if release_id in self._opening:
                raise ReleaseOpens(f"Release {release_id} is being opened.", headers={"Retry-After": "1"})
            return self._opened.get(release_id)

    def opened(self, release_id: str) -> OpenRelease:
        """The release of that id, open; one is closed when nothing uses it any more.

        Opening takes a moment, in which others who ask for it are told to come back, and nobody else is kept waiting.
        Raises NoSuchRelease, ReleaseOpens and ReleaseDamaged.
        """
        found = self.open_already(release_id)
        if found is not None:
            return found
        release = self.release(release_id)
        with self._lock:
            if release_id in self._opening:
                raise ReleaseOpens(f"Release {release_id} is being opened.", headers={"Retry-After": "1"})
            self._opening.add(release_id)
        try:
            settings = replace(self.served.settings, store_mode="disk")
            found = OpenRelease.open(settings, verified(release, without_store=bool(settings.store)))
            weakref.finalize(found, found.sandbox.close)
            with self._lock:
                self._opened[release_id] = found
        except (OSError, ValueError) as error:
            raise ReleaseDamaged(f"Release {release_id} cannot be read.", log=str(error)) from error
        finally:
            with self._lock:
                self._opening.discard(release_id)
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
