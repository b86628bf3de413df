"""flask-smorest, mended once: problems for errors, our response components, a document that is the same every time.

What is overridden and why: stock error bodies are not RFC 9457 and lose the Allow header of a 405; the stock document
has a DEFAULT_ERROR of application/json, and ETag and pagination headers that this API does not send.
"""

import json
from threading import Lock
from typing import Any

from apispec import BasePlugin
from flask import Flask
from flask_smorest import Api, Blueprint

from casus.engine.problems import EngineFailed
from casus.http import problems
from casus.http.paging import TOTAL
from casus.model.json_schema import components
from casus.model.types import Model
from casus.sandbox.errors import Busy
from casus.terms.namespaces import DATA_LICENCE_NAME
from casus.terms.problem import every_problem

_OF_ANY_REQUEST = problems.documented(
    problems.UrlTooLong, problems.TooManyRequests, problems.HeadersTooLarge, Busy, EngineFailed
)
_OF_BODIES = problems.documented(problems.BodyTooSlow)


class _EveryOperation(BasePlugin):
    """The problems that any request can meet, in every operation of the document."""

    def operation_helper(self, path: str | None = None, operations: dict[Any, Any] | None = None, **_: Any) -> None:
        for method, operation in (operations or {}).items():
            met = {**_OF_ANY_REQUEST, **(_OF_BODIES if method == "post" else {})}
            operation["responses"] = {**met, **operation.get("responses", {})}


class CasusApi(Api):
    """The API with its OpenAPI 3.1 document."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, *positional: Any, **named: Any) -> None:
        self._undocumented: list[Blueprint] = []
        self._describing = Lock()
        super().__init__(*positional, **named)

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Override: its operations are described when the document is asked for, which few processes ever are.

        That takes a quarter of the time in which an app is made.
        """
        self._app.register_blueprint(blp, **options)
        self._undocumented.append(blp)

    def described(self) -> Any:
        """The document, as JSON has it."""
        with self._describing:
            while self._undocumented:
                blp = self._undocumented.pop(0)
                blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=None)
                self.spec.tag({"name": blp.name, "description": blp.description})
            return self.spec.to_dict()

    def _register_error_handlers(self) -> None:
        """Override: a problem for every error, of HTTP or of this service."""
        self._app.register_error_handler(Exception, problems.render)

    def _register_responses(self) -> None:
        """Override: one response component for each kind of problem."""
        for problem in every_problem():
            self.spec.components.response(problem.__name__, problems.described(problem))

    def _register_etag_headers(self) -> None:
        """Override: ETags are handled for every response alike; see api/casus/http/headers.py."""

    def _register_pagination_header(self) -> None:
        """Override: pages are linked in the body and by Link headers."""


def create_api(app: Flask, model: Model, title: str, version: str, description: str) -> CasusApi:
    """The API of the app, with the schemas of the model."""
    app.config.update(
        API_TITLE=title,
        API_VERSION=version,
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {
                "description": description,
                "license": {"name": f"Apache-2.0 (code), {DATA_LICENCE_NAME} (data)", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/", "description": "This server."}],
        },
    )
    api = CasusApi(app, spec_kwargs={"extra_plugins": [_EveryOperation()]})
    for name, schema in components(model).items():
        api.spec.components.schema(name, schema)
    api.spec.components.schema("Total", TOTAL)
    api.spec.components.schema("Problem", problems.SCHEMA)
    return api


def document(api: CasusApi) -> str:
    """The OpenAPI document as it is committed: one space, keys in order, a line feed at the end."""
    return json.dumps(_in_order(api.described()), indent=1, ensure_ascii=False) + "\n"


def _in_order(part: Any, name: str = "") -> Any:
    """The same with keys in the order of the alphabet, but for media types.

    Those stay as they are offered, what is sent unasked first: openapi-python-client 0.29 reads no other.
    """
    if isinstance(part, list):
        return [_in_order(each) for each in part]
    if not isinstance(part, dict):
        return part
    is_of_media_types = name == "content" and all("/" in key for key in part)
    return {key: _in_order(part[key], key) for key in (part if is_of_media_types else sorted(part))}
