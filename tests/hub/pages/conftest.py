"""What is printed is drawn by Pango; where it is not, these tests say so and skip."""

import pytest

from hub.pages.paper.press import NotPrinted, draw


@pytest.fixture(scope="session")
def paper() -> None:
    """A machine that can print."""
    try:
        draw("<!doctype html><p>a")
    except NotPrinted as refusal:
        if refusal.reason == "absent":
            pytest.skip("needs Pango: on Debian, `make test` as root installs it")
        raise
