"""`python -m adapters.hospital --listen`, as a site starts it."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from adapters.core.command import FAILED
from adapters.hospital.__main__ import main
from adapters.hospital.listening import Address
from hub.security.keys import new_client_key
from tests.adapters.hospital.mllp.standing import Peer, field, framed, msh
from tests.adapters.hospital.v2.sites import TOML
from tests.plugins.processes import free_port

BSN = "999940788"
A01 = (
    msh(_15="AL", _16="NE").split(b"PID")[0]
    + f"PID|1||700101^^^ZKF^PI~{BSN}^^^NLMINBIZA^NNNLD^^20250301||Proef&&Proef^A^^^^^L".encode()
    + b"||19411103|F\rPV1|1|I|A3^12^2^ZKF||||||||||||||||55001^^^ZKF^VN\r"
)


def _options(folder: Path, site: str, port: int) -> list[str]:
    private, _ = new_client_key()
    (folder / "key.jwk").write_text(json.dumps(private))
    (folder / "site.toml").write_text(site)
    hub = f"--hub http://127.0.0.1:{free_port()} --client-id nobody --listen 127.0.0.1:{port}"
    files = {"--key": "key.jwk", "--site": "site.toml", "--state": "state"}
    return [*hub.split(), *(part for key, name in files.items() for part in (key, folder / name))]


@pytest.mark.parametrize("text", ["", "2575", "host:", "host:x", "host:99999", ":2575"])
def test_an_address_is_a_host_and_a_port(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        Address.of(text)


def test_addresses_of_both_kinds_are_read() -> None:
    assert Address.of("0.0.0.0:2575") == Address("0.0.0.0", 2575)  # noqa: S104 -- only read here
    assert Address.of("[::]:2575") == Address("::", 2575)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[wire]\nacknowledgement = 'sometimes'", "wire.acknowledgement"),
        ("[wire]\naddresses = ['10.0.0.0/99']", "wire.addresses"),
        ("[wire]\nunheard = 1", "wire.unheard"),
        ("[wire]\ncertificate = '/nowhere.pem'", "FileNotFoundError"),
    ],
)
def test_settings_of_the_wire_that_cannot_be_used_are_told_by_name(
    more: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = _options(tmp_path, TOML.format(ura="90000123") + more, 2575)

    assert main([str(option) for option in options]) == FAILED
    assert said in capsys.readouterr().err


def test_to_listen_takes_a_site(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--listen", "127.0.0.1:2575"])
    assert "--site" in capsys.readouterr().err


@pytest.mark.anyio
async def test_what_comes_is_taken_while_the_hub_is_away_and_waits_for_it(tmp_path: Path) -> None:
    port = free_port()
    options = _options(tmp_path, TOML.format(ura="90000123"), port)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.hospital", *options),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert await process.stdout.readline() == f"listening on port {port}\n".encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await Peer(reader, writer).send(framed(A01))
        answer = await Peer(reader, writer).answer()
        writer.close()
        process.send_signal(signal.SIGTERM)
        said, _ = await process.communicate()

    assert (field(answer, "MSA", 1), field(answer, "MSA", 2)) == ("CA", "M1")
    assert process.returncode == FAILED  # for something waits
    assert b"stopped" in said
    assert BSN.encode() not in said
    with sqlite3.connect(tmp_path / "state" / "outbox.sqlite") as database:
        states = database.execute("SELECT state FROM parcel").fetchall()
    database.close()
    assert states == [("waiting",)]
