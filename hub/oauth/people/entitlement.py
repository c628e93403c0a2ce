"""Whether a person may still ask for this record: by the register of mandates, and by the record.

docs/decisions/0037-doors-for-people.md
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

from consent.asker import Ground
from hub.oauth.sign_in import Mandate, RepresentationRegistry
from hub.security.errand import Errand
from hub.security.patient_request import PatientRequest
from profiles.identifiers import BSN

GROUNDS: tuple[Ground, ...] = get_args(Ground)
OwnPatient = Callable[[Errand], Awaitable[str | None]]
"""The id of the Patient for whose record a person asks; None where it is not his to see."""
Over = Callable[[Errand, UUID, UUID, str], Awaitable[object]]
"""What is done where it comes out that somebody (the second) stands for an inhabitant no longer."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """`named` gives a person the name that he has here; without a register nobody has a mandate.

    `over` is for what the register says of a mandate that somebody came with: that it ended.
    """

    own_patient: OwnPatient
    named: Callable[[BSN], UUID]
    register: RepresentationRegistry | None = None
    over: Over | None = None

    async def mandates(self, bsn: BSN, now: datetime) -> list[tuple[Mandate, Ground]]:
        """Those on a ground that we know, that hold now, and that are of somebody else."""
        if self.register is None:
            return []
        return [
            (one, ground)
            for one in await self.register.mandates(bsn, now)
            for ground in GROUNDS
            if one.ground == ground and one.bsn != bsn and (one.until is None or now < one.until)
        ]

    async def patient(self, who: PatientRequest, bsn: BSN, errand: Errand) -> str | None:
        """The id of the Patient that he may ask for at this moment; None where he may not.

        Both do the same work.
        """
        patient = await self.own_patient(errand)
        if who.ground is None:
            return patient
        held = await self.mandates(bsn, errand.now)
        stands = any(
            (self.named(one.bsn), ground) == (who.whose, who.ground) for one, ground in held
        )
        if stands:
            return patient
        if self.over is not None:
            await self.over(errand, who.whose, who.subject, who.ground)
        return None
