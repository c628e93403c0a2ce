"""An adapter at a hub that gives bound tokens alone: by its certificate, its key, or both."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.contract.adapter import adapter
from tests.builders import a_bsn
from tests.plugins.certificates import Secured, secured_hub
from tests.plugins.processes import Program
from tests.plugins.warm import Warm

pytestmark = [pytest.mark.slow, pytest.mark.anyio]
URA = "91500001"


@pytest.fixture(scope="module")
def secured(
    warm: Warm, database_url: str, owner_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("secured")
    made = secured_hub(
        warm, database_url, owner_url, folder, tokens_bound="yes", tls_client="optional"
    )
    try:
        made.hub.ready()
        yield made
    finally:
        made.hub.kill()


async def _ended(secured: Secured, warm: Warm, folder: Path, *which: str) -> tuple[int | None, str]:
    hospital = adapter("hospital")
    pair = secured.pair(URA)
    vendor = await secured.vendor(URA, pair)
    for name, content in zip(("me.pem", "me.key"), pair, strict=True):
        (folder / name).write_bytes(content)
    (folder / "roots.pem").write_bytes(secured.pki.server_roots())
    (folder / "key.jwk").write_text(json.dumps(vendor.private))
    (folder / "source").mkdir()
    hospital.lay(folder / "source", [a_bsn()], f"bound{folder.name[-1]}{len(which)}x")
    options = {
        "certificate": [
            *("--certificate", str(folder / "me.pem")),
            *("--certificate-key", str(folder / "me.key")),
        ],
        "key": ["--dpop"],
    }
    more = [word for one in which for word in options[one]]
    way = hospital.way(folder / "source", URA)
    arguments = [
        *hospital.arguments(secured.url, vendor.client_id, folder, way),
        *("--once", "--roots", str(folder / "roots.pem"), *more),
    ]
    program = Program(warm, arguments, folder / "adapter.log")
    program.start()
    return program.ended(60.0), program.log.read_text()


async def test_without_a_binding_there_is_no_token(
    secured: Secured, warm: Warm, tmp_path: Path
) -> None:
    ended, said = await _ended(secured, warm, tmp_path)

    assert ended == 1
    assert "no token" in said


@pytest.mark.parametrize("which", [("certificate",), ("key",), ("certificate", "key")])
async def test_what_is_bound_is_pushed(
    secured: Secured, warm: Warm, tmp_path: Path, which: tuple[str, ...]
) -> None:
    ended, said = await _ended(secured, warm, tmp_path, *which)

    assert ended == 0, said
