"""The definitions as the repository has them, file by file."""

import json
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2] / "profiles"


@cache
def files() -> tuple[Path, ...]:
    return tuple(sorted(ROOT.glob("*/definitions/*.json")))


@cache
def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_bytes())


@cache
def by_canonical() -> dict[str, Path]:
    return {read(path)["url"]: path for path in files()}


def elements(structure: dict[str, Any]) -> list[dict[str, Any]]:
    return structure.get("differential", {}).get("element", [])
