"""The code book as a PDF: what Chromium prints of the page, read back by pypdf."""

import shutil
from unicodedata import normalize

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from tools.codebook import print_page

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium: apt-get install chromium"),
]
NAMES = ("Ένοπλες δυνάμεις", "Вооружённые силы", "القوات المسلحة")


@pytest.fixture(scope="module")
def pdf(client: FlaskClient, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    out = tmp_path_factory.mktemp("pdf") / "codebook.pdf"
    html = client.get("/v1/codebook?format=html&part=all").text
    named = "".join(f"<p lang='x'>{name}</p>" for name in NAMES)
    print_page(html.replace('<main id="main">', f'<main id="main">{named}').encode(), out)
    return PdfReader(out)


def test_it_has_an_outline_tags_and_links_within_itself(pdf: PdfReader) -> None:
    chapters, parts = pdf.outline[0], pdf.outline[1]

    assert chapters["/Title"] == "Code book"
    assert [part["/Title"] for part in parts if not isinstance(part, list)][-3:] == [
        "Collections", "Inside records", "Code lists",
    ]  # fmt: skip
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert len(pdf.named_destinations) > 400
    assert abs(pdf.pages[0].mediabox.height - 842) < 1  # A4


def test_names_come_out_in_every_script(pdf: PdfReader) -> None:
    text = normalize("NFKC", "".join(page.extract_text() for page in pdf.pages[:4]))  # Arabic comes as shaped letters

    for name in NAMES:
        assert set(normalize("NFKC", name)) <= set(text), name


def test_every_code_is_printed(pdf: PdfReader, client: FlaskClient) -> None:
    text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")
    lists = client.get("/v1/codebook").json["code_lists"]

    assert not [code["id"] for codes in lists for code in codes["codes"] if code["id"] not in text]
