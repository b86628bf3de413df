"""The log: one record a line on standard error, as text or as JSON, and nothing in it that a client could forge.

No library: python-json-logger 4 writes the JSON, but leaves open what this is about, text that holds lines of others.
"""

import json
import logging
import os
import re
import sys
import threading
import time
from contextvars import ContextVar
from typing import Any, Final

from casus.telemetry.request_ids import RequestIds

REQUEST: Final[ContextVar[RequestIds | None]] = ContextVar("request", default=None)
"""Of the request that is worked on in this context."""
FORMATS: Final = ("text", "json")
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
"""Whatever could begin a line, move the cursor of a terminal, turn the direction of the text, or is not seen."""
_MOST_CHARS: Final = 8000
_INSIDE: Final = "    | "
"""Before each line of a traceback, so that no text in it begins a line."""

_release = ""


def configure(kind: str) -> None:
    """Have all of this process write so: our log, those of libraries, warnings, and what nobody caught."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(kind))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    logging.getLogger("casus").setLevel(logging.INFO)
    logging.captureWarnings(True)
    log = logging.getLogger("casus")
    sys.excepthook = lambda *raised: log.critical("unforeseen error", exc_info=raised)
    threading.excepthook = lambda raised: log.error(
        "unforeseen error in a thread",
        exc_info=(raised.exc_type, raised.exc_value, raised.exc_traceback),  # type: ignore[arg-type]
    )


def formatter(kind: str) -> logging.Formatter:
    """What writes a record so."""
    return _Json() if kind == "json" else _Text()


def name_release(release_id: str) -> None:
    """Have the records of this process name the release that it serves from now on."""
    global _release
    _release = release_id


def plain(text: str) -> str:
    """The text without anything that a terminal or a reader of lines would take for more than text."""
    cut = text if len(text) <= _MOST_CHARS else f"{text[:_MOST_CHARS]}..."
    return _UNPRINTABLE.sub(lambda found: _escaped(found[0]), cut)


def _escaped(char: str) -> str:
    number = ord(char)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


class _Formatter(logging.Formatter):
    """What both forms show."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """What is known beside the message: of this process, of the request, and what the record says by `fields`."""
        ids: RequestIds | None = getattr(record, "ids", None) or REQUEST.get()
        known: dict[str, Any] = {"pid": os.getpid()}
        if _release:
            known["release"] = _release
        if ids is not None:
            known["request_id"] = ids.request_id
            if ids.trace_id is not None:
                known["trace_id"] = ids.trace_id
        return known | getattr(record, "fields", {})

    def when(self, record: logging.LogRecord) -> str:
        """UTC, to the millisecond (RFC 3339)."""
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z"

    def traceback(self, record: logging.LogRecord) -> str | None:
        return self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else None


class _Text(_Formatter):
    """For people."""

    def format(self, record: logging.LogRecord) -> str:
        told = {name: value for name, value in self.fields(record).items() if name not in getattr(record, "said", ())}
        fields = " ".join(f"{name}={word(value)}" for name, value in told.items() if value is not None)
        line = f"{self.when(record)} {record.levelname} {record.name}: {plain(record.getMessage())} ({fields})"
        traceback = self.traceback(record) or ""
        return "\n".join([line, *(_INSIDE + plain(each) for each in re.split(r"\r\n|\r|\n", traceback) if each)])


class _Json(_Formatter):
    """For programs: json.dumps escapes whatever could begin a line."""

    def format(self, record: logging.LogRecord) -> str:
        members = {
            "time": self.when(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **self.fields(record),
        }
        if (traceback := self.traceback(record)) is not None:
            members["traceback"] = traceback
        return json.dumps(members, ensure_ascii=True, default=str)


def word(value: object) -> str:
    """A value as one word of a line: in quotes where it holds what separates words, so that it looks like no other."""
    text = plain(str(value))
    return json.dumps(text, ensure_ascii=False) if re.search(r'[\s"=()]', text) or not text else text
