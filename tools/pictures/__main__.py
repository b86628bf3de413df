"""`make pictures`: draws the pages of docs/tour.md, from the release that is current, with Chromium.

Each is a WebP of at most 150 KB in docs/pictures/, of a width and a scheme of its own. The fonts are those of the
machine, so a picture that is drawn elsewhere differs by some points.
"""

import base64
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

_FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
_MOST: Final = 150_000
_QUALITIES: Final = (90, 80, 70, 60, 45)
_STARTS_S: Final = 60


@dataclass(frozen=True)
class Picture:
    """A page, or the part of it from the top of one element to the bottom of another."""

    name: str
    url: str
    width: int = 1120
    height: int = 900
    scheme: str = "light"
    first: str = "body"
    """A selector: what is above is left out."""


PICTURES: Final = (
    Picture("entrance", "/", height=760),
    Picture("talks", "/v1/negotiations/moscow-talks-2020", height=1120, first="h1"),
    Picture("claim", "/v1/claims/wagner-group-lna-fighters", height=1060, first="h1", scheme="dark"),
    Picture("network", "/v1/network?type=Support&at=2020-01", height=1010, first="h1"),
    Picture("map", "/v1/map?at=2020-06", height=1120, first="h1"),
    Picture("place", "/v1/places/sirte", height=1130, first="h1"),
    Picture("reactions", "/v1/agreements/maritime-mou-2019", height=900, first="#reactions"),
    Picture("phone", "/v1/negotiations/moscow-talks-2020?lang=ar", width=390, height=844, scheme="dark"),
)


def main() -> int:
    """0 when all are drawn, and small enough."""
    program = shutil.which("chromium")
    if program is None:
        print("there is no Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    _FOLDER.mkdir(exist_ok=True)
    with serving() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        sizes = {each.name: _draw(browser, address, each) for each in PICTURES}
        browser.close()
    for name, size in sizes.items():
        print(f"{name}.webp {size:,} bytes")
    return int(max(sizes.values()) > _MOST)


def _draw(browser: Browser, address: str, picture: Picture) -> int:
    """Write the picture, in the best quality that is small enough, and tell its size."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
    )
    page = context.new_page()
    answer = page.goto(address + picture.url)
    assert answer is not None and answer.ok, picture.url
    page.wait_for_load_state("networkidle")
    top = max(0.0, page.locator(picture.first).first.evaluate("(e) => e.getBoundingClientRect().top") - 6)
    height = min(picture.height, page.evaluate("document.documentElement.scrollHeight") - top)
    part = {"x": 0, "y": top, "width": picture.width, "height": height, "scale": 1}
    session = context.new_cdp_session(page)
    data = b""
    for quality in _QUALITIES:
        asked = {"format": "webp", "quality": quality, "clip": part, "captureBeyondViewport": True}
        data = base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])
        if len(data) <= _MOST:
            break
    (_FOLDER / f"{picture.name}.webp").write_bytes(data)
    context.close()
    return len(data)


@contextmanager
def serving() -> Iterator[str]:
    """The service on a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [Path(sys.executable).with_name("casus"), "serve", "--no-build"]
    server = subprocess.Popen(command, env={**os.environ, "PORT": str(port)}, stderr=subprocess.DEVNULL)
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + _STARTS_S
    try:
        while True:
            try:
                urlopen(f"{address}/readyz", timeout=5).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main())
