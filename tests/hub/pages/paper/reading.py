"""A PDF as a reader has it: its text, and what a screen reader is told of it."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from ctypes import c_void_p, create_string_buffer, sizeof
from dataclasses import dataclass, replace

import pypdfium2
import zxingcpp
from pypdfium2 import raw

A4 = (595, 842)  # points
WHITE = 250
LINE_END = "\x02"
"""As PDFium reads a hyphen with which a line ends."""


@dataclass(frozen=True, slots=True)
class Read:
    """Words without spaces, for where a line or a long word breaks is no part of the text."""

    pages: list[str]
    sizes: list[tuple[int, int]]
    title: str
    language: str
    tagged: bool
    tags: list[str]
    headings: list[str]

    @property
    def text(self) -> str:
        """Of all pages."""
        return "".join(self.pages)

    def has(self, words: str) -> bool:
        """Whether these words stand in it, in this order, and nothing between them."""
        return packed(words) in self.text

    def without(self, *repeated: str) -> "Read":
        """The same without what stands on every page."""
        pages = self.pages
        for words in repeated:
            pages = [page.replace(packed(words), "") for page in pages]
        return replace(self, pages=pages)


def packed(words: str) -> str:
    return "".join(words.split())


def read(pdf: bytes) -> Read:
    """Everything that tests look at."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number] for number in range(len(document))]
        tags = [tag for page in pages for tag in _tags(page)]
        return Read(
            pages=[packed(_text(page)) for page in pages],
            sizes=[(round(page.get_width()), round(page.get_height())) for page in pages],
            title=document.get_metadata_value("Title"),
            language=_language(document),
            tagged=bool(raw.FPDFCatalog_IsTagged(document)),
            tags=tags,
            headings=[tag for tag in tags if tag in ("H1", "H2", "H3")],
        )
    finally:
        document.close()


def read_as_drawn(pdf: bytes) -> Read:
    """The same, its words in the order in which they are drawn, which is that of its cells.

    Else lines of cells that stand beside each other are read as one.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [packed("".join(text for _, text in drawn_texts(page))) for page in document]
    finally:
        document.close()
    return replace(read(pdf), pages=pages)


def drawn_texts(page: pypdfium2.PdfPage) -> Iterator[tuple[float, str]]:
    """Each piece of text with the height of its letters."""
    textpage = page.get_textpage()
    for one in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], textpage=textpage):
        yield (
            round(one.get_font_size() * abs(one.get_matrix().d), 1),
            one.extract().replace(LINE_END, "-"),
        )


def ink_to_the_edge(pdf: bytes, margin: int = 20) -> bool:
    """Whether anything is drawn in the outermost `margin` points of a page: it would be cut."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture = page.render(scale=1, grayscale=True).to_pil()
            wide, high = picture.size
            sides = (
                (0, 0, wide, margin),
                (0, high - margin, wide, high),
                (0, 0, margin, high),
                (wide - margin, 0, wide, high),
            )
            if any(picture.crop(side).getextrema()[0] < WHITE for side in sides):
                return True
    finally:
        document.close()
    return False


def described(pdf: bytes) -> str:
    """What the file says of itself (XMP)."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            if b"<x:xmpmeta" in (said := zlib.decompress(stream)):
                return said.decode()
    return ""


def read_aloud(pdf: bytes) -> list[str]:
    """What stands for each picture, in the order of reading."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = [said for page in document for said in _alternatives(page)]
    finally:
        document.close()
    return found


def _alternatives(page: pypdfium2.PdfPage) -> Iterator[str]:
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        for number in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _said_for(raw.FPDF_StructTree_GetChildAtIndex(tree, number))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _said_for(element: c_void_p) -> Iterator[str]:
    if not element:
        return
    buffer = create_string_buffer(512)
    if raw.FPDF_StructElement_GetAltText(element, buffer, sizeof(buffer)):
        yield buffer.raw.decode("utf-16-le").partition("\0")[0]
    for number in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _said_for(raw.FPDF_StructElement_GetChildAtIndex(element, number))


def _text(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_bounded())


def _language(document: pypdfium2.PdfDocument) -> str:
    buffer = (raw.FPDF_WCHAR * 32)()
    raw.FPDFCatalog_GetLanguage(document, buffer, sizeof(buffer))
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def _tags(page: pypdfium2.PdfPage) -> Iterator[str]:
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        for number in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _within(raw.FPDF_StructTree_GetChildAtIndex(tree, number))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _within(element: c_void_p) -> Iterator[str]:
    if not element:
        return
    buffer = create_string_buffer(64)
    raw.FPDF_StructElement_GetType(element, buffer, sizeof(buffer))
    yield buffer.raw.decode("utf-16-le").rstrip("\0")
    for number in range(raw.FPDF_StructElement_CountChildren(element)):
        yield from _within(raw.FPDF_StructElement_GetChildAtIndex(element, number))


def codes_in(pdf: bytes, *, is_grey: bool = True, dpi: int = 144) -> list[str]:
    """What a scanner reads of the QR codes on the first page, as it is printed."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=dpi / 72, grayscale=is_grey).to_pil()
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        return [one.text for one in found]
    finally:
        document.close()
