"""`hub letter`: the letter for who is not online, as a PDF to print."""

from pathlib import Path

from hub.pages.paper.letter import SIZES, Agreed, letter
from hub.pages.paper.press import draw
from hub.pages.paper.words import Language


def write_letter(language: Language, agreed: Agreed, out: Path) -> None:
    """Write it to a file. Raises NotPrinted, or OSError."""
    out.write_bytes(draw(letter(language, agreed), SIZES).pdf)
