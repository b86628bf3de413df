"""`.venv/bin/python -m tests.chaos [MINUTES [SEED]]`: chaos for so long, and its figures in docs/operating.md.

The seed is printed, and chooses the faults and the requests, not the moments at which processes run.
"""

import random
import re
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from casus.release.manifest import current
from casus.settings import Settings
from tests.chaos.run import Outcome, run, table
from tests.snippets import ROOT

_DOC: Final = ROOT / "docs" / "operating.md"
_BEGIN, _END = "<!-- chaos: figures -->", "<!-- chaos: end -->"


def main(minutes: float = 5, seed: int | None = None) -> None:
    seed = random.randrange(1_000_000) if seed is None else int(seed)
    sys.stdout.write(f"seed {seed}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="casus-chaos-") as folder:
        release = current(Settings.from_environment().var_dir).path
        try:
            outcome = run(release, Path(folder), seed, lambda outcome: outcome.seconds > 60 * minutes)
        finally:
            log = Path(folder) / "log"
            sys.stdout.write(log.read_text("utf-8")[-4000:] if log.exists() else "")
    for miss in [*outcome.wrong, *outcome.unexplained]:
        sys.stdout.write(f"WRONG: {miss}\n")
    text = figures(outcome, minutes)
    sys.stdout.write(text)
    if outcome.wrong or outcome.unexplained:
        sys.exit(1)
    page = _DOC.read_text("utf-8")
    _DOC.write_text(
        re.sub(f"{_BEGIN}.*{_END}", lambda _: f"{_BEGIN}\n\n{text}\n{_END}", page, flags=re.DOTALL), "utf-8"
    )


def figures(outcome: Outcome, minutes: float) -> str:
    """What stands in the docs."""
    cut = Counter(miss.why for miss in outcome.misses)
    lost = ", ".join(f"{number} x {why}" for why, number in cut.most_common())
    told = f" ({lost})" if lost else ""
    return (
        f"{len(outcome.felt)} faults in {minutes:g} minutes under load on {datetime.now(UTC):%Y-%m-%d}, "
        f"seed {outcome.seed}: {outcome.answered} answers were right, 0 wrong. "
        f"{len(outcome.misses)} requests got none and knew it{told}, each while a fault lasted.\n\n{table(outcome)}\n"
    )


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))  # type: ignore[arg-type]
