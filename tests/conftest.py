"""What every test may use; the fixtures live in tests/plugins."""

import os

from hypothesis import settings

pytest_plugins = [
    "tests.plugins.leaks",
    "tests.plugins.database",
    "tests.plugins.databases",
    "tests.plugins.hub",
    "tests.plugins.mitz",
    "tests.plugins.warm",
    "tests.plugins.browser",
    "tests.plugins.axe",
]

settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("dev", max_examples=25, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
