"""The app: settings and a release in, a Flask application out."""

from importlib.metadata import version

from flask import Flask
from werkzeug.exceptions import HTTPException

from api import admission, caching, ends, heads, problems
from api.openapi import create_api
from api.reconciliation.vocabulary import Vocabulary
from api.service import Service, register
from api.settings import Settings
from api.shelf import Shelf
from api.views import (
    changes,
    collections,
    crosswalks,
    descriptions,
    documentation,
    health,
    index,
    lookup,
    network,
    pinning,
    questions,
    reconcile,
    reconcile_entity,
    reconcile_suggest,
    releases,
    search,
    sparql,
    sparql_examples,
    timeline,
)
from ontology.build.release import current, named

_LARGEST_BODY_BYTES = 1024**2
"""A query of the longest kind, percent-encoded three times over, and no more: a body is read into memory."""
_DESCRIPTION = (
    "States, armed forces, agreements, negotiations and contested claims about armed conflict, each fact with its "
    "status, its time and its sources. Read-only, without keys. Errors are RFC 9457 problems."
)


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application, serving the release that the settings name, or the current one.

    Raises SettingError for a bad setting and FileNotFoundError when nothing was built yet.
    """
    settings = settings or Settings.from_environment()
    release = named(settings.var_dir, settings.release) if settings.release else current(settings.var_dir)
    return app_for(Service.open(settings, release))


def app_for(service: Service) -> Flask:
    """The application that serves it; its routes and its OpenAPI document depend on nothing but the model."""
    app = Flask("api", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY_BYTES
    with app.app_context():
        register(Shelf(service))
    api = app.extensions["casus-api"] = create_api(app, service.model, "Casus", version("casus"), _DESCRIPTION)
    for collection in service.model.collections.values():
        api.register_blueprint(collections.blueprint(collection, service.settings))
    api.register_blueprint(timeline.blueprint(service.model, service.settings))
    api.register_blueprint(network.blueprint(service.model, service.settings))
    api.register_blueprint(releases.blueprint())
    api.register_blueprint(changes.blueprint(service.model, service.settings))
    api.register_blueprint(questions.blueprint(service.questions, service.model))
    api.register_blueprint(questions.identifiers())
    api.register_blueprint(sparql_examples.blueprint())
    api.register_blueprint(search.blueprint(service.model, service.settings))
    api.register_blueprint(lookup.blueprint(service.schemes))
    api.register_blueprint(crosswalks.blueprint(service.model, service.schemes, service.settings))
    types = Vocabulary(service.model, service.schemes).types
    api.register_blueprint(reconcile.blueprint(types))
    api.register_blueprint(reconcile_suggest.blueprint(types))
    api.register_blueprint(reconcile_entity.blueprint())
    api.register_blueprint(index.blueprint())
    api.register_blueprint(sparql.blueprint())
    api.register_blueprint(descriptions.blueprint())
    api.register_blueprint(health.blueprint())
    app.register_blueprint(documentation.blueprint(api, service.model))
    ends.register(app)
    admission.register(app, service.settings)
    heads.register(app)
    caching.register(app)
    pinning.register(app)
    app.register_error_handler(problems.Problem, problems.render)
    app.register_error_handler(Exception, problems.render)
    app.register_error_handler(HTTPException, problems.render)
    return app
