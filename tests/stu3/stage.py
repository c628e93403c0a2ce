"""Two systems of eOverdracht at a running hub, with all that a document of theirs names."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from profiles.stu3 import write_stu3
from profiles.systems import URA_SYSTEM
from tests.hub.dossier import Dossier, a_dossier
from tests.plugins.hub import Caller, Region
from tests.stu3.client import JSON, Tree, Xis
from tests.stu3.named import least, named_in


@dataclass(frozen=True, slots=True)
class Stage:
    """A sender that treats an inhabitant, and a receiver; both keep what they say at the hub."""

    dossier: Dossier
    sender: Xis
    receiver: Xis
    receiving: Caller
    other: Xis

    async def set_out(self, *texts: str) -> None:
        """Store the least of all that these texts name; the two organisations by their URA."""
        for kind, name in named_in(*texts):
            resource = least(kind, name, self.dossier.patient)
            if kind == "Organization":
                resource["identifier"] = [{"system": URA_SYSTEM, "value": self._ura(name)}]
            await self.sender.store(resource)

    def _ura(self, name: str) -> str:
        """The receiver's has a number that ends in 2."""
        return self.receiving.ura if name.endswith("2") else self.dossier.source.ura

    def about(self, text: str) -> Tree:
        """The resource in this text, about the inhabitant."""
        tree = json.loads(text)
        for name in ("for", "subject"):
            if name in tree:
                tree[name] = {**tree[name], "reference": self.dossier.patient}
        found: Tree = tree
        return found


@asynccontextmanager
async def staged(region: Region, media: str = JSON) -> AsyncIterator[Stage]:
    """Systems that speak this format."""
    dossier = await a_dossier(region, "V4")
    homes = [await region.organization("X3", role="30.000", purpose="COC") for _ in range(2)]
    running = region.running
    transport = httpx.ASGITransport(app=running.app)
    base = f"{running.settings.public_url}/stu3"
    write = _json if media == JSON else write_stu3
    async with httpx.AsyncClient(transport=transport) as http:
        sender, receiver, other = (
            Xis(http, base, one.token, media, write) for one in (dossier.source, *homes)
        )
        yield Stage(dossier, sender, receiver, homes[0], other)


def _json(resource: Tree) -> bytes:
    return json.dumps(resource).encode()
