"""What every test may use; the fixtures live in tests/plugins."""

import os

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.plugins.authorities",
    "tests.plugins.unmoved",
    "tests.plugins.leaks",
    "tests.plugins.database",
    "tests.plugins.databases",
    "tests.plugins.hub",
    "tests.plugins.mitz",
    "tests.plugins.warm",
    "tests.plugins.browser",
    "tests.plugins.axe",
]

settings.register_profile("soak", max_examples=500, deadline=None)
settings.register_profile("thorough", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("ci", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("dev", max_examples=25, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What `make soak` alone runs says so elsewhere."""
    if not os.environ.get("SOAK"):
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(pytest.mark.skip(reason="long: `make soak` runs it"))
