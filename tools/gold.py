"""Writes the gold answers: what each question of `ontology/questions/` answers on the current release.

    casus build && python -m tools.gold

A gold answer is a table that somebody has checked. So look at the difference that this makes, row by row, before you
commit it: the tests only show that an answer has changed, not which of the two is right.
"""

import sys
from pathlib import Path

from pyoxigraph import QueryResultsFormat, Store

from casus import ONTOLOGY_DIR
from casus.release.manifest import current
from casus.settings import Settings


def main(folder: Path = ONTOLOGY_DIR / "questions") -> int:
    """0 when every question has its answer beside it; names those whose answer changed."""
    store = Store.read_only(str(current(Settings.from_environment().var_dir).store_path))
    for path in sorted(folder.glob("*.rq")):
        answer = store.query(path.read_text("utf-8"), use_default_graph_as_union=True)
        table = answer.serialize(format=QueryResultsFormat.CSV)
        gold = path.with_suffix(".csv")
        if not gold.exists() or gold.read_bytes() != table:
            gold.write_bytes(table)
            print(f"{gold.name} has changed", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
