"""What a person permitted an app, as codes and refresh tokens stand for it: sealed, never sent.

docs/decisions/0037-doors-for-people.md
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

from hub.oauth.people.launched import Launched
from hub.security.patient_request import PatientRequest
from hub.security.professional_request import ProfessionalRequest

CODE_LIVES = timedelta(seconds=60)
IDLE = timedelta(days=30)
"""How long a refresh token waits to be used; each use gives another."""
OPENID, FHIR_USER, OFFLINE = "openid", "fhirUser", "offline_access"
LAUNCH, LAUNCH_PATIENT = "launch", "launch/patient"
OF_NO_RECORD = (OPENID, FHIR_USER, OFFLINE, LAUNCH, LAUNCH_PATIENT)
"""Scopes that open nothing by themselves. https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html"""


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """`bsn` is of who logged in, `who` the same as the hub names him, and whose record it is about.

    Of a professional there is what his EHR `launched` in their place; one who came to a page of the
    hub's own is a `professional`. It ends at `until` whatever is refreshed; `key` is the thumbprint
    that its tokens are bound to, None until one is proven.
    """

    client_id: str
    scopes: tuple[str, ...]
    who: PatientRequest | None = None
    bsn: str = ""
    until: datetime
    key: str | None = None
    launched: Launched | None = None
    professional: ProfessionalRequest | None = None

    @property
    def himself(self) -> PatientRequest:
        """The person who logged in for himself or for another, where nothing was launched."""
        assert self.who is not None  # noqa: S101 - narrowing: who has no launch is a person
        return self.who

    @property
    def subject(self) -> UUID:
        """Who logged in, as the hub names him."""
        found = self.launched or self.professional or self.himself
        return found.subject

    @property
    def whose(self) -> UUID:
        """Whose record it is about, as the hub names him."""
        return self.launched.whose if self.launched else self.himself.whose

    @property
    def of_record(self) -> str:
        """Its scopes of FHIR, space-separated."""
        return " ".join(one for one in self.scopes if one not in OF_NO_RECORD)

    def has(self, scope: str) -> bool:
        """Whether this one was permitted."""
        return scope in self.scopes


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What an authorization code stands for: the permission, and what must fit it."""

    permission: Permission
    redirect_uri: str
    challenge: str
    nonce: str | None = None


_Kind = TypeVar("_Kind", bound=msgspec.Struct)


def packed(what: msgspec.Struct) -> bytes:
    """To be sealed."""
    return msgspec.json.encode(what)


def unpacked(kind: type[_Kind], content: bytes) -> _Kind:
    """What was packed so."""
    return msgspec.json.decode(content, type=kind)


def split(scope: str) -> tuple[str, Sequence[str]]:
    """The scopes of FHIR in a list, space-separated; and the others."""
    asked = scope.split(" ")
    others = [one for one in asked if one in OF_NO_RECORD]
    return " ".join(one for one in asked if one not in others), others
