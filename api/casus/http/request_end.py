"""The end of a request: not when its view returns, but when the last byte of its answer was taken or it was given up.

Done in WSGI, around Flask, so that no hook and no error can skip it.
"""

import weakref
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING, Final, cast

from flask import Response, request
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AT_END: Final = "casus.at_end"


def at_end() -> ExitStack:
    """What is done when the current request is over."""
    return cast(ExitStack, request.environ[_AT_END])


class Lifetime:
    """WSGI middleware: does what `at_end` holds when the last of an answer was taken, or it was given up or failed."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        ends = environ[_AT_END] = ExitStack()
        try:
            body = self._application(environ, start_response)
        except BaseException:
            ends.close()
            raise
        closes = [body.close] if hasattr(body, "close") else []
        answer = ClosingIterator(chain(body, _after_the_last(ends)), [*closes, ends.close])
        weakref.finalize(answer, ends.close)  # some clients and servers drop what they have not read
        return answer


def _after_the_last(ends: ExitStack) -> Iterator[bytes]:
    ends.close()
    yield from ()


def let_go(response: Response) -> Response:
    """An answer that is all in memory needs no thread any more, however slowly it is read."""
    if not response.is_streamed:
        at_end().close()
    return response
