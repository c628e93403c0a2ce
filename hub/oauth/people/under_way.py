"""A person on his way through: sent away to log in, asked what he permits, done.

One handle of kind `signing-in` at a time, whose secret only his browser has.
docs/decisions/0037-doors-for-people.md
"""

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec

from consent.asker import Assurance, Ground
from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.launched import Launched
from hub.oauth.sign_in import Asked, Who
from hub.security.patient_request import PatientRequest


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """One for whom he may act: as the hub names him, and as the register does."""

    whose: UUID
    ground: Ground
    name: str = ""


class Away(msgspec.Struct, frozen=True, kw_only=True, tag="away"):
    """He logs in elsewhere; `state` is what he comes back with, `kept` is the provider's own.

    It is a professional where his EHR `launched` the app.
    """

    pushed: Pushed
    state: str
    kept: bytes
    language: str
    launched: Launched | None = None

    @property
    def asked(self) -> Asked:
        """Who has to log in, and how surely."""
        return asked_of(self.pushed, self.launched, self.language)


class Asking(msgspec.Struct, frozen=True, kw_only=True, tag="asking"):
    """He logged in, and is asked; `form` is what only a form of ours brings back."""

    pushed: Pushed
    form: str
    bsn: str
    subject: UUID
    assurance: Assurance
    authenticated_at: datetime
    vouched_by: str
    language: str
    others: tuple[Whose, ...] = ()

    def who(self, other: Whose | None = None) -> PatientRequest:
        """He himself, or for another."""
        return PatientRequest(
            whose=other.whose if other else self.subject,
            subject=self.subject,
            ground=other.ground if other else None,
            assurance=self.assurance,
            authenticated_at=self.authenticated_at,
            vouched_by=self.vouched_by,
        )


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """He answered, and was sent to `url`: who presses twice goes there twice."""

    form: str
    url: str


def asked_of(pushed: Pushed, launched: Launched | None, language: str) -> Asked:
    """Who has to log in for this request."""
    who: Who = pushed.who if launched is None else "professional"
    return Asked(who=who, level=pushed.level, language=language)


UnderWay = Away | Asking | Done
_DECODER = msgspec.json.Decoder(UnderWay)


def under_way(content: bytes) -> UnderWay:
    """How far he is."""
    found: UnderWay = _DECODER.decode(content)
    return found


def tag_of(state: str) -> str:
    """By which his cookie is found among those of other windows; nobody finds the state by it."""
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()[:12]
