"""Cursors: where a page begins, for one list of one release. A release never changes, so an offset is exact."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable

_LARGEST = 2**31


def write(offset: int, release: str, parameters: Iterable[tuple[str, str]]) -> str:
    """The cursor of the page that begins at `offset` in the list that these parameters ask for."""
    text = f"{offset} {_digest(parameters)} {release}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str, release: str, parameters: Iterable[tuple[str, str]]) -> int:
    """The offset; ValueError, with what to do, for a cursor of another list or release, or none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        offset, digest, of_release = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode("utf-8").split(" ", 2)
        )
    except (binascii.Error, ValueError) as error:
        raise ValueError("not a cursor; take it from links.next of a list") from error
    if of_release != release:
        raise ValueError(
            f"a cursor of release {of_release}, and this is {release}; begin again without it, or add "
            f"release={of_release} to go on in that release, as long as it is kept"
        )
    if digest != _digest(parameters) or not re.fullmatch(r"[0-9]{1,10}", offset) or int(offset) > _LARGEST:
        raise ValueError("a cursor of another list; keep the other parameters as they were, or begin without it")
    return int(offset)


def _digest(parameters: Iterable[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps(sorted(parameters)).encode()).hexdigest()[:12]
