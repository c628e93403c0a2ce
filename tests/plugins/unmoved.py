"""What is collected stays until the end: the search for garbage passes it over, and is seldom."""

import gc
from collections.abc import Generator

import pytest

SELDOM = 10_000
"""Objects made before the young are searched: at Python's 700 it takes a twentieth of the run."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Twenty thousand tests with their modules: nothing of it is garbage, nor becomes it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(SELDOM)
        gc.enable()
