"""The examples as a demo runs them: those alone, for a form of its own, with no secret shown."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from hub.commands.clients import add_clients
from hub.oauth.registration import register_client
from hub.pages.door.docs import Docs
from hub.pages.door.examples import EXAMPLES, READER, SOURCE
from hub.pages.door.lost import tell_people
from hub.pages.door.running import Demo, NotADemo, folder_of
from hub.security.announced import Announced
from hub.security.keys import new_client_key
from hub.settings import Settings
from tests.hub.pages.door.front import asking
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
Served = Callable[[], httpx.AsyncClient]
OURS = {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8000"}


@pytest.fixture
async def demo(region: Region, tmp_path: Path) -> Demo:
    """The folder of one, with two systems of this test alone."""
    lines, registrations = [], []
    for name, scope in ((SOURCE, "system/*.cruds"), (READER, "system/*.rs")):
        caller = await region.organization()
        private, public = new_client_key()
        key = tmp_path / f"{name}.jwk"
        key.write_text(json.dumps(private))
        one = register_client(
            name=f"{name} {caller.ura}",
            ura=caller.ura,
            organization_type=caller.organization_type,
            scopes=scope,
            jwks=public,
        )
        registrations.append(one)
        lines.append({"name": name, "client_id": one.client_id, "private_jwk": str(key)})
    await add_clients(region.running.owner, registrations)
    (tmp_path / "clients.json").write_text(json.dumps(lines))
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "new-wish.json").write_text('{"resourceType": "Bundle"}')
    running = region.running
    return Demo(tmp_path, running.settings.public_url, running.clock, running.app)


@pytest.fixture
def served(demo: Demo, settings: Settings) -> Served:
    """The guide of such a demo, at which the people of the tests log in."""
    said = Announced(demo.public_url, people=True, launches=True)
    app = Starlette(routes=Docs(settings, said, demo).routes())
    tell_people(app)
    return lambda: asking(app, **OURS)


async def run(served: Served, name: str, **headers: str) -> httpx.Response:
    async with served() as browser:
        return await browser.post("/docs/try", data={"example": name}, headers=headers)


async def test_each_example_has_its_button_and_no_two_are_called_the_same(served: Served) -> None:
    async with served() as browser:
        text = (await browser.get("/docs")).text

    for one in EXAMPLES.values():
        assert text.count(f'name="example" value="{one.name}"') == 1
        assert text.count(f">Run {one.does}</button>") == 1


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_example_goes_by_the_real_protocol_and_shows_no_secret(
    served: Served, name: str
) -> None:
    answer = await run(served, name)

    assert answer.status_code == 200
    assert "Request" in answer.text
    assert EXAMPLES[name].client in answer.text
    assert re.findall(r"eyJ[\w.-]{20,}", answer.text) == []


async def test_a_refused_example_shows_the_refusal(served: Served) -> None:
    answer = await run(served, "refused")

    assert "Answer: 405" in answer.text
    assert "OperationOutcome" in answer.text


async def test_the_token_example_shows_a_token_cut_short(served: Served) -> None:
    answer = await run(served, "token")

    assert "Answer: 200" in answer.text
    assert "access_token" in answer.text
    assert "…" in answer.text


@pytest.mark.parametrize("name", ["", "other", "../clients", "FIND", "metadata\n"])
async def test_nothing_is_run_that_is_not_in_the_list(served: Served, name: str) -> None:
    answer = await run(served, name)

    assert answer.status_code == 404
    assert "There is no such example. Nothing was sent." in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"content-type": "application/json"},
    ],
)
async def test_a_form_from_elsewhere_runs_nothing(served: Served, headers: dict[str, str]) -> None:
    answer = await run(served, "metadata", **headers)

    assert answer.status_code == 403
    assert "The form came from elsewhere. Nothing was sent." in answer.text


async def test_a_demo_that_is_not_up_yet_says_so(demo: Demo, served: Served) -> None:
    demo.folder.joinpath("clients.json").unlink()

    answer = await run(served, "token")

    assert answer.status_code == 503
    assert "Nothing was sent" in answer.text


async def test_a_get_runs_nothing(served: Served) -> None:
    async with served() as browser:
        answer = await browser.get("/docs/try?example=metadata")

    assert answer.status_code == 405


@pytest.mark.parametrize(
    "url", ["https://hub.example", "http://10.0.0.1:8000", "http://127.0.0.1.evil.example"]
)
def test_a_hub_for_more_than_this_machine_is_no_demo(tmp_path: Path, url: str) -> None:
    with pytest.raises(NotADemo, match="this machine alone"):
        folder_of(str(tmp_path), url)


def test_a_folder_that_is_not_there_is_no_demo(tmp_path: Path) -> None:
    with pytest.raises(NotADemo, match="no such folder"):
        folder_of(str(tmp_path / "none"), "http://127.0.0.1:8000")
    assert folder_of("", "https://hub.example") is None
