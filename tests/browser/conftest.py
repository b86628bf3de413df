"""A real Chromium before a real server: one of each for all tests of this folder.

chromium    the browser: Debian's, driven by playwright
page        a page of it, of the size and scheme that a test wants, whose console must stay silent and which may ask no
            other host: a test that opens one fails at its end when it did
"""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from casus.release.manifest import Release
from tests.conftest import running_server

_PROGRAM = shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if _PROGRAM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium: apt-get install chromium"))


@pytest.fixture(scope="package")
def address(release: Release) -> Iterator[str]:
    """The URL of the server."""
    with running_server(release.path.parent.parent) as url:
        yield url


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=_PROGRAM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened_page(chromium: Browser, address: str) -> Iterator["Opener"]:
    """What opens pages; they close with the test."""
    opener = Opener(chromium, address)
    yield opener
    opener.close()
    assert opener.said == []


@pytest.fixture
def page(opened_page: "Opener") -> Page:
    """A page of a wide screen."""
    return opened_page()


class Opener:
    """Opens pages that note what they should not do: messages of the console, errors, requests to other hosts."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self.said: list[str] = []
        self._chromium = chromium
        self._address = address
        self._contexts: list[BrowserContext] = []

    def __call__(self, width: int = 1280, scheme: str = "light", *, scripts: bool = True) -> Page:
        context = self._chromium.new_context(
            base_url=self._address,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            locale="en-GB",
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._note(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self._ask(request.url))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note(self, text: str) -> None:
        """A page of a problem has its status: the browser says so."""
        if "the server responded with a status of 4" not in text:
            self.said.append(text)

    def _ask(self, url: str) -> None:
        if not url.startswith((f"{self._address}/", "data:")):
            self.said.append(f"asked {url}")
