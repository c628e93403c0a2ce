"""axe-core in the browser: what of a page breaks WCAG 2.2 AA, as far as a machine can see.

https://github.com/dequelabs/axe-core
"""

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome

SCRIPT = Path(__file__).parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """
const [tags, done] = arguments;
axe.run(document, {runOnly: {type: "tag", values: tags}}).then(
  (found) => done({violations: told(found.violations), incomplete: told(found.incomplete)}),
  (fault) => done({violations: ["axe: " + fault], incomplete: []}),
);
function told(rules) {
  return rules.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
}
"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The script; skips where it is not installed."""
    if not SCRIPT.exists():
        pytest.skip("needs axe-core: `npm ci --prefix tests/npm`")
    return SCRIPT.read_text()


def found_by(axe: str, browser: Chrome) -> dict[str, Any]:
    """The violations on this page, and what axe can't tell, each with its markup."""
    if not browser.execute_script("return Boolean(window.axe)"):
        browser.execute_script(axe)
    answer: dict[str, Any] = browser.execute_async_script(RUN, list(TAGS))
    return answer
