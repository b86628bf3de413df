"""A part of an artefact that a process of its own writes, while rows are read and checked here."""

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Final, Self

from casus.imports.part import Checked, Part, Told

_BATCH: Final = 256
"""Records that are sent at once."""
_FORK: Final = multiprocessing.get_context("fork")
"""The process has all that was read of the shapes."""


class Beside:
    """What a part is, at the end of a pipe."""

    def __init__(self, part: Part) -> None:
        self._waiting: list[Checked] = []
        self._here, there = _FORK.Pipe()
        self._process = _FORK.Process(target=_write, args=(part, there, self._here.close), daemon=True)
        self._process.start()
        there.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._here.close()
        self._process.join()

    def put(self, record: Checked) -> None:
        """Raises OSError for what cannot be written, some records later."""
        self._waiting.append(record)
        if len(self._waiting) >= _BATCH:
            self._send(self._waiting)
            self._waiting = []

    def told(self) -> Told:
        """All that was put, when it is on disk. Raises OSError."""
        self._send(self._waiting)
        self._send(None)
        return self._answer()

    def _send(self, batch: list[Checked] | None) -> None:
        try:
            self._here.send(batch)
        except OSError as error:
            self._answer()
            raise error from None

    def _answer(self) -> Told:
        try:
            answer: Told | OSError = self._here.recv()
        except (EOFError, OSError) as error:
            raise OSError("the process that writes the records of the rows was ended") from error
        if isinstance(answer, OSError):
            raise answer
        return answer


def _write(part: Part, pipe: Connection, close_other_end: Callable[[], None]) -> None:
    """What the process does, until it is told that nothing comes any more, or nobody is there to tell it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    close_other_end()
    try:
        with part:
            while (batch := pipe.recv()) is not None:
                for record in batch:
                    part.put(record)
    except EOFError:
        return
    except OSError as error:
        pipe.send(error)
    else:
        pipe.send(part.told())
