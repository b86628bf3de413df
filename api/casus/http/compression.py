"""Compression of what is sent, by Flask-Compress: zstd, Brotli or gzip, whichever the client likes best.

A coding is a representation of its own (RFC 9110, section 8.8.3.3): its strong ETag ends in the name of the coding.
"""

from typing import Final

from flask import Flask, Response, current_app, request
from flask_compress import Compress

_EXTENSION: Final = "casus-compress"
_LEAST_BYTES: Final = 1024
"""What fits into one packet gains nothing."""
_CODINGS: Final = ("zstd", "br", "gzip")
_WITHOUT_CHUNKS: Final = "HTTP/1.0"
_NO_TEXT: Final = (
    "image/",
    "font/",
    "audio/",
    "video/",
    "application/zip",
    "application/gzip",
    "application/octet-stream",
)


class NotMade(Response):
    """The answer to a HEAD of a query that was not run."""


def configure(app: Flask) -> None:
    """Prepare the app for `compress`."""
    app.config.update(
        COMPRESS_REGISTER=False,  # see casus/http/every_request.py
        COMPRESS_MIN_SIZE=_LEAST_BYTES,
        COMPRESS_ALGORITHM=_CODINGS,
        COMPRESS_ALGORITHM_STREAMING=_CODINGS,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,  # see casus/http/headers.py
    )
    compress = app.extensions[_EXTENSION] = Compress(app)
    compress.compress_mimetypes_set = _Text()


def compress(response: Response) -> Response:
    """The answer in the coding that the client likes best, if it is large enough and not compressed already."""
    if _stays_as_it_is(response):
        response.vary.add("Accept-Encoding")
    else:
        request.environ["HTTP_ACCEPT_ENCODING"] = _chosen()  # Flask-Compress 1.25 takes gzip;q=0 for a wish
        response = current_app.extensions[_EXTENSION].after_request(response)
        _without_time(response)
    if request.method == "HEAD" and response.is_streamed:  # nobody would run the stream, and so nobody end it
        response.close()
        response.response = iter(())
    return response


def _without_time(response: Response) -> None:
    """The same bytes each time, which its ETag promises: Flask-Compress 1.25 has gzip write the time.

    It stands in the bytes 4 to 7 (RFC 1952, section 2.3.1). A stream has none.
    """
    if response.content_encoding == "gzip" and not response.is_streamed:
        data = response.get_data()
        response.set_data(data[:4] + bytes(4) + data[8:])


def _stays_as_it_is(response: Response) -> bool:
    """Whether a coding would do harm, or no good, or is not asked for.

    Of an answer that was not made nobody knows whether it is large enough, and OPTIONS has no body. In HTTP/1.0 there
    are no chunks: only its length, which a coding takes away, tells that an answer is whole.
    """
    return (
        "HTTP_ACCEPT_ENCODING" not in request.environ
        or isinstance(response, NotMade)
        or (not response.is_streamed and (response.content_length or 0) < _LEAST_BYTES)
        or request.method == "OPTIONS"
        or (response.is_streamed and request.environ.get("SERVER_PROTOCOL") == _WITHOUT_CHUNKS)
    )


def _chosen() -> str:
    """The coding that the client likes best, the first among equals; identity if it likes none (RFC 9110, 12.5.3)."""
    accepted = request.accept_encodings
    best = max(_CODINGS, key=lambda coding: accepted[coding])
    return best if accepted[best] and accepted[best] >= accepted["identity"] else "identity"


class _Text(set[str]):
    """All media types but those that hold no text."""

    def __contains__(self, media_type: object) -> bool:
        return media_type == "image/svg+xml" or not str(media_type).startswith(_NO_TEXT)


def tags(tag: str) -> tuple[str, ...]:
    """The ETags of a representation: as it is, and in each coding as Flask-Compress names them."""
    return (tag, *(f"{tag}:{coding}" for coding in _CODINGS))
