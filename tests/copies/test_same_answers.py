"""Two copies of a release give the same bytes under the same validators, whatever the process, the installation or the
build: what one of them gave, the other confirms. The ordinary run asks every fourth request, of every status and in
every coding; the full run asks all, and of two builds too.
"""

import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from casus import DOCS_DIR
from casus.release.manifest import Release, current
from tests.command import CASUS, environment
from tests.conftest import Workshop
from tests.copies.asked import Asked, Said, every_request, said
from tools.bench.copies import Copy

pytestmark = pytest.mark.slow
KNOWN = {200, 302, 303, 308, 400, 404, 406, 410, 413, 422}
"""Neither a failure nor a wish to come back."""
PACKAGE = Path(__file__).parents[2] / "api"


@contextmanager
def started(*copies: Copy) -> Iterator[tuple[str, ...]]:
    """Their URLs, while they run."""
    with ExitStack() as stack:
        for copy in copies:
            stack.callback(copy.stop)
            copy.start()
        yield tuple(copy.url for copy in copies)


def all_said(url: str, asked: list[Asked]) -> list[Said]:
    with requests.Session() as session:
        return [said(url, each, session) for each in asked]


_OF_A_REQUEST = "x-request-id"
"""What names a request is another one each time."""


def differences(one: str, other: str, every: int = 1) -> list[str]:
    """What two copies say differently, of each so many of the requests; at least some hundred, of every status."""
    asked = every_request(one)[::every]
    with ThreadPoolExecutor(2) as pool:
        here, there = pool.map(all_said, (one, other), (asked, asked))
    assert len(asked) > 400 / every
    assert {200, 404, 422} <= {each.status for each in here} <= KNOWN
    assert {"gzip", "br", "zstd"} <= {each.headers.get("content-encoding") for each in here}
    return [
        f"{each.path} as {each.accept} in {each.coding}: {name}"
        for each, first, second in zip(asked, here, there, strict=True)
        for name in _differing(first, second)
    ]


def _differing(one: Said, other: Said) -> Iterator[str]:
    if one.status != other.status:
        yield f"{one.status} and {other.status}"
    for name in sorted({*one.headers, *other.headers} - {_OF_A_REQUEST}):
        if one.headers.get(name) != other.headers.get(name):
            yield f"{name}: {one.headers.get(name)} and {other.headers.get(name)}"
    if one.body != other.body:
        yield "the body"


def installed_again(folder: Path) -> str:
    """The package as another machine has it, its files of another time; where it is."""
    code = folder / "elsewhere" / "api"
    shutil.copytree(PACKAGE, code, copy_function=shutil.copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(DOCS_DIR, code.parent / "docs", copy_function=shutil.copy)
    return str(code)


def built(workshop: Workshop, var: Path, **settings: str) -> Release:
    command = [CASUS, "build", "--ontology", str(workshop.sources)]
    subprocess.run(command, env=environment(var, **settings), check=True, capture_output=True, timeout=60)
    return current(var)


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.full)])
def test_copies_of_the_folder_give_the_same_bytes(release: Release, tmp_path: Path, every: int) -> None:
    """In other processes, of another installation: other seeds of hashes, other times of all files."""
    here = Copy(tmp_path, 2, [release], CASUS_WEB_WORKERS="1")
    there = Copy(tmp_path, 3, [release], CASUS_WEB_WORKERS="1", PYTHONPATH=installed_again(tmp_path))
    with started(here, there) as urls:
        assert differences(*urls, every) == []


@pytest.mark.full
def test_two_builds_at_the_same_time_give_the_same_bytes(workshop: Workshop, tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH says which time that is."""
    first, second = (
        built(workshop, tmp_path / seed, PYTHONHASHSEED=seed, SOURCE_DATE_EPOCH="1700000000") for seed in ("1", "2")
    )
    assert first.id == second.id
    assert first.manifest.built_at == second.manifest.built_at == "2023-11-14T22:13:20.000+00:00"
    assert first.manifest.dumps == second.manifest.dumps != ()
    copies = [Copy(tmp_path, 2 + number, [each], CASUS_WEB_WORKERS="1") for number, each in enumerate((first, second))]
    with started(*copies) as urls:
        assert differences(*urls) == []
