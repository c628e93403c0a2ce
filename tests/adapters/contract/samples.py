"""The demo's samples, of other people and with numbers of their own."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.plugins.leaks import LEAKS

REGION = Path(__file__).parents[3] / "hub" / "demo" / "region"
_BSN = re.compile(r"\b9999\d{5}\b")
_RELATIVE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]+")


def lay(
    sample: str, source: Path, people: Sequence[str], mark: str, *, later: bool = False
) -> None:
    """One file of the sample's content for each of them."""
    text = (REGION / sample).read_text()
    for place, bsn in enumerate(people):
        tree = _marked(json.loads(_BSN.sub(bsn, text)), f"{mark}{place}", later=later)
        LEAKS.known.learn(tree)
        (source / f"{place:03}.json").write_text(json.dumps(tree, ensure_ascii=False))


def _marked(tree: Any, mark: str, *, later: bool) -> Any:
    """Own numbers, ids and the references to them are of this run alone."""
    if isinstance(tree, list):
        return [_marked(item, mark, later=later) for item in tree]
    if not isinstance(tree, dict):
        return tree
    made = {key: _marked(value, mark, later=later) for key, value in tree.items()}
    if ".example/" in str(made.get("system")) and "value" in made:
        made["value"] = f"{made['value']}-{mark}"
    if "resourceType" in made and "id" in made:
        made["id"] = f"{made['id']}-{mark}"
    if _RELATIVE.fullmatch(str(made.get("reference"))):
        made["reference"] = f"{made['reference']}-{mark}"
    if made.get("resourceType") == "Patient" and later:
        made["multipleBirthBoolean"] = False
    return made
