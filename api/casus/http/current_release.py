"""The releases of the current app, and the one that the current request is answered from."""

from typing import Final, cast

from flask import Flask, current_app, has_request_context, request

from casus.http.problems import InvalidParameters
from casus.http.turns import Turn, need
from casus.store.open_release import OpenRelease
from casus.store.releases import NoSuchRelease, Releases

_EXTENSION: Final = "casus-releases"


def register(app: Flask, served: OpenRelease) -> None:
    """Have the app answer from this release, and from older ones where a request names one."""
    app.extensions[_EXTENSION] = Releases(served)


def releases() -> Releases:
    """The releases of the current app."""
    return cast(Releases, current_app.extensions[_EXTENSION])


def pinned() -> str | None:
    """The release that the request names; None where it takes the one that is served."""
    if not has_request_context() or b"release" not in request.query_string:  # most do not, and parsing takes time
        return None
    return request.args.get("release")


def opened() -> OpenRelease:
    """The release that the request asks for. Raises InvalidParameters for one that is not on disk."""
    release_id = pinned()
    return releases().served if release_id is None else opened_as(release_id, "release")


def opened_as(release_id: str, parameter: str) -> OpenRelease:
    """The release of that id, which the parameter names. Raises InvalidParameters with those that there are.

    Raises ReleaseOpens and ReleaseDamaged too; and Busy, see `turns`, since opening takes long.
    """
    if releases().open_already(release_id) is None:
        need(Turn.LONG)
    try:
        return releases().opened(release_id)
    except NoSuchRelease as error:
        wrong = {
            "parameter": parameter,
            "value": release_id,
            "detail": "is no release that is kept",
            "allowed": error.ids,
        }
        raise InvalidParameters(str(error), errors=[wrong]) from error
