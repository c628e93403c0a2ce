"""What an app of the national layer was told, and what came of it."""

import httpx

from tests.hub.oauth.medmij.conftest import Someone
from tests.hub.oauth.medmij.pgo import Pgo
from tests.plugins.hub import Region


def refused(answer: httpx.Response, status: int, error: str) -> None:
    """As OAuth writes it, never cached."""
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "token" not in answer.json()


async def left(region: Region, answer: httpx.Response) -> tuple[str, str, str | None]:
    """Interaction, rule and client of the one row."""
    [row] = await region.left_behind(answer)
    return row["interaction"], row["rule"], row["client_id"]


def opened(pgo: Pgo, someone: Someone, given: dict) -> int:
    """What comes of reading his directive by what was given."""
    return pgo.read(f"/{someone.directive}", given["access_token"]).status_code
