"""Why a file or a row is not taken."""

from collections.abc import Sequence


class FileRefused(Exception):
    """The file is none of those that are known; the message says what was found, and what is known."""


class RowRefused(Exception):
    """A row cannot be taken; the message says why."""


class RowsRefused(Exception):
    """Rows of a file that is known cannot be taken."""

    def __init__(self, refused: Sequence[tuple[int, str]], rows: int) -> None:
        self.refused = refused
        shown = "\n".join(f"  line {line}: {reason}" for line, reason in refused[:20])
        more = f"\n  and {len(refused) - 20} more" if len(refused) > 20 else ""
        told = "1 row is" if len(refused) == 1 else f"{len(refused)} rows are"
        super().__init__(
            f"{told} not as the dataset writes them, of {rows}; nothing was imported:\n{shown}{more}\n"
            "If they are few and you can do without them: --leave-out-refused"
        )
