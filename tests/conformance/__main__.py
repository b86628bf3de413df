"""Runs the W3C tests and prints the figures: `make conformance`.

    python -m tests.conformance            write docs/conformance.md
    python -m tests.conformance --check    exit code 1 when it is not what would be written

Either way the exit code is 1 when a test fails that `known` does not explain. Without the W3C files it does nothing and
says so.
"""

import sys
import tempfile
from pathlib import Path

from tests.conformance import report, suite
from tests.conformance.endpoint import running_endpoint


def main(arguments: list[str]) -> int:
    if not suite.available():
        print(f"Nothing is measured: {suite.MISSING}.")
        return 0
    with tempfile.TemporaryDirectory() as folder, running_endpoint(Path(folder), report.graphs()) as endpoint:
        measured = report.measure(endpoint)
    print(report.summary(measured))
    for line in measured.unexplained:
        print(f"not explained: {line}", file=sys.stderr)
    if "--check" not in arguments:
        report.FILE.write_text(report.page(measured), encoding="utf-8")
    elif report.FILE.read_text("utf-8") != report.page(measured):
        print(f"{report.FILE.name} is not what the tests show: run 'make conformance'", file=sys.stderr)
        return 1
    return 1 if measured.unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
