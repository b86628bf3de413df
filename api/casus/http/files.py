"""Files that lie beside the code, as answers: the same on every machine that has the same files.

Flask 3.1 names a file's version by its path and its time, which each installation has of its own: two copies of the
service behind one address would send each other's clients the file again and again. So the content names it here.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Response, send_from_directory
from werkzeug.security import safe_join


def file_in(folder: str | Path, name: str, max_age_s: int | None = None) -> Response:
    """The file of that name in the folder, its ETag made of its content. Raises werkzeug's NotFound."""
    found = safe_join(str(folder), name)
    path = Path(found) if found is not None else None
    tag = _tag(path) if path is not None and path.is_file() else False
    response = send_from_directory(folder, name, max_age=max_age_s, etag=tag)
    response.headers.pop("Last-Modified", None)
    return by_age(response)


def by_age(response: Response) -> Response:
    """The file as Flask sends it, without the hour at which it is too old: `Cache-Control` says it by no clock."""
    response.headers.pop("Expires", None)
    return response


def _tag(path: Path) -> str:
    """Of the content as it is now."""
    told = path.stat()
    return _digest(path, told.st_mtime_ns, told.st_size)


@lru_cache(1024)
def _digest(path: Path, _: int, __: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
