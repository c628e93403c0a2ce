"""Chance that can be repeated: its seed stands in the output of a test that fails."""

import os
import random
import secrets


def moments() -> random.Random:
    """Of HUB_TEST_SEED, where there is one."""
    seed = os.environ.get("HUB_TEST_SEED") or secrets.token_hex(4)
    print(f"HUB_TEST_SEED={seed}")  # noqa: T201 -- shown where the test fails
    return random.Random(seed)  # noqa: S311 -- moments, no secret
