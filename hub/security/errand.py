"""What every way in and out takes: who asks, why, when, and by which system. It knows no HTTP."""

from dataclasses import dataclass, field
from datetime import datetime

from consent.asker import Asker
from consent.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The registered system that a verified token was given to; `scopes` are those granted."""

    client_id: str
    name: str
    scopes: tuple[str, ...]
    token_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One errand; `purpose` is one v3-ActReason code, `now` aware, `address` the caller's.

    It is `urgent` as long as it is in the lane of those who wait for nobody.

    docs/decisions/0017-one-decision-in-python.md
    """

    asker: Asker
    purpose: str | None
    now: datetime
    request_id: str
    client: Client
    address: str | None = None
    urgent: bool = False
    question: Question = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        asked = Question(asker=self.asker, purpose=self.purpose, now=self.now)
        object.__setattr__(self, "question", asked)
