import pytest

from casus.sandbox.xml_text import XmlText
from casus.terms.problem import NotAcceptable


def mended(document: bytes, size: int) -> bytes:
    """The document, given in pieces of that size."""
    text = XmlText("application/rdf+xml")
    return b"".join(text.mend(document[at : at + size]) for at in range(0, len(document), size))


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_carriage_returns_become_references_and_nothing_else_changes(size: int) -> None:
    document = "<?xml version='1.0'?><r xmlns:ex='e'>a\r\n\tb &lt;x:&gt; <ex:y/><ex:z >é</ex:z ></r>".encode()
    assert mended(document, size) == document.replace(b"\r", b"&#13;")


@pytest.mark.parametrize("size", [1, 2, 7, 100])
@pytest.mark.parametrize(
    "document",
    [
        b"<r>\x00</r>",
        b"<r>abc\x1f</r>",
        "<r>\ufffe</r>".encode(),
        "<r>\uffff</r>".encode(),
        b'<r><p: xmlns:p="e">1</p:></r>',
    ],
)
def test_what_is_no_xml_is_refused_wherever_it_is_cut(document: bytes, size: int) -> None:
    with pytest.raises(NotAcceptable, match="so it cannot be written as application/rdf"):
        mended(document, size)
