"""A professional who is logged in at a page of the hub, and whom he asks about there.

docs/decisions/0049-the-viewer.md
"""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from consent.declaration import Declaration
from hub.security.errand import Errand
from hub.security.requester import USER, Practitioner, Requester
from profiles.identifiers import BSN, URA
from profiles.systems import UZI_PERSON

TREATS = "TREAT"
LAUNCHED_FOR = timedelta(hours=1)
"""So long what an EHR opened goes on after the professional's log-in."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Whom he asks about, by BSN, why, and whether he treats him; in an `emergency` what he said.

    It is kept sealed, and stands in no address.
    """

    bsn: str
    purpose: str = TREATS
    relation: bool = False
    emergency: Declaration | None = None

    @property
    def inhabitant(self) -> BSN:
        """By his number."""
        return BSN(self.bsn)


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """That his EHR, the client `client_id`, opened the page about one inhabitant.

    `whose` is he as the hub names him.
    """

    client_id: str
    whose: UUID
    about: About


class ProfessionalRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Who he is, at which organisation, and `scopes`, what is granted to the page for him.

    Where an EHR `opened` the page he asks about that one inhabitant alone.
    """

    practitioner: Practitioner
    ura: str
    organization_type: str
    name: str
    scopes: tuple[str, ...]
    opened: Opened | None = None

    @property
    def subject(self) -> UUID:
        """The name by which every page and app knows him."""
        return subject_of(self.practitioner.number)

    @property
    def until(self) -> datetime | None:
        """Nobody says when what he came by ends."""
        return None

    @property
    def longest(self) -> timedelta | None:
        """Of what an EHR opened no longer than any app has of it."""
        return LAUNCHED_FOR if self.opened else None

    def is_same(self, other: "ProfessionalRequest") -> bool:
        """Whether it is the same person, in the same role, at the same organisation."""
        one, two = self.practitioner, other.practitioner
        return (one.number, one.role, self.ura) == (two.number, two.role, other.ura)

    def errand(self, client_id: str, about: About | None, asked: "AskedNow") -> Errand:
        """What the token of an app would make of him that his EHR opened.

        What was opened for one inhabitant is about him, whatever else is named.
        """
        if self.opened is not None:
            about = self.opened.about
        requester = Requester(
            client_id=client_id,
            name=self.name,
            ura=URA(self.ura),
            organization_type=self.organization_type,
            scopes=self.scopes,
            token_id=asked.token_id,
            expires=asked.now,
            practitioner=self.practitioner,
            purpose=about.purpose if about else None,
            relation=about.relation if about else False,
            emergency=about.emergency if about else None,
            launched=self.opened.whose if self.opened else None,
        )
        errand = requester.errand(asked.now, asked.request_id, asked.address)
        client = msgspec.structs.replace(errand.client, level=USER)
        return msgspec.structs.replace(errand, client=client)


class AskedNow(msgspec.Struct, frozen=True, kw_only=True):
    """One request of his: when, from where, and in which session."""

    now: datetime
    request_id: str
    token_id: str
    address: str | None = None


def subject_of(number: str) -> UUID:
    """Of a professional by his UZI number: the same at each log-in.

    https://openid.net/specs/openid-connect-core-1_0.html#SubjectIDTypes
    """
    return uuid5(NAMESPACE_URL, f"{UZI_PERSON}|{number}")
