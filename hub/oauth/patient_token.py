"""The access token of a person who asks for his own record, or on a ground for another's.

docs/decisions/0034-persons-ask-and-choose.md
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from consent.rules.purpose import OWN_REQUEST
from hub.security.bound import Bound
from hub.security.patient_request import PatientRequest
from hub.security.requester import Requester
from hub.security.scopes import GrantedScope
from hub.security.tokens import LIFETIME
from profiles.identifiers import URA


class Carrier(Protocol):
    """The app by which a person asks."""

    @property
    def client_id(self) -> str:
        """By which it is known."""

    @property
    def name(self) -> str:
        """Of whoever runs it."""

    @property
    def ura(self) -> str:
        """Of eight digits."""

    @property
    def organization_type(self) -> str:
        """Of RoleCodeNL, or PGO."""


def patient_requester(  # noqa: PLR0913 - one argument per fact of the token
    client: Carrier,
    granted: Sequence[GrantedScope],
    asked: PatientRequest,
    now: datetime,
    bound: Bound | None,
    *,
    lifetime: timedelta = LIFETIME,
    token_id: str = "",
) -> Requester:
    """A person who asks by this client: of him whoever lets people log in makes every token.

    It lasts `lifetime`, and is called `token_id` where it has to be found again.
    """
    return Requester(
        client_id=client.client_id,
        name=client.name,
        ura=URA(client.ura),
        organization_type=client.organization_type,
        scopes=tuple(map(str, granted)),
        token_id=token_id or secrets.token_hex(8),
        expires=now + lifetime,
        purpose=OWN_REQUEST,
        bound=bound,
        patient_request=asked,
    )
