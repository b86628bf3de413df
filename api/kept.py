"""Texts that take long to make and depend on nothing but the release and a key: made once, the last few kept."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final

_MOST: Final = 32
"""Keys can hold what clients send, such as their name for this host."""


class Kept:
    """The texts of one release. Thread-safe; a text may be made twice when it is asked for twice at once."""

    def __init__(self) -> None:
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """The text of that key; what `make` returns where there is none."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = make()
        with self._lock:
            self._texts[key] = text
            while len(self._texts) > _MOST:
                self._texts.popitem(last=False)
        return text
