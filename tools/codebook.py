"""Prints the code book of the current release as a PDF, from its page, with Chromium.

    casus build && python -m tools.codebook [FILE]

The service itself writes no PDF. fpdf2 2.8 shapes Arabic well, but takes twelve seconds of Python to load a regular and
a bold weight of the only fonts that packages have for all our scripts, which are variable ones; reportlab 5 shapes
nothing by itself; WeasyPrint 70 needs Pango and the fonts of the machine, as a browser does. A browser prints the page
with its links, an outline and tags for screen readers, and so can everybody who reads it.
"""

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from casus.app import create_app
from casus.settings import Settings

_HERE = "http://127.0.0.1:8000"
_STATIC = Path(str(files("casus.pages"))) / "static"
_SHEET = re.compile(rb'href="[^"]*/static/([\w-]+\.css)[^"]*"')


def main(arguments: list[str]) -> int:
    """0 when the PDF is written: to the file that is named, or beside the releases."""
    settings = Settings.from_environment()
    app = create_app(settings)
    release = app.extensions["casus-releases"].served
    page = app.test_client().get("/v1/codebook?format=html&part=all", base_url=settings.public_url or _HERE)
    out = Path(arguments[0]) if arguments else settings.var_dir / f"casus-codebook-{release.id}.pdf"
    print_page(page.data, out)
    release.sandbox.close()
    print(out)
    return 0


def print_page(html: bytes, out: Path) -> None:
    """Print a page without scripts, its style sheets beside it. Raises CalledProcessError, FileNotFoundError."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "codebook.html"
        page.write_bytes(_SHEET.sub(rb'href="\1"', html))
        for name in set(_SHEET.findall(html)):
            (Path(folder) / name.decode()).write_bytes((_STATIC / name.decode()).read_bytes())
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
        printing = ("--no-pdf-header-footer", "--generate-pdf-document-outline", f"--print-to-pdf={out.resolve()}")
        command = ["chromium", *options, f"--user-data-dir={folder}/profile", *printing, page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=300)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
