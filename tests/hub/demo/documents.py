"""The README and the pages under docs/ as the tests read them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
STORIES, VENDOR, OPERATOR = (DOCS / f"{name}.md" for name in ("stories", "vendor", "operator"))
DECISIONS = DOCS / "decisions.md"


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language on this page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
