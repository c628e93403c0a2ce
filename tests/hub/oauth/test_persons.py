"""A person's token: only by a statement of the demo's issuer, of now, for here, and once."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from consent.asker import Inhabitant, Representative
from hub.oauth.dezi_keys import InvalidIssuers
from hub.oauth.person_statement import PersonIssuer, issuer_keys
from hub.oauth.refusals import InvalidGrant
from hub.security.bound import Bound
from hub.security.keys import new_signing_key
from hub.security.requester import Requester
from hub.security.segment import json_object
from hub.security.statements import KIND, LOCAL
from hub.security.tokens import TokenVerifier
from hub.storage.pseudonym import inhabitant
from profiles.identifiers import BSN
from tests.hub.oauth.token_exchange import KEYRING, Exchange, exchange
from tests.hub.security.proofs import Prover
from tests.hub.security.systems import (
    DOCTOR,
    NOW,
    PUBLIC_URL,
    TOKEN_URL,
    System,
    hub_key,
    mac_signed,
    segment,
)

pytestmark = pytest.mark.anyio
SECONDS = int(NOW.timestamp())
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
HIM, CHILD = "999940107", "999940211"
SCOPES = "system/Patient.r patient/*.rs patient/Consent.crus"
SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
KEY = ECKey.import_key(new_signing_key())


def named(bsn: BSN) -> Any:
    """As the exchange's hub calls him."""
    return inhabitant(KEYRING, bsn).pat


@pytest.fixture
async def hub(database_url: str, owner_url: str) -> AsyncIterator[Exchange]:
    persons = PersonIssuer({str(KEY.kid): KEY}, named)
    async with exchange(database_url, owner_url, persons=persons) as running:
        yield running


def claims(**changes: Any) -> dict[str, Any]:
    """Of a good statement; a change to None takes a claim away."""
    good = {
        "iss": LOCAL,
        "aud": TOKEN_URL,
        "jti": str(uuid4()),
        "iat": SECONDS,
        "exp": SECONDS + 300,
        "auth_time": SECONDS - 10,
        "acr": SUBSTANTIAL,
        "bsn": HIM,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def statement(said: Any = None, key: ECKey = KEY, **header: Any) -> str:
    """Rightly signed by this key, under whatever header."""
    protected = {"alg": "ES256", "typ": KIND, "kid": KEY.kid} | header
    signed = f"{segment(protected)}.{segment(claims() if said is None else said)}"
    signature = JWSRegistry.algorithms["ES256"].sign(signed.encode(), key)
    return f"{signed}.{segment(signature)}"


def refusal(text: str) -> str:
    """Why it is not believed."""
    with pytest.raises(InvalidGrant) as refused:
        PersonIssuer({str(KEY.kid): KEY}, named).stated(text, TOKEN_URL, NOW)
    return refused.value.reason


async def asked(
    hub: Exchange, system: System, text: str, headers: dict[str, str] | None = None, **more: Any
) -> httpx.Response:
    """The answer to a statement that the system's client brings."""
    proven = system.sign(system.claims(**more.pop("proven", {})))
    form = {**system.form(proven), "grant_type": JWT_BEARER, "assertion": text, **more}
    return await hub.ask(form, **(headers or {}))


async def a_pgo(hub: Exchange, **changes: Any) -> System:
    """An app's client."""
    return await hub.register(**({"organization_type": "PGO", "scopes": SCOPES} | changes))


def requester(hub: Exchange, answer: httpx.Response) -> Requester:
    """Whom the token names."""
    assert answer.status_code == 200, answer.text
    return TokenVerifier(hub_key(), PUBLIC_URL).verify(answer.json()["access_token"], hub.now)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "https://auth.dezi.nl"}, "statement-audience"),
        ({"aud": None}, "statement-audience"),
        ({"aud": [TOKEN_URL]}, "statement-audience"),
        ({"aud": "https://another.example/auth/token"}, "statement-audience"),
        ({"exp": SECONDS + 301}, "statement-claims"),
        ({"exp": None}, "statement-claims"),
        ({"iat": None}, "statement-claims"),
        ({"iat": SECONDS - 400, "exp": SECONDS - 100}, "statement-expired"),
        ({"iat": SECONDS + 61}, "statement-expired"),
        ({"jti": None}, "statement-claims"),
        ({"jti": "two\nlines"}, "statement-claims"),
        ({"bsn": None}, "statement-claims"),
        ({"bsn": 999940107}, "statement-claims"),
        ({"bsn": "999940003"}, "statement-claims"),
        ({"auth_time": SECONDS + 90}, "statement-claims"),
        ({"on_behalf_of": CHILD}, "statement-claims"),
        ({"on_behalf_of": {"bsn": CHILD}}, "statement-claims"),
        ({"on_behalf_of": {"bsn": CHILD, "ground": "neighbour"}}, "statement-claims"),
        ({"on_behalf_of": {"bsn": CHILD, "ground": ["parent"]}}, "statement-claims"),
        ({"on_behalf_of": {"bsn": HIM, "ground": "parent"}}, "statement-claims"),
        ({"on_behalf_of": {"ground": "parent"}}, "statement-claims"),
        *[
            (
                {"on_behalf_of": {"bsn": CHILD, "ground": "parent", "until": until}},
                "statement-claims",
            )
            for until in (SECONDS, SECONDS - 1, 2**39, "2099-01-01", None, True)
        ],
    ],
)
def test_a_fault_in_one_claim_gives_no_token(changes: dict[str, Any], reason: str) -> None:
    assert refusal(statement(claims(**changes))) == reason


async def test_a_refusal_is_recorded_and_repeats_no_number(hub: Exchange) -> None:
    answer = await asked(hub, await a_pgo(hub), statement(claims(exp=None)))

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    row = await hub.audited(answer)
    assert (row["rule"], row["pat"]) == ("statement-claims", None)
    assert HIM not in answer.text


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"alg": "none"},
        {"alg": "RS256"},
        {"kid": "another"},
        {"jku": LOCAL},
        {"jwk": KEY.as_dict(private=False)},
        {"crit": ["b64"]},
    ],
)
def test_no_other_header_is_understood(header: dict[str, Any]) -> None:
    assert refusal(statement(**header)) == "statement-header"


@pytest.mark.parametrize("text", ["", "a.b.c", "x" * 9_000, "é.é.é"])
def test_what_is_no_statement_gives_no_token(text: str) -> None:
    assert refusal(text) == "statement-header"


def test_nobody_else_signs_a_statement() -> None:
    forged = statement(key=ECKey.import_key(new_signing_key()))
    public = json.dumps(KEY.as_dict(private=False)).encode()
    mac = mac_signed({"alg": "HS256", "typ": KIND, "kid": KEY.kid}, claims(), public)
    changed = ".".join(
        [forged.split(".")[0], segment(claims(bsn=CHILD)), statement().split(".")[2]]
    )

    assert refusal(forged) == refusal(changed) == "statement-signature"
    assert refusal(mac) == "statement-header"


async def test_a_statement_is_used_once(hub: Exchange) -> None:
    pgo, text = await a_pgo(hub), statement()
    assert (await asked(hub, pgo, text)).status_code == 200
    other = await a_pgo(hub, name="Andere PGO")

    for again in (pgo, other):
        answer = await asked(hub, again, text)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        assert (await hub.audited(answer))["rule"] == "statement-replayed"


async def test_a_used_assertion_is_told_from_a_used_statement(hub: Exchange) -> None:
    pgo = await a_pgo(hub)
    proven = pgo.sign(pgo.claims())
    form = pgo.form(proven, grant_type=JWT_BEARER)
    assert (await hub.ask({**form, "assertion": statement()})).status_code == 200

    answer = await hub.ask({**form, "assertion": statement()})

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("scope", ["system/Patient.r", "user/*.rs", "patient/*.cruds", "openid"])
async def test_a_person_gets_no_more_than_the_apps_patient_scopes(
    hub: Exchange, scope: str
) -> None:
    answer = await asked(hub, await a_pgo(hub), statement(), scope=scope)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_a_client_without_patient_scopes_brings_nobody(hub: Exchange) -> None:
    answer = await asked(hub, await hub.register(), statement())

    assert answer.json()["error"] == "invalid_scope"


async def test_an_assertion_beside_it_names_nobody(hub: Exchange) -> None:
    pgo = await a_pgo(hub)
    doctor = {"extensions": {"ihe_iua": DOCTOR.claims()}}

    answer = await asked(hub, pgo, statement(), proven=doctor)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_without_an_issuer_there_is_no_such_grant(database_url: str, owner_url: str) -> None:
    async with exchange(database_url, owner_url) as hub:
        answer = await asked(hub, await a_pgo(hub), statement())

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_an_issuer_of_persons_is_for_a_demo_on_this_machine_alone(tmp_path: Path) -> None:
    file = tmp_path / "issuer.jwks"
    file.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}))

    with pytest.raises(InvalidIssuers, match="this machine alone"):
        issuer_keys(str(file), "https://hub.example.org")
    assert issuer_keys("", "https://hub.example.org") is None
    assert list(issuer_keys(str(file), "http://127.0.0.1:8000") or ()) == [KEY.kid]


async def test_an_inhabitant_gets_a_token_that_holds_no_number(hub: Exchange) -> None:
    answer = await asked(hub, await a_pgo(hub), statement())

    who, whose = requester(hub, answer), named(BSN(HIM))
    assert who.asker == Inhabitant(whose=str(whose), assurance="substantial")
    assert (who.purpose, who.scopes) == ("PATRQT", ("patient/*.rs", "patient/Consent.crus"))
    assert answer.json()["token_type"] == "Bearer"
    token = json_object(answer.json()["access_token"].split(".")[1]) or {}
    assert HIM not in json.dumps(token)
    assert (token["sub"], token["acr"]) == (str(whose), SUBSTANTIAL)
    row = await hub.audited(answer)
    assert (row["pat"], row["who"].subject, row["who"].stands) == (whose, str(whose), "self")
    assert row["who"].vouched_by == LOCAL


async def test_who_stands_for_another_is_named_beside_him(hub: Exchange) -> None:
    until = NOW.replace(microsecond=0) + timedelta(days=90)
    on_behalf_of = {"bsn": CHILD, "ground": "parent", "until": int(until.timestamp())}
    answer = await asked(hub, await a_pgo(hub), statement(claims(on_behalf_of=on_behalf_of)))

    who, child = requester(hub, answer), str(named(BSN(CHILD)))
    assert who.asker == Representative(whose=child, ground="parent", assurance="substantial")
    assert who.vouched is not None
    assert who.vouched.subject == str(named(BSN(HIM)))
    assert who.vouched.until == until


async def test_how_sure_it_is_comes_from_the_statement(hub: Exchange) -> None:
    for acr, level in ((None, "low"), ("http://eidas.europa.eu/LoA/low", "low")):
        answer = await asked(hub, await a_pgo(hub, name=str(uuid4())), statement(claims(acr=acr)))
        assert requester(hub, answer).asker.assurance == level


async def test_a_token_is_bound_to_the_key_of_the_proof(hub: Exchange) -> None:
    prover = Prover()
    proof = prover.proof("POST", TOKEN_URL, iat=SECONDS)

    answer = await asked(hub, await a_pgo(hub), statement(), {"dpop": proof})

    assert answer.json()["token_type"] == "DPoP"
    assert requester(hub, answer).bound == Bound(None, prover.thumbprint)
