"""Reading the sources and validating them, once or again and again."""

from collections.abc import Callable
from pathlib import Path

from casus.compiler.load import Loader
from casus.compiler.rules.every import violations
from casus.compiler.sources import Sources
from casus.compiler.violations import BuildError, Violation, in_order
from casus.release.garbage import uncollected

Progress = Callable[[str], None]


class Checker:
    """A folder of sources. Files and shapes that are as they were the last time are not read again."""

    def __init__(self, root: Path, progress: Progress = lambda _: None) -> None:
        self.root = root
        self._progress = progress
        self._loader = Loader(root)
        self._before: Sources | None = None

    def read(self) -> Sources:
        """The sources as they are now. Raises BuildError for what cannot be read."""
        self._progress("reading the sources")
        with uncollected():
            files = self._loader.load()
            self._progress(f"deriving from {sum(len(file.graph) for file in files)} triples")
            self._before = Sources.of(self.root, files, self._before)
        return self._before

    def validate(self, sources: Sources) -> list[Violation]:
        """What may be wrong with them. Raises BuildError with every rule that they break."""
        self._progress(f"validating {len(sources.union)} triples")
        with uncollected():
            found = violations(sources)
        if not all(violation.is_warning for violation in found):
            raise BuildError(found)
        return in_order(found)

    def check(self) -> tuple[Sources, list[Violation]]:
        """The sources as they are now, and the warnings. Raises BuildError with all that is wrong with them."""
        sources = self.read()
        return sources, self.validate(sources)


def check(root: Path, progress: Progress = lambda _: None) -> Sources:
    """The sources below the folder. Raises BuildError with all that is wrong with them."""
    return Checker(root, progress).check()[0]
