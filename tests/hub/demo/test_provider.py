"""The demo's provider gives codes to whom it knows, tokens to who proves himself, and to no other.

https://www.rfc-editor.org/rfc/rfc9700
"""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.demo.failure import DemoFailed
from hub.demo.people import NOBODY, PEOPLE
from hub.demo.provider.__main__ import main
from hub.demo.provider.configuration import Configuration, Issuer, Relying, configuration
from hub.demo.provider.flow import CODE_SECONDS
from hub.demo.provider.pages import application
from hub.oauth.provider_client import ProviderClient
from hub.security.keys import new_signing_key
from profiles.identifiers import is_bsn

pytestmark = pytest.mark.anyio

BASE = "http://127.0.0.1:8001"
ISSUER = f"{BASE}/inwoners"
BACK = "http://127.0.0.1:8000/auth/back"
VERIFIER = "a" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code",
    "client_id": "hub",
    "redirect_uri": BACK,
    "scope": "openid",
    "state": "a-state",
    "nonce": "a-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "acr_values": "http://eidas.europa.eu/LoA/high",
}
PARENT = next(one for one in PEOPLE if one.key == "samira")


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


@pytest.fixture(scope="module")
def known(key: ECKey) -> Configuration:
    public = {"keys": [key.as_dict(private=False)]}
    issuers = (
        Issuer("inhabitant", ISSUER, ECKey.import_key(new_signing_key())),
        Issuer("professional", f"{BASE}/zorgverleners", ECKey.import_key(new_signing_key())),
    )
    other = Relying("other", "een ander", ("http://127.0.0.1:9000/back",), jwks=public)
    return Configuration(
        issuers, {"hub": Relying("hub", "de hub", (BACK,), public), "other": other}
    )


@pytest.fixture
async def web(known: Configuration) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application(known))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


def changed(**changes: str | None) -> dict[str, str]:
    return {name: value for name, value in {**ASKED, **changes}.items() if value is not None}


def back(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location.startswith(f"{BACK}?")
    return dict(parse_qsl(urlsplit(location).query))


async def chosen(
    web: httpx.AsyncClient, person: str = "johanna", level: str = "high", **changes: str
) -> dict[str, str]:
    said = {"person": person, "level": level}
    return back(await web.post("/inwoners/authorize", params=changed(**changes), data=said))


async def exchanged(
    web: httpx.AsyncClient, key: ECKey, code: str, audience: str = ISSUER, **changes: str
) -> httpx.Response:
    proof = ProviderClient("hub", key).proof(audience, now())
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **proof,
        **changes,
    }
    return await web.post("/inwoners/token", data=form)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"redirect_uri": None},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}#"},
        {"redirect_uri": f"{BACK}?a=b"},
        {"redirect_uri": f"{BACK}.evil.example"},
        {"redirect_uri": "http://127.0.0.1:8000@evil.example/auth/back"},
        {"redirect_uri": "http://127.0.0.1:9000/back"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": 'http://evil.example/"é'},
    ],
)
async def test_a_browser_is_sent_nowhere_that_is_not_registered(
    web: httpx.AsyncClient, changes: dict[str, str | None]
) -> None:
    for answer in (
        await web.get("/inwoners/authorize", params=changed(**changes)),
        await web.post(
            "/inwoners/authorize", params=changed(**changes), data={"person": "johanna"}
        ),
    ):
        assert answer.status_code in {400, 401}
        assert "location" not in answer.headers
        assert "evil" not in answer.headers.get("content-type", "")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"state": None}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
async def test_a_client_asks_with_all_that_keeps_a_code_its_own(
    web: httpx.AsyncClient, changes: dict[str, str | None], error: str
) -> None:
    told = back(await web.get("/inwoners/authorize", params=changed(**changes)))

    assert told["error"] == error
    assert told["iss"] == ISSUER
    assert "code" not in told


async def test_a_parameter_that_comes_twice_is_refused(web: httpx.AsyncClient) -> None:
    pairs = [*ASKED.items(), ("redirect_uri", "http://evil.example")]

    answer = await web.get("/inwoners/authorize", params=pairs)

    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize("said", [{}, {"person": "nobody"}, {"person": "johanna", "level": "none"}])
async def test_who_chooses_nobody_is_asked_again(
    web: httpx.AsyncClient, said: dict[str, str]
) -> None:
    answer = await web.post("/inwoners/authorize", params=ASKED, data=said)

    assert answer.status_code == 400
    assert "Fout: Wie bent u?" in answer.text


async def test_who_stops_goes_back_without_a_code(web: httpx.AsyncClient) -> None:
    told = await chosen(web, "cancel")

    assert told.pop("error_description", None) is not None
    assert told == {"error": "access_denied", "state": "a-state", "iss": ISSUER}


async def test_a_code_is_good_once(web: httpx.AsyncClient, key: ECKey) -> None:
    code = (await chosen(web))["code"]
    assert (await exchanged(web, key, code)).status_code == 200

    again = await exchanged(web, key, code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_good_for_a_minute(
    web: httpx.AsyncClient, key: ECKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, later = (await chosen(web))["code"], time.time() + CODE_SECONDS + 2
    monkeypatch.setattr("hub.demo.provider.flow.time.time", lambda: later)

    assert (await exchanged(web, key, code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "b" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": f"{BACK}/"}, "invalid_grant"),
        ({"code": "another"}, "invalid_grant"),
        ({"client_assertion": "a.b.c"}, "invalid_client"),
        ({"client_assertion": ""}, "invalid_client"),
        ({"client_assertion_type": "other"}, "invalid_client"),
        ({"audience": f"{BASE}/zorgverleners"}, "invalid_client"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ],
)
async def test_a_code_is_worth_nothing_with(
    web: httpx.AsyncClient, key: ECKey, changes: dict[str, str], error: str
) -> None:
    code = (await chosen(web))["code"]

    answer = await exchanged(web, key, **{"code": code, **changes})

    assert answer.status_code in {400, 401}
    assert answer.json()["error"] == error
    assert "id_token" not in answer.text


async def test_a_code_of_one_client_is_worth_nothing_to_another(
    web: httpx.AsyncClient, key: ECKey
) -> None:
    code = (await chosen(web))["code"]

    answer = await exchanged(web, key, code, **ProviderClient("other", key).proof(ISSUER, now()))

    assert answer.json()["error"] == "invalid_grant"


async def test_a_proof_is_good_once(web: httpx.AsyncClient, key: ECKey) -> None:
    proof = ProviderClient("hub", key).proof(ISSUER, now())
    codes = [(await chosen(web))["code"] for _ in range(2)]

    answers = [await exchanged(web, key, code, **proof) for code in codes]

    assert [one.status_code for one in answers] == [200, 400]
    assert answers[1].json()["error"] == "invalid_client"


async def test_a_form_without_end_is_not_read(web: httpx.AsyncClient) -> None:
    for path in ("token", "mandates"):
        answer = await web.post(f"/inwoners/{path}", content=b"a" * 40_000)
        assert answer.status_code == 400
        assert (await web.post(f"/inwoners/{path}", content="é=é".encode())).status_code == 400


async def test_by_another_name_than_this_machines_it_is_not_there(
    web: httpx.AsyncClient,
) -> None:
    answer = await web.get("/inwoners/authorize", params=ASKED, headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "Wie bent u" not in answer.text


# Nothing is bound to them: each is refused.
EVERYBODY = ("0.0.0.0", "::", "192.0.2.1", "", "example.org")  # noqa: S104


@pytest.mark.parametrize("host", EVERYBODY)
def test_it_listens_on_this_machine_alone(
    host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "provider.json")

    assert main(["--host", host, "--port", "1", "--configuration", file]) == 1
    assert "it listens on this machine alone" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "", "{}", '{"keys": {}, "clients": []}', "[]"])
def test_a_file_that_is_none_is_refused(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "provider.json"
    if content is not None:
        path.write_text(content)

    with pytest.raises(DemoFailed, match="no file that the provider can work with"):
        configuration(path, BASE)


@pytest.mark.parametrize("told", [{}, {"client_assertion": "a.b.c"}, {"client_id": "nobody"}])
async def test_mandates_are_told_to_nobody_else(
    web: httpx.AsyncClient, key: ECKey, told: dict[str, str]
) -> None:
    proof = ProviderClient("hub", key).proof(f"{ISSUER}/mandates", now()) if told else {}
    if "client_id" in told:
        proof = ProviderClient("nobody", key).proof(f"{ISSUER}/mandates", now())

    answer = await web.post("/inwoners/mandates", data={"bsn": PARENT.bsn, **proof, **told})

    assert answer.status_code in {400, 401}
    assert "mandates" not in answer.json()


async def test_a_proof_for_tokens_is_none_for_mandates(web: httpx.AsyncClient, key: ECKey) -> None:
    proof = ProviderClient("hub", key).proof(ISSUER, now())

    answer = await web.post("/inwoners/mandates", data={"bsn": PARENT.bsn, **proof})

    assert answer.json()["error"] == "invalid_client"


async def test_who_acts_for_whom_is_told_to_the_hub(web: httpx.AsyncClient, key: ECKey) -> None:
    async def told(bsn: str) -> Any:
        proof = ProviderClient("hub", key).proof(f"{ISSUER}/mandates", now())
        return (await web.post("/inwoners/mandates", data={"bsn": bsn, **proof})).json()

    [child] = PARENT.acts_for
    assert await told(PARENT.bsn) == {"mandates": [{"bsn": child.bsn, "ground": "parent"}]}
    assert await told(child.bsn) == {"mandates": []}
    assert await told("") == {"mandates": []}


async def test_a_token_says_who_chose_what(
    web: httpx.AsyncClient, key: ECKey, known: Configuration
) -> None:
    told = (await exchanged(web, key, (await chosen(web, "karim", "low"))["code"])).json()

    decoded = jwt.decode(told["id_token"], known.issuers[0].key, algorithms=["ES256"])
    keys = (await web.get("/inwoners/jwks")).json()["keys"]
    assert decoded.header == {"alg": "ES256", "typ": "JWT", "kid": keys[0]["kid"]}
    assert "d" not in keys[0]
    assert decoded.claims["nonce"] == "a-nonce"
    assert decoded.claims["acr"] == "http://eidas.europa.eu/LoA/low"
    assert decoded.claims["bsn"] == next(one.bsn for one in PEOPLE if one.key == "karim")


async def test_the_page_has_everybody_and_no_number_of_anybody(web: httpx.AsyncClient) -> None:
    answer = await web.get("/inwoners/authorize", params=ASKED)

    ours = [one for one in PEOPLE if one.who == "inhabitant"]
    assert all(f"<strong>{one.name}</strong>" in answer.text for one in ours)
    assert not any(one.bsn in answer.text for one in ours)
    assert 'value="high" checked' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert (await web.get("/page.css")).headers["content-type"].startswith("text/css")


def test_the_people_are_invented_and_are_who_the_demo_needs() -> None:
    inhabitants = [one for one in (*PEOPLE, *NOBODY) if one.who == "inhabitant"]
    numbers = [one.bsn for one in inhabitants]

    assert len({one.key for one in PEOPLE}) == len(PEOPLE)
    assert len(set(numbers)) == len(numbers)
    assert all(is_bsn(one) and one.startswith("9999") for one in numbers)
    assert {other.ground for one in PEOPLE for other in one.acts_for} == {
        "parent",
        "mentor",
        "proxy",
    }
    assert {one.role for one in PEOPLE if one.who == "professional"} == {"01.015", "30.000"}
    assert json.dumps(NOBODY[0].claims()).count(NOBODY[0].bsn) == 1
