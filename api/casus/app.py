"""The app: settings and a release in, a Flask application out."""

from importlib.metadata import version
from typing import Final

from flask import Flask

from casus.assistants import view as assistants
from casus.changes import releases_view as releases
from casus.changes import view as changes
from casus.codebook import view as codebook
from casus.counts import view as counts
from casus.entrance import corrections, crawlers, documentation, guide, health, home, ontology
from casus.http import current_release, every_request
from casus.http.openapi import create_api
from casus.identifiers import crosswalks, iris, lookup
from casus.map import view as map_view
from casus.network import view as network
from casus.pages import problems
from casus.panel import view as panel
from casus.profiles import view as profiles
from casus.questions import examples
from casus.questions import iris as question_iris
from casus.questions import view as questions
from casus.reconciliation import view as reconciliation
from casus.records import view as records
from casus.release.garbage import uncollected
from casus.release.manifest import current, named
from casus.search import view as search
from casus.settings import Settings
from casus.sparql import descriptions, vocabulary
from casus.sparql import view as sparql
from casus.store.open_release import OpenRelease
from casus.timeline import view as timeline

_FEATURES: Final = (
    records,
    profiles,
    codebook,
    timeline,
    map_view,
    network,
    counts,
    panel,
    releases,
    changes,
    questions,
    question_iris,
    examples,
    search,
    lookup,
    crosswalks,
    reconciliation,
    home,
    ontology,
    iris,
    sparql,
    vocabulary,
    descriptions,
    assistants,
    health,
    documentation,
    guide,
    corrections,
    crawlers,
)
"""Each registers its routes, in the order of the OpenAPI document."""
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
    with uncollected():
        return app_for(OpenRelease.open(settings, release))


def app_for(release: OpenRelease) -> Flask:
    """The application that serves it; its routes and its OpenAPI document depend on nothing but the model."""
    app = Flask("casus.pages", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.strict_slashes = False
    current_release.register(app, release)
    api = app.extensions["casus-api"] = create_api(app, release.model, "Casus", version("casus"), _DESCRIPTION)
    with app.app_context():
        for feature in _FEATURES:
            feature.register(api, release)
    every_request.register(app, release.settings)
    problems.register(app)
    return app
