"""The data beside the checkout: examples that others publish, which are not ours to commit."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "data"


def shared_data(*parts: str) -> Path:
    """The path of a file or directory in ../shared/data; skips the test where it is missing."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {Path('..', 'shared', 'data', *parts)} beside the checkout")
    return path
