"""Which place an offer takes when it is accepted: at which site, of which kind, and how much.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.errors import Damaged
from hub.storage.database import Connection
from hub.storage.lookup import lookup
from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from hub.storage.site_capacity import said_now
from hub.storage.stored import unseal_current
from hub.transfer.capacity.columns import UNTOLD, statement_of
from hub.transfer.capacity.reservation import Asked
from hub.transfer.capacity.statement import CareAt, Statement, Unit
from hub.transfer.matching.healthcare_service import AT_HOME
from hub.transfer.matching.request import care_type_of, home_of
from hub.transfer.reading import ELEMENT
from profiles.resource.read import element, has, objects, words
from profiles.search.references import local_literal

_LOCATION = (ELEMENT, "location")
_DEEPEST = 4
"""A bed, its room, the ward and the site."""
Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlacesHere:
    """What the store says of where an offer's place is; `home` is the region of who says none."""

    connection: Connection
    keyring: Keyring
    home: str

    async def asked(self, task: Tree, provider: str) -> Asked | None:
        """What the offer of this Task takes at its candidate; None where no care is told."""
        request = await self._read(words(element(task, "focus"), "reference"))
        care_type = care_type_of(request)
        if care_type is None:
            return None
        rows = await said_now(self.connection, provider, care_type)
        said = [statement_of(row) for row in rows]
        site = await self._site(task, provider, {one.of.site for one in said})
        here = [one for one in said if one.of.site == site]
        of = _care_at(here, home_of(request)) or CareAt(
            self.home, provider, site, care_type, _unit(care_type)
        )
        # How many hours somebody needs is told nowhere that is read here.
        return Asked(of, None if of.unit == "hours/week" else 1)

    async def _site(self, task: Tree, provider: str, spoken_of: set[str]) -> str:
        """As the answer tells it, else as the service lies; or the only one that is spoken of."""
        told = [one async for one in self._around(_location(task))]
        service = await self._read(words(element(task, "owner"), "reference"))
        lies = [words(one, "reference") for one in objects(service.get("location"))]
        if words(element(element(service, "providedBy"), "identifier"), "value") != provider:
            lies = []
        for one in (*told, *lies):
            if one in spoken_of:
                return one
        if len(lies) == 1:
            return lies[0]
        return next(iter(spoken_of)) if len(spoken_of) == 1 and not told else UNTOLD

    async def _around(self, location: str) -> AsyncIterator[str]:
        """The Location, and each that it is part of."""
        for _ in range(_DEEPEST):
            found = await self._read(location)
            if not found:
                return
            yield location
            location = words(element(found, "partOf"), "reference")

    async def _read(self, reference: str) -> Tree:
        """What this refers to as it stands; empty where there is none that can be read."""
        address = local_literal(reference)
        if address is None:
            return {}
        rows = await lookup(self.connection, [rid(self.keyring, *address)], (), ())
        try:
            bodies = [unseal_current(row, self.keyring).body for row in rows if not row["deleted"]]
        except Damaged:
            return {}
        found: Tree = msgspec.json.decode(bodies[0]) if bodies else {}
        return found


def _location(task: Tree) -> str:
    """Where the answer says that the place is; empty where it does not."""
    told = (one for one in objects(task.get("output")) if has(one.get("type"), _LOCATION))
    said = (words(element(one, "valueReference"), "reference") for one in told)
    return next(said, "")


def _care_at(said: Sequence[Statement], home: str | None) -> CareAt | None:
    """Of the district where he lives, or else of all."""
    fitting = [one.of for one in said if one.of.district in {None, home}]
    return max(fitting, key=lambda of: of.district or "", default=None)


def _unit(care_type: str) -> Unit:
    return "clients" if care_type in AT_HOME else "beds"
