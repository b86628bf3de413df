"""Pages of HTML, drawn by the server from the templates beside this module."""

from typing import Any, Final

from flask import Response, render_template

from casus.terms.namespaces import DATA_LICENCE_NAME

_CONTENT_TYPE: Final = "text/html; charset=utf-8"


def page(template: str, **values: Any) -> Response:
    """The template with these values, and what every page says: the licence of the data."""
    return Response(render_template(template, licence=DATA_LICENCE_NAME, **values), content_type=_CONTENT_TYPE)
