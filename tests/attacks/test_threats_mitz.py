"""TH-70: whoever is not Mitz tells a hub that ends TLS itself nothing about anybody's choices."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.builders import a_bsn
from tests.plugins.certificates import PATIENCE, Secured, secured_hub
from tests.plugins.hub import Running
from tests.plugins.warm import Warm
from tests.stubs.mitz.notifications import bundle
from tests.stubs.mitz.server import StubMitz

pytestmark = pytest.mark.anyio
URA = "90000382"


@dataclass(frozen=True)
class Told:
    """A hub that Mitz tells of choices; `files` are certificate and key of that Mitz."""

    secured: Secured
    stub: StubMitz
    files: tuple[Path, Path]

    def send(self, context: ssl.SSLContext) -> httpx.Response:
        """A notification, on a connection with this certificate."""
        said = bundle(a_bsn(), URA, (["RPZAC104"], True, "2026-03-01T10:00:00+01:00"))
        url = f"{self.secured.url}/mitz/notify"
        body = json.dumps(said)
        return httpx.post(url, content=body, verify=context, timeout=PATIENCE, trust_env=False)

    def goals_by(self, context: ssl.SSLContext, token: str) -> httpx.Response:
        """A read with this token, on a connection with this certificate."""
        url = f"{self.secured.url}/fhir/Goal"
        sent = {"Authorization": f"Bearer {token}"}
        return httpx.get(url, headers=sent, verify=context, timeout=PATIENCE, trust_env=False)

    def context(self, files: tuple[Path, Path]) -> ssl.SSLContext:
        context = self.secured.context()
        context.load_cert_chain(*files)
        return context


@pytest.fixture(scope="module")
def told(
    warm: Warm,
    database_url: str,
    owner_url: str,
    session_stub: StubMitz,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Told]:
    certificate, key = session_stub.clients.issue("told-hub")
    files = session_stub.authority.issue("mitz-by-tls")
    made = secured_hub(
        warm,
        database_url,
        owner_url,
        tmp_path_factory.mktemp("told"),
        mitz_url=session_stub.address,
        mitz_certificate=str(certificate),
        mitz_key=str(key),
        mitz_roots=str(session_stub.authority.roots),
        mitz_notify_url="https://hub.example/mitz/notify",
        mitz_gateway="urn:oid:2.16.840.1.113883.2.4.6.6.1",
        mitz_source="urn:oid:2.16.840.1.113883.2.4.6.6.90000017",
        mitz_sender=str(files[0]),
    )
    try:
        made.hub.ready()
        yield Told(made, session_stub, files)
    finally:
        made.hub.kill()


async def test_th_70_a_care_system_with_a_good_certificate_is_not_mitz(
    hub: Running, told: Told
) -> None:
    refused = told.send(told.secured.context(told.secured.pair(URA)))

    assert refused.status_code == 401
    assert refused.json()["resourceType"] == "OperationOutcome"
    assert refused.json()["issue"][0]["code"] == "login"
    [row] = await hub.left_behind(refused)
    assert (row["rule"], row["status"]) == ("mitz-stranger", 401)
    assert told.secured.hub.tells("somebody else than Mitz")


def test_th_70_another_of_mitz_own_authority_gets_no_connection(told: Told) -> None:
    other = told.stub.authority.issue("not-mitz")
    with pytest.raises(httpx.TransportError):
        told.send(told.context(other))


async def test_mitz_is_heard_and_its_certificate_is_good_for_nothing_else(
    hub: Running, told: Told
) -> None:
    heard = told.send(told.context(told.files))
    assert heard.status_code == 204
    [row] = await hub.left_behind(heard)
    assert (row["interaction"], row["pat"]) == ("notice", None)

    vendor = await told.secured.vendor(URA)
    token = vendor.token(told.secured.url)
    assert told.goals_by(told.context(told.files), token).status_code == 401
