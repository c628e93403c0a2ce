"""Lays the files of an adapter, all of them or none."""

from pathlib import Path

_LAID = Path(__file__).with_name("laid")
_WORD = "newcomer"
_PLACES = {
    "__init__.txt": "adapters/{}/__init__.py",
    "__main__.txt": "adapters/{}/__main__.py",
    "source.txt": "adapters/{}/source.py",
    "mapping.txt": "adapters/{}/mapping.py",
    "sample.txt": "tests/adapters/{}/sample.py",
    "contract.txt": "tests/adapters/{}/contract.py",
    "test_mapping.txt": "tests/adapters/{}/test_mapping.py",
}


class Taken(Exception):
    """There is an adapter of that name, or tests of one."""


def lay(name: str, root: Path) -> list[Path]:
    """The files that were laid. Raises Taken, OSError."""
    for folder in (root / "adapters" / name, root / "tests" / "adapters" / name):
        if folder.exists():
            raise Taken(f"{folder.relative_to(root)} is there")
    laid = []
    for template, place in _PLACES.items():
        file = root / place.format(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((_LAID / template).read_text().replace(_WORD, name))
        laid.append(file)
    return laid
