"""Waiting for what happens in other threads and processes."""

import time
from collections.abc import Callable


def eventually(condition: Callable[[], bool], within_s: float = 5, every_s: float = 0.01) -> bool:
    """Whether the condition comes true in time."""
    end = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(every_s)
    return True
