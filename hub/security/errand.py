"""What every way in and out takes: who asks, why, when, and by which system. It knows no HTTP."""

from datetime import datetime

import msgspec

from consent.asker import Asker
from consent.declaration import Declaration
from consent.question import Question
from hub.security.places import Place


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """The registered system that a verified token was given to; `scopes` are those granted.

    `desk` is whether the region trusts it with an inhabitant's word over everybody's data, `level`
    that of the scopes that count: `system`, `patient` where a person asks, or `user` where a
    professional does by an app that was opened for him.
    """

    client_id: str
    name: str
    scopes: tuple[str, ...]
    token_id: str
    desk: bool = False
    level: str = "system"


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """Whose word it is who the person is, and how sure; and whose mandate he has, if one.

    `subject` is the hub's own name of a person who asks for himself, or on a ground for another;
    `until` is when that ground was said to end.
    """

    by: str
    assurance: str
    mandated_by: str | None = None
    mandating_role: str | None = None
    subject: str | None = None
    until: datetime | None = None


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """One errand; `purpose` is one v3-ActReason code, `now` aware, `address` the caller's.

    It is `urgent` as long as it is in the lane of those who wait for nobody; `emergency` is what
    was declared, and opens nothing by itself. `relation` is false where the asker says that he
    does not treat the inhabitant. `place` is left to others while somebody outside is asked.

    docs/decisions/0017-one-decision-in-python.md
    """

    asker: Asker
    purpose: str | None
    now: datetime
    request_id: str
    client: Client
    address: str | None = None
    urgent: bool = False
    vouched: Vouched | None = None
    emergency: Declaration | None = None
    relation: bool = True
    place: Place | None = None

    @property
    def asserts_relation(self) -> bool:
        """Whether it asserts a treatment relation: a stated purpose does, unless it is denied."""
        return self.purpose is not None and self.relation

    @property
    def question(self) -> Question:
        """What consent is asked."""
        return Question(
            asker=self.asker, purpose=self.purpose, now=self.now, emergency=self.emergency
        )
