"""The PGO's process, and what somebody does in it once he is logged in."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from joserfc.jwk import ECKey

ROOT = Path(__file__).parents[2]
REDIRECT = "http://127.0.0.1:1/back"


@dataclass
class App:
    """The process of the PGO."""

    process: asyncio.subprocess.Process

    async def __call__(self, do: str, **how: Any) -> dict[str, Any]:
        """One click, and what came of it."""
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{json.dumps({'do': do, **how})}\n".encode())
        said = await process.stdout.readline()
        assert said, f"the PGO ended at {do}"
        return dict(json.loads(said))


@asynccontextmanager
async def an_app(base: str, key: Path, client_id: str = "pgo") -> AsyncIterator[App]:
    about = {"base": base, "client_id": client_id, "key": str(key), "redirect_uri": REDIRECT}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.pgo"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    assert process.stdin is not None
    process.stdin.write(f"{json.dumps(about)}\n".encode())
    try:
        yield App(process)
    finally:
        process.stdin.close()
        await process.wait()


class Known(Protocol):
    """An inhabitant of a hub that runs, and a doctor there."""

    bsn: str
    wishes: Collection[str]
    doctors_ura: str

    async def proposes(self) -> str:
        """A choice that a source wrote down for him to confirm; its id."""

    async def doctor_sees(self) -> bool:
        """Whether the doctor sees his wishes at this moment; never a part of them."""


async def walk(app: App, home: Known) -> None:
    """Once he is logged in: read, grant, withdraw, who looked, what waits for him."""
    seen = await app("read")
    assert {*home.wishes} <= {*seen["wishes"]}
    assert seen["choices"] == {}
    assert not await home.doctor_sees()

    granted = await app("grant", ura=home.doctors_ura)
    assert "id" in granted, granted
    choice = granted["id"]
    assert await home.doctor_sees()

    assert await app("turn", choice=choice, status="inactive") == {"status": 200}
    assert not await home.doctor_sees()

    events = (await app("log"))["events"]
    looked = [one for one in events if home.doctors_ura in json.dumps(one)]
    assert len(looked) >= 2, events  # the look that was let through, and the one that was not
    assert home.bsn not in json.dumps(events)

    proposed = await home.proposes()
    assert (await app("read"))["choices"] == {choice: "inactive", proposed: "proposed"}
    assert not await home.doctor_sees()
    assert await app("turn", choice=proposed, status="active") == {"status": 200}
    assert await home.doctor_sees()


async def walk_for_another(app: App, other: Known) -> None:
    """Once somebody is logged in who stands for another."""
    assert {*other.wishes} <= {*(await app("read"))["wishes"]}
    assert not await other.doctor_sees()
    granted = await app("grant", ura=other.doctors_ura)
    assert await other.doctor_sees()
    await app("turn", choice=granted["id"], status="inactive")
    assert not await other.doctor_sees()


def write_keys(folder: Path) -> tuple[Path, Path]:
    """A new key of a client: the private JWK, and what it is registered by."""
    key, private, public = ECKey.generate_key("P-384"), folder / "key.jwk", folder / "keys.jwks"
    name = {"kid": key.thumbprint()}
    private.write_text(json.dumps(key.as_dict(private=True) | name))
    public.write_text(json.dumps({"keys": [key.as_dict(private=False) | name]}))
    return private, public
