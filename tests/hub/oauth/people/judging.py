"""Whether a person's browser, or his app, was refused as it should be, and the ledger has it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.plugins.people import BACK, App, PeopleHub


async def stopped(people: PeopleHub, answer: httpx.Response, rule: str, status: int = 400) -> None:
    """A page that sends nobody anywhere and tells nothing, with its row."""
    assert answer.status_code == status, answer.text
    assert "location" not in answer.headers
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Deze pagina werkt niet meer" in answer.text
    assert "form-action 'none'" in answer.headers["content-security-policy"]
    assert "app.example" not in answer.text
    assert await people.rule(answer) == rule


def sent(answer: httpx.Response, app: App) -> dict[str, str]:
    """What the app's redirect address gets: exactly there, with the state and who answers."""
    assert answer.status_code == 303, answer.text
    url = answer.headers["location"]
    assert url.startswith(f"{BACK}?")
    pairs = parse_qsl(urlsplit(url).query)
    found = dict(pairs)
    assert len(found) == len(pairs)
    assert (found["state"], found["iss"]) == (app.state, app.hub.url)
    return found


async def denied(people: PeopleHub, answer: httpx.Response, app: App, rule: str) -> None:
    """One text for all."""
    assert sent(answer, app) == {"error": "access_denied", "state": app.state, "iss": people.url}
    rows = await people.rows(answer)
    assert [(row["rule"], row["status"]) for row in rows] == [(rule, 403)]


async def refused(
    people: PeopleHub, answer: httpx.Response, rule: str, error: str = "invalid_grant"
) -> dict[str, Any]:
    """An OAuth error that gives nothing away, and its one row."""
    assert answer.json()["error"] == error, answer.text
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer.headers["cache-control"] == "no-store"
    assert not {"access_token", "refresh_token", "id_token"} & set(answer.json())
    [row] = await people.rows(answer)
    assert row["rule"] == rule, row["rule"]
    return row
