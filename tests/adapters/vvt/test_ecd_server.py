"""How an ECD is asked: as it lets us in, as patiently as it wants, and nobody else."""

import asyncio
import ssl
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.vvt.ecd import server as asked
from adapters.vvt.ecd.access import Access, NoAccess
from adapters.vvt.ecd.server import Answer, Closed, EcdServer, Patience, Silent, Unusable
from hub.commands.pki.region import Pki
from tests.stubs.ecd import EcdStub, cut, slow, status

QUICK = Patience(attempts=3, first=0.001, longest=0.5)


def _get(where: str, **access: Any) -> Answer:
    async def got() -> Answer:
        async with EcdServer(Access(**access), QUICK) as server:
            return await server.get(where)

    return asyncio.run(got())


def test_a_resource_is_had_as_it_is_served() -> None:
    with EcdStub() as ecd:
        ecd.put_bytes("Binary/1", b"%PDF-", "application/pdf; charset=x")

        answer = _get("Binary/1", base=ecd.base)

    assert (answer.body, answer.media_type) == (b"%PDF-", "application/pdf")


@pytest.mark.parametrize(
    "fault",
    [cut, status(500), status(503), status(429), slow(0.01)],
    ids=["cut", "500", "503", "429", "slow"],
)
def test_what_passes_is_asked_again(fault: Any) -> None:
    with EcdStub() as ecd:
        ecd.put("Task/1", {"resourceType": "Task"})
        ecd.faults.append(fault)

        assert b"Task" in _get("Task/1", base=ecd.base).body


def test_what_does_not_pass_is_no_answer_of_the_ecd() -> None:
    with EcdStub() as ecd:
        ecd.faults.extend([status(502), cut, status(504)])

        with pytest.raises(Silent, match="504 of the ECD after 3 attempts"):
            _get("Task/1", base=ecd.base)


def test_a_server_that_is_not_there_is_no_answer() -> None:
    with pytest.raises(Silent, match="no answer"):
        _get("Task/1", base="http://127.0.0.1:9/fhir")


@pytest.mark.parametrize("code", [403, 404, 410])
def test_what_is_closed_is_not_asked_again(code: int) -> None:
    with EcdStub() as ecd:
        ecd.faults.append(status(code))

        with pytest.raises(Closed, match=str(code)):
            _get("Task/1", base=ecd.base)

        assert len(ecd.asked) == 1


@pytest.mark.parametrize("code", [302, 400, 406, 422])
def test_another_answer_is_told_as_it_is(code: int) -> None:
    with EcdStub() as ecd:
        ecd.faults.append(status(code, Location="http://127.0.0.1:9/"))

        with pytest.raises(Unusable, match=str(code)):
            _get("Task/1", base=ecd.base)


def test_quiet_that_is_asked_for_is_kept() -> None:
    with EcdStub() as ecd:
        ecd.put("Task/1", {"resourceType": "Task"})
        ecd.faults.append(status(429, Retry_After="60"))

        with pytest.raises(Silent, match="asks for quiet"):
            _get("Task/1", base=ecd.base)

        assert len(ecd.asked) == 1


def test_a_short_quiet_is_waited_for() -> None:
    patient = Patience(attempts=2, first=0.001, longest=3.0)

    async def got(base: str) -> None:
        async with EcdServer(Access(base), patient) as server:
            await server.get("Task/1")

    with EcdStub() as ecd:
        ecd.put("Task/1", {"resourceType": "Task"})
        ecd.faults.append(status(503, Retry_After="1"))
        began = time.monotonic()

        asyncio.run(got(ecd.base))

    assert time.monotonic() - began >= 1.0


def test_what_is_too_large_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "MOST_BYTES", 1000)
    with EcdStub() as ecd:
        ecd.put_bytes("Binary/1", bytes(1001), "application/pdf")

        with pytest.raises(Unusable, match="larger"):
            _get("Binary/1", base=ecd.base)


def test_what_is_packed_is_not_unpacked() -> None:
    with EcdStub() as ecd:
        ecd.faults.append(status(200, Content_Encoding="gzip"))

        with pytest.raises(Unusable, match="packed"):
            _get("Task/1", base=ecd.base)


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/fhir/Task/1",
        "http://127.0.0.1:9/fhirs/Task/1",
        "//elsewhere.example/Task/1",
        "../admin",
        "/Task/1",
        "file:///etc/passwd",
    ],
)
def test_another_server_is_never_asked(link: str) -> None:
    with pytest.raises(Unusable, match="another server"):
        _get(link, base="http://127.0.0.1:9/fhir")


def test_a_token_of_a_file_is_read_again_when_it_is_not_taken(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("old\n")

    def renewed(_: Any) -> bool:
        file.write_text("new\n")
        return False

    with EcdStub(token="new") as ecd:
        ecd.put("Task/1", {"resourceType": "Task"})
        ecd.faults.append(renewed)

        _get("Task/1", base=ecd.base, token_file=file)

    assert [one.token for one in ecd.asked] == ["old", "new"]


def test_a_token_of_a_command_is_shown() -> None:
    command = f"{sys.executable} -c \"print('of-a-command')\""
    with EcdStub(token="of-a-command") as ecd:
        ecd.put("Task/1", {"resourceType": "Task"})

        _get("Task/1", base=ecd.base, token_command=command)


def test_who_is_not_known_is_told_so() -> None:
    with EcdStub(token="another") as ecd, pytest.raises(NoAccess, match="401"):
        _get("Task/1", base=ecd.base)


@pytest.mark.parametrize(
    ("access", "why"),
    [
        ({"token_command": f"{sys.executable} -c 'exit(3)'"}, "ended with 3"),
        ({"token_command": "/no/such/command"}, "does not run"),
        ({"token_command": f"{sys.executable} -c \"print('a b')\""}, "token is none"),
        ({"token_command": f"{sys.executable} -c 'pass'"}, "token is none"),
        ({"token_file": Path("/no/such/file")}, "can't be read"),
    ],
    ids=["failed", "not there", "two words", "nothing", "no file"],
)
def test_a_token_that_is_none_is_told_and_not_shown(access: dict[str, Any], why: str) -> None:
    with pytest.raises(NoAccess, match=why) as caught:
        _get("Task/1", base="http://127.0.0.1:9/fhir", **access)

    assert "a b" not in str(caught.value)


@pytest.mark.parametrize(
    ("access", "why"),
    [
        ({"base": "ecd.example"}, "no address"),
        ({"base": "http://ecd.example/fhir"}, "https"),
        ({"base": "https://ecd.example/fhir?x=1"}, "without a query"),
        ({"base": "https://me:secret@ecd.example/fhir"}, "a name"),
        ({"base": "https://e/fhir", "certificate_key": Path("x")}, "needs --ecd-certificate"),
        ({"base": "https://e/fhir", "certificate": Path("/no/file")}, "not there"),
        ({"base": "https://e/f", "token_file": Path("x"), "token_command": "y"}, "not by both"),
    ],
    ids=["no url", "in clear", "query", "name", "key alone", "no file", "two tokens"],
)
def test_settings_that_let_nobody_in_are_told(access: dict[str, Any], why: str) -> None:
    assert why in (Access(**access).fault() or "")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's certificate, a client's, and who vouches for them."""
    folder, pki = tmp_path_factory.mktemp("pki"), Pki.made(datetime.now(UTC))
    (server, server_key), (client, client_key) = pki.hub(), pki.system("ecd", "90000403", "1")
    named = {
        "server.pem": server,
        "server.key": server_key,
        "client.pem": client,
        "client.key": client_key,
        "roots.pem": pki.server_roots(),
        "clients.pem": pki.client_roots(),
    }
    for name, content in named.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def guarded(files: Path) -> Iterator[EcdStub]:
    """An ECD that lets in who shows a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files / "server.pem", files / "server.key")
    context.load_verify_locations(files / "clients.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with EcdStub(tls=context) as ecd:
        ecd.put("Task/1", {"resourceType": "Task"})
        yield ecd


def test_a_client_certificate_is_shown_to_a_server_that_is_vouched_for(
    guarded: EcdStub, files: Path
) -> None:
    pair = {"certificate": files / "client.pem", "certificate_key": files / "client.key"}

    got = _get("Task/1", base=guarded.base, authorities=files / "roots.pem", **pair)

    assert b"Task" in got.body


def test_a_server_that_nobody_vouches_for_gets_no_certificate_and_no_question(
    guarded: EcdStub, files: Path
) -> None:
    pair = {"certificate": files / "client.pem", "certificate_key": files / "client.key"}

    with pytest.raises(Silent):
        _get("Task/1", base=guarded.base, **pair)

    assert guarded.asked == []


def test_without_its_certificate_nobody_is_let_in(guarded: EcdStub, files: Path) -> None:
    with pytest.raises(Silent):
        _get("Task/1", base=guarded.base, authorities=files / "roots.pem")

    assert guarded.asked == []


def test_a_certificate_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("geen certificaat")

    with pytest.raises(NoAccess, match="can't be read"):
        _get("Task/1", base="https://127.0.0.1:9/fhir", certificate=tmp_path / "none.pem")


def test_sound_settings_have_no_fault() -> None:
    assert Access("https://ecd.example/fhir").fault() is None
    assert Access("http://localhost:8080/fhir").fault() is None
