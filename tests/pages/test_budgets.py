"""How large pages are: sizes, not times."""

import gzip
import re
from importlib.resources import files
from typing import Final

import pytest
from flask.testing import FlaskClient

from tests.browser.kinds import KINDS, LARGE, OF_OTHERS

KIB: Final = 1024
MOST: Final = 40 * KIB
MOST_ELEMENTS: Final = 3_000
MOST_CSS: Final = 8 * KIB
MOST_SCRIPTS: Final = 15 * KIB
STATIC: Final = files("casus.pages").joinpath("static")


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LARGE | OF_OTHERS])
def test_a_page_is_small(client: FlaskClient, kind: str) -> None:
    page = client.get(KINDS[kind], headers={"Accept": "text/html"}, follow_redirects=True)

    assert page.mimetype == "text/html"
    assert packed(page.data) <= MOST
    assert len(re.findall(rb"<[a-zA-Z]", page.data)) <= MOST_ELEMENTS


def test_style_sheets_and_scripts_of_ours_are_small() -> None:
    sizes = {each.name: packed(each.read_bytes()) for each in STATIC.iterdir() if each.is_file()}

    assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= MOST_CSS
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= MOST_SCRIPTS
