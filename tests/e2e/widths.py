"""A page at every width and size that people have it: what of it a machine sees to be wrong."""

import os
from pathlib import Path

from selenium.webdriver import Chrome

from tests.e2e.inhabitant import SHOTS, shoot, sideways, width
from tests.plugins.axe import found_by

EVERY_SIZE = bool(os.environ.get("EVERY_SIZE"))
"""Whether each width is looked at as closely as the two that are, of which little differs."""
WIDTHS = {1280: 1, 640: 2, 390: 1, 320: 1}
"""In pixels, and how much all is made larger."""
LOOKED_AT, SHOT = {1280, 320}, {1280, 390}
SMALL = """
return [...document.querySelectorAll("a[href], button, summary, .answer")]
  .filter((one) => one.checkVisibility() && !one.closest("p a[href]:not(.button)"))
  .filter((one) => !one.matches(".skip"))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`);
"""
CLIPPED = """
return [...document.querySelectorAll("body *")]
  .filter((one) => !one.matches(".unseen, .skip, .unseen *") && one.checkVisibility())
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .filter((one) => getComputedStyle(one).overflowX !== "visible")
  .map((one) => one.outerHTML.slice(0, 80));
"""
SPACED = """
const style = new CSSStyleSheet();
style.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; " +
  "word-spacing: .16em !important } p { margin-bottom: 2em !important }");
document.adoptedStyleSheets = [style];
"""


def fits_everywhere(
    page: Chrome,
    axe: str,
    name: str,
    folder: Path = SHOTS,
    *,
    clipped: str = CLIPPED,
    small: str = SMALL,
) -> None:
    """Assert that nothing is wrong with it at any width; it is kept as a picture of this name.

    https://www.w3.org/TR/WCAG22/#reflow and https://www.w3.org/TR/WCAG22/#text-spacing
    """
    for pixels, scale in WIDTHS.items():
        width(page, pixels, scale)
        if EVERY_SIZE or pixels in LOOKED_AT:
            found = found_by(axe, page)
            assert found["violations"] == [], (pixels, found)
            assert found["incomplete"] == [], (pixels, found)
        assert sideways(page) == 0, pixels
        assert page.execute_script(clipped) == [], pixels
        assert page.execute_script(small) == [], pixels
        if EVERY_SIZE or pixels in SHOT:
            shoot(page, f"{name}-{pixels}", folder)
    page.execute_script(SPACED)
    assert sideways(page) == 0
    assert page.execute_script(clipped) == []
