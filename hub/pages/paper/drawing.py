"""The program that draws: HTML on standard input, a PDF on standard output.

It runs in a process of its own, without the hub's settings, for what it draws was written by others
and the libraries beneath it are written in C. It fetches nothing, and imports nothing of the hub.
"""

import io
import os
import resource
import sys
from typing import Any, NoReturn

ABSENT = 3
"""Exit status: the libraries that draw are not on this machine."""
LETTERS_MISSING = 4
"""Exit status: drawn, but no font has some of its letters."""

_MEMORY = 1_500_000_000  # bytes of address space
_TWO = 2  # pages
_NICE = 5  # somebody at a bedside goes first

# What WeasyPrint leaves out when it writes PDF/A: that the file is PDF/UA as well. A property that
# PDF/A does not know has to be described in the same RDF.
# https://www.pdfa.org/resource/tn0008-predefined-xmp-properties-in-pdfa-1/
_UA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file is written by</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


def main(seconds: int, sizes: list[str]) -> int:
    """Draw at the first of these sizes of type (points) that gives one page, else at the first."""
    out = os.dup(1)
    # A library that prints a word of its own would spoil the PDF.
    os.dup2(2, 1)
    try:
        # Before it may write no file: what Python compiles of it is kept, which is a second.
        import weasyprint  # noqa: F401, PLC0415 -- OSError where the libraries in C are missing
    except (ImportError, OSError):
        return ABSENT
    _confine(seconds)
    pages = sys.stdin.buffer.read().decode()
    document = _fitting(pages, sizes)
    drawn = io.BytesIO()
    document.write_pdf(drawn, finisher=_as_ua, pdf_variant="pdf/a-2a", pdf_tags=True)
    with os.fdopen(out, "wb") as file:
        file.write(drawn.getvalue())
    return LETTERS_MISSING if any(font.missing for font in document.fonts.values()) else 0


def refuse(url: str) -> NoReturn:
    """Whatever it is that a page would have fetched ends the drawing."""
    # What imports this file for its numbers needs no WeasyPrint.
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    raise FatalURLFetchingError(url)


def _fitting(pages: str, sizes: list[str]) -> Any:
    first = _laid_out(pages, sizes[0])
    for size in sizes[1:]:
        # Smaller type saves the second page, and not two of three.
        if len(first.pages) != _TWO:
            break
        smaller = _laid_out(pages, size)
        if len(smaller.pages) == 1:
            return smaller
    return first


def _laid_out(pages: str, size: str) -> Any:
    # As above.
    from weasyprint import CSS, HTML  # noqa: PLC0415

    type_size = CSS(string=f"html {{ font-size: {size}pt }}", url_fetcher=refuse)
    options = {"pdf_variant": "pdf/a-2a", "pdf_tags": True}
    return HTML(string=pages, url_fetcher=refuse).render(stylesheets=[type_size], **options)


def _as_ua(_document: Any, pdf: Any) -> None:
    """Say of the file that it is PDF/UA too, where it says that it is PDF/A."""
    (metadata,) = (
        each for each in pdf.objects if getattr(each, "extra", {}).get("Type") == "/Metadata"
    )
    (said,) = metadata.stream
    metadata.stream = [said.replace(b"</rdf:RDF>", _UA)]


def _confine(seconds: int) -> None:
    os.nice(_NICE)
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, 0),  # it writes to no file
        (resource.RLIMIT_CORE, 0),  # in which there would be what it draws
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
