"""Runs everything on every engine and writes docs/engines.md: `python -m tests.engines`, some ten minutes.

python -m tests.engines NAME    measure one engine, and print what was found as JSON
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from casus.release.manifest import Release, current
from tests.conformance import protocol_tests, suite
from tests.conformance.endpoint import running_endpoint
from tests.conftest import VAR, alone, serving_app
from tests.engines import doors, report
from tests.engines.conftest import PATIENT, STARTERS
from tests.engines.engine import Engine
from tests.engines.known import QUESTIONS_WITHOUT_GOLD
from tests.engines.paths import paths
from tests.engines.published import client_on, environment, publish
from tests.engines.questions import QUESTIONS, complaint


def measured(name: str) -> dict[str, Any]:
    """What the engine can and cannot. What it is known to fail at is asked last: Virtuoso may hang afterwards."""
    with tempfile.TemporaryDirectory() as folder, STARTERS[name](Path(folder)) as engine:
        release = alone(current(VAR), Path(folder))
        var = release.path.parent.parent
        published = publish(engine, release)
        failing = QUESTIONS_WITHOUT_GOLD.get(engine.name, {})
        found: dict[str, Any] = {
            "name": engine.name,
            "version": engine.version,
            "triples": published.triples,
            "as_written": published.as_written,
            "protocol": _protocol(engine),
        }
        with serving_app(var, **PATIENT) as app, client_on(engine, var, **PATIENT) as there, doors.listening() as ear:
            found["doors"] = {
                door: [doors.tried(engine, query, ear), doors.tried_through(there, query, ear)]
                for door, query in doors.DOORS.items()
            }
            own = app.test_client()
            asked = [path for path in paths(own) if not path.startswith("/v1/questions/")]
            found["asked"] = len(asked)
            found["different"] = [path for path in asked if own.get(path).data != there.get(path).data]
            last_ones = sorted(QUESTIONS, key=lambda question: (question.stem in failing, question.stem))
            found["questions"] = {question.stem: complaint(there, question) for question in last_ones}
    return found


def _protocol(engine: Engine) -> dict[str, str | None] | None:
    """What is wrong with each test of W3C, None if they are not here."""
    if not suite.available():
        return None

    def publish_there(release: Release) -> dict[str, str]:
        publish(engine, release)
        return environment(engine)

    with (
        tempfile.TemporaryDirectory() as folder,
        running_endpoint(Path(folder), protocol_tests.graphs(), publish_there) as endpoint,
    ):
        return {test.name: protocol_tests.run(test, endpoint) for test in protocol_tests.tests()}


def main(arguments: list[str]) -> int:
    if arguments:
        print(json.dumps(measured(arguments[0])))
        return 0
    running = [
        subprocess.Popen([sys.executable, "-m", "tests.engines", name], stdout=subprocess.PIPE, text=True)
        for name in STARTERS
    ]
    found = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
    report.FILE.write_text(report.page(found), encoding="utf-8")
    print(report.summary(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
