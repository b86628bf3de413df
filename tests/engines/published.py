"""A release on an engine, and the service that reads it from there, beside the one that holds it itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from casus.engine.address import Address
from casus.engine.engine import Engine
from casus.engine.graph_door import GraphDoor
from casus.engine.publishing import Published, Publisher
from casus.engine.transport import Transport
from casus.release.manifest import Release
from tests.conftest import Workshop, serving_app
from tests.engines import engine as running_engine
from tests.engines.engine import NotInstalled, skip


def address(engine: running_engine.Engine) -> Address:
    """Where it is, with its credentials."""
    return Address(engine.query_url, engine.graph_store_url, engine.user or "", engine.password or "")


def door(engine: running_engine.Engine) -> GraphDoor:
    """Its graph door, open."""
    return GraphDoor(Transport(address(engine)))


def small_release(folder: Path) -> Release:
    """A release of a few records."""
    return Workshop(folder).build()


def other_release(folder: Path) -> Release:
    """Another one, in which some of the same records say something else."""
    workshop = Workshop(folder)
    workshop.edit("data/records.ttl", '"First Force"@en', '"Second Name of the First Force"@en')
    workshop.append(
        "data/records.ttl",
        'source:article a casus:Source ; skos:prefLabel "An Article"@en ; casus:sourceType source-type:press .\n',
    )
    return workshop.build()


def publish(engine: running_engine.Engine, release: Release, keep: int = 9, grace_s: float = 0) -> Published:
    return Publisher(Engine(address(engine)), lambda step: None, grace_s).publish(release, keep)


@contextmanager
def started(
    running: Callable[..., AbstractContextManager[running_engine.Engine]], folder: Path, **options: Any
) -> Iterator[running_engine.Engine]:
    """The engine that is started so, running; the test is skipped where it is not installed, and fails in CI."""
    try:
        block = running(folder, **options)
        engine = block.__enter__()
    except NotInstalled as missing:
        skip(missing)
    try:
        yield engine
    finally:
        block.__exit__(None, None, None)


@contextmanager
def client_on(engine: running_engine.Engine, var: Path, **settings: Any) -> Iterator[FlaskClient]:
    """Flask's test client of a service whose data are on the engine."""
    access = {"store": engine.query_url, "store_user": engine.user or "", "store_password": engine.password or ""}
    with serving_app(var, **access, **settings) as app:
        yield app.test_client()


def environment(engine: running_engine.Engine) -> dict[str, str]:
    """What a server that reads from the engine is told."""
    return {
        "CASUS_STORE": engine.query_url,
        "CASUS_STORE_USER": engine.user or "",
        "CASUS_STORE_PASSWORD": engine.password or "",
    }
