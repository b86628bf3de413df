"""Taking away releases that nobody needs any more, and what killed builds have left."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from casus.compiler.publish import clear_drafts, drafts, take_away, turn
from casus.keeping.shelf import Kept, shelf, size_of
from casus.release.hold import unheld


@dataclass(frozen=True)
class Pruned:
    """What was taken away, or would be."""

    releases: dict[str, int]
    """The bytes of each, by id."""
    drafts: dict[str, int]
    """Likewise of what killed builds have left."""
    kept: list[Kept]

    @property
    def bytes(self) -> int:
        return sum((*self.releases.values(), *self.drafts.values()))


def prune(
    var: Path,
    served: Callable[[], Mapping[str, Iterable[str]]],
    *,
    newest: int,
    but: Iterable[str] = (),
    others: bool = False,
    dry_run: bool = False,
) -> Pruned:
    """Take away every release that has no reason to stay and is not among the `newest`.

    Those that this version does not read stay, unless `others` says so. Waits for a build that runs. Raises BadKeep,
    before anything is taken away, and OSError.
    """
    with turn(var):
        left = {path.name: size_of(path) for path in drafts(var)}
        kept = shelf(var, served(), but)
        readable = [each.id for each in kept if each.release]
        goes = {
            each.id: each.bytes
            for each in kept
            if not each.reasons and each.id not in readable[:newest] and (each.release or others)
        }
        if not dry_run:
            clear_drafts(var)
            for release_id in list(goes):
                if not _gone(var, var / "releases" / release_id):
                    del goes[release_id]
        return Pruned(goes, left, [each for each in kept if each.id not in goes])


def _gone(var: Path, path: Path) -> bool:
    """Take it away, unless somebody has opened it, or made it the current one, since it was looked at."""
    with unheld(path) as free:
        free = free and (var / "current").resolve() != path.resolve()
        if free:
            take_away(var, path)
        return free
