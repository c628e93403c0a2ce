"""TH-20 to TH-27: a token opens nothing for who stole it, nor elsewhere, nor twice by one proof."""

import asyncio
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from hub.ledger.audit_entities import Names
from hub.ledger.audit_event import audit_event
from hub.security.keys import signing_key
from hub.security.requester import Requester
from hub.security.tokens import TokenIssuer
from profiles.identifiers import URA
from tests.attacks.threats.judge import Judge
from tests.hub.security.proofs import Prover, rsa_prover
from tests.plugins.certificates import Secured, Vendor

pytestmark = pytest.mark.anyio

OURS = "90000382"


@dataclass
class Armed:
    """A system with a certificate and a key of proofs, and a token that is bound to both."""

    secured: Secured
    vendor: Vendor
    prover: Prover
    token: str

    def url(self, path: str = "/fhir/Goal") -> str:
        """As a proof says it."""
        return f"{self.secured.url}{path}"

    def send(
        self, proof: str | None, scheme: str = "DPoP", method: str = "GET", path: str = "/fhir/Goal"
    ) -> httpx.Response:
        """This proof, with the token, on a connection of its own."""
        headers = {"Authorization": f"{scheme} {self.token}"}
        headers |= {"DPoP": proof} if proof else {}
        with self.vendor.connected(self.secured.url) as http:
            return http.request(method, path, headers=headers)

    def proof(self, **changes: object) -> str:
        """Of GET /fhir/Goal."""
        return self.prover.proof("GET", self.url(), self.token, **changes)


@pytest.fixture
async def armed(secured: Secured) -> Armed:
    """Its token was given by the hub itself."""
    vendor, prover = await secured.vendor(OURS), Prover()
    answer = vendor.ask(secured.url, DPoP=prover.proof("POST", f"{secured.url}/auth/token"))
    assert (answer.status_code, answer.json()["token_type"]) == (200, "DPoP")
    return Armed(secured, vendor, prover, answer.json()["access_token"])


async def is_alarm(
    judge: Judge, answer: httpx.Response, rule: str, claimed: str | None, error: str
) -> None:
    """A 401 with this challenge, and a row that names nobody but whose token it may be."""
    assert answer.status_code == 401
    assert error in answer.headers["WWW-Authenticate"]
    assert answer.json()["issue"][0]["code"] == "login"
    [row] = await judge.left_behind(answer)
    assert (row["rule"], row["status"]) == (rule, 401)
    names_whose(row, claimed)


async def alarms(
    judge: Judge, threat: str, answer: httpx.Response, claimed: str | None, scheme: str = "DPoP"
) -> None:
    """As stated, by the scheme that the token is for."""
    assert answer.headers["WWW-Authenticate"].startswith(f"{scheme} ")
    names_whose(await judge.refuses(threat, answer), claimed)


def names_whose(row: dict[str, Any], claimed: str | None) -> None:
    """The row of an alarm names nobody but whose token it may be, sealed and in its AuditEvent."""
    assert row["client_id"] is None
    assert row["detail"] == ({"claimed": claimed} if claimed else {})
    told = audit_event(row["entry"], Names(), "https://hub.example.org")["entity"]
    shown = [one["detail"] for one in told if one.get("name") == "claimed"]
    assert shown == ([[{"type": "client", "valueString": claimed}]] if claimed else [])


async def test_th_20_a_stolen_token_opens_nothing_on_another_connection(
    judge: Judge, secured: Secured
) -> None:
    ours, thief = await secured.vendor(OURS), await secured.vendor("90000101")
    colleague = await secured.vendor(OURS)
    token = ours.token(secured.url)

    for other in (thief, colleague):
        answer = other.get(secured.url, "/fhir/Goal", token)
        await alarms(judge, "TH-20", answer, ours.client_id, "Bearer")
    assert ours.get(secured.url, "/fhir/Goal/none", token).status_code == 404


async def test_th_21_a_token_for_dpop_is_no_bearer_token(judge: Judge, armed: Armed) -> None:
    for proof in (None, armed.proof()):
        answer = armed.send(proof, scheme="Bearer")
        await alarms(judge, "TH-21", answer, armed.vendor.client_id)


INVALID_PROOF = 'DPoP error="invalid_dpop_proof"'


async def test_th_22_a_proof_is_used_once(judge: Judge, armed: Armed) -> None:
    proof = armed.proof()
    assert armed.send(proof).status_code == 400, "it is let in, and asked whose goals"

    answer = armed.send(proof)

    await alarms(judge, "TH-22", answer, armed.vendor.client_id)


async def test_th_22_a_proof_that_is_sent_ten_times_at_once_is_used_once(armed: Armed) -> None:
    proof = armed.proof()

    answers = await asyncio.gather(*(asyncio.to_thread(armed.send, proof) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [400, *[401] * 9]


async def test_th_22_a_proof_of_a_token_request_is_used_once(
    judge: Judge, secured: Secured, armed: Armed
) -> None:
    proof = armed.prover.proof("POST", armed.url("/auth/token"))
    assert armed.vendor.ask(secured.url, DPoP=proof).status_code == 200

    answer = armed.vendor.ask(secured.url, DPoP=proof)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")
    [row] = await judge.left_behind(answer)
    assert (row["rule"], row["client_id"]) == ("proof-replayed", armed.vendor.client_id)


@pytest.mark.parametrize(
    "changes",
    [{"htm": "POST"}, {"htu": "https://127.0.0.1/fhir/Goal"}, {"htu": "https://hub.example/fhir"}],
)
async def test_th_23_a_proof_for_another_request_proves_nothing(
    judge: Judge, armed: Armed, changes: dict[str, str]
) -> None:
    answer = armed.send(armed.proof(**changes))

    await alarms(judge, "TH-23", answer, armed.vendor.client_id)


async def test_th_23_a_proof_of_a_read_proves_no_write(judge: Judge, armed: Armed) -> None:
    for method, path in (("POST", "/fhir/Goal"), ("GET", "/fhir/Task")):
        answer = armed.send(armed.proof(), method=method, path=path)
        await alarms(judge, "TH-23", answer, armed.vendor.client_id)


@pytest.mark.parametrize("ath", [None, "", Prover().claims("GET", "/", "another")["ath"]])
async def test_th_24_a_proof_for_another_token_proves_nothing(
    judge: Judge, armed: Armed, ath: str | None
) -> None:
    answer = armed.send(armed.proof(ath=ath))

    await alarms(judge, "TH-24", answer, armed.vendor.client_id)


async def test_a_proof_of_another_key_proves_nothing(judge: Judge, armed: Armed) -> None:
    for other in (Prover(), rsa_prover()):
        answer = armed.send(other.proof("GET", armed.url(), armed.token))
        await is_alarm(
            judge, answer, "token-other-key", armed.vendor.client_id, 'DPoP error="invalid_token"'
        )


async def test_no_proof_an_old_one_and_two_prove_nothing(judge: Judge, armed: Armed) -> None:
    old = armed.proof(iat=int(datetime.now(UTC).timestamp()) - 90)
    for sent, rule in ((None, "proof-absent"), (old, "proof-time")):
        answer = armed.send(sent)
        await is_alarm(judge, answer, rule, armed.vendor.client_id, INVALID_PROOF)
    twice = [("DPoP", armed.proof()), ("DPoP", armed.proof())]
    with armed.vendor.connected(armed.secured.url) as http:
        sent_twice = [("Authorization", f"DPoP {armed.token}"), *twice]
        answer = http.get("/fhir/Goal", headers=sent_twice)
    await is_alarm(judge, answer, "proof-twice", armed.vendor.client_id, INVALID_PROOF)


async def test_a_token_for_dpop_is_bound_to_the_certificate_as_well(
    judge: Judge, secured: Secured, armed: Armed
) -> None:
    thief = Armed(secured, await secured.vendor("90000101"), armed.prover, armed.token)

    answer = thief.send(thief.proof())

    await is_alarm(
        judge, answer, "token-other-certificate", armed.vendor.client_id, 'error="invalid_token"'
    )


async def test_a_bearer_token_is_none_for_dpop(judge: Judge, secured: Secured) -> None:
    vendor, prover = await secured.vendor(OURS), Prover()
    armed = Armed(secured, vendor, prover, vendor.token(secured.url))

    answer = armed.send(armed.proof())

    await is_alarm(
        judge, answer, "token-not-dpop", vendor.client_id, 'Bearer error="invalid_token"'
    )


async def test_where_tokens_must_be_bound_another_opens_nothing(
    judge: Judge, secured: Secured
) -> None:
    vendor = await secured.vendor(OURS)
    token = forged(secured, vendor, bound=None)

    answer = vendor.get(secured.url, "/fhir/Goal", token)

    await is_alarm(judge, answer, "token-unbound", vendor.client_id, 'error="invalid_token"')


def forged(secured: Secured, vendor: Vendor, **changes: object) -> str:
    """A token as the hub signs them, but for what it says."""
    public_url = str(changes.pop("public_url", secured.url))
    key = signing_key(secured.hub.environment["HUB_SIGNING_KEY"])
    right = {
        "client_id": vendor.client_id,
        "name": "Ziekenhuis",
        "ura": URA(vendor.ura),
        "organization_type": "V4",
        "scopes": ("system/*.cruds",),
        "token_id": secrets.token_hex(8),
        "expires": datetime.now(UTC) + timedelta(seconds=300),
    }
    return TokenIssuer(key, public_url).issue(Requester(**(right | changes)))


async def test_th_25_an_expired_token_opens_nothing(judge: Judge, secured: Secured) -> None:
    vendor = await secured.vendor(OURS)
    token = forged(secured, vendor, expires=datetime.now(UTC) - timedelta(seconds=61))

    answer = vendor.get(secured.url, "/fhir/Goal", token)

    await judge.refuses("TH-25", answer)


async def test_th_26_a_token_for_another_hub_opens_nothing(judge: Judge, secured: Secured) -> None:
    vendor = await secured.vendor(OURS)
    token = forged(secured, vendor, public_url="https://other.example.org")

    answer = vendor.get(secured.url, "/fhir/Goal", token)

    await alarms(judge, "TH-26", answer, None, "Bearer")


@pytest.mark.parametrize("scheme", ["Bearer", None])
@pytest.mark.parametrize("path", ["/fhir/Goal", "/fhir/metadata", "/fhir"])
async def test_th_27_a_token_in_a_url_is_refused_and_nowhere_kept(
    judge: Judge, secured: Secured, path: str, scheme: str | None
) -> None:
    vendor = await secured.vendor(OURS)
    token = vendor.token(secured.url)
    headers = {"Authorization": f"{scheme} {token}"} if scheme else {}

    with vendor.connected(secured.url) as http:
        answer = http.get(f"{path}?access_token={token}", headers=headers)

    row = await judge.refuses("TH-27", answer)
    assert token not in secured.hub.log.read_text()
    assert token not in json.dumps(row["detail"])


async def test_who_has_key_certificate_and_token_is_let_in_each_time(armed: Armed) -> None:
    for _ in range(3):
        read = armed.prover.proof("GET", armed.url("/fhir/Goal/none"), armed.token)
        assert armed.send(read, path="/fhir/Goal/none").status_code == 404
