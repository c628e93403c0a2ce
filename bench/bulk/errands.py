"""Errands as the hub would have made them of tokens."""

from datetime import datetime
from random import Random

from bench.region import PERSON, System
from consent.asker import Professional
from consent.asker import System as Machine
from hub.security.errand import Client, Errand


def errand_of(system: System, now: datetime, random: Random) -> Errand:
    """A call at this moment, by a professional if it is the reader's."""
    asker: Machine | Professional = Machine(
        ura=system.ura, organization_type=system.organization_type
    )
    if system.is_reader:
        asker = Professional(
            ura=system.ura,
            organization_type=system.organization_type,
            number=PERSON["national_provider_identifier"],
            name=PERSON["subject_name"],
            role=PERSON["subject_role"][0],
        )
    return Errand(
        asker=asker,
        purpose=PERSON["purpose_of_use"][0] if system.is_reader else None,
        now=now,
        request_id=f"{random.getrandbits(48):012x}-{random.getrandbits(32):08x}",
        client=Client(
            client_id=system.client_id,
            name=system.name,
            scopes=tuple(system.scopes.split()),
            token_id=f"{random.getrandbits(64):016x}",
        ),
    )
