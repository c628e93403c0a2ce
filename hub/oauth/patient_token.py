"""The access token of a person who asks for his own record, or on a ground for another's.

docs/decisions/0034-persons-ask-and-choose.md
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from consent.rules.purpose import OWN_REQUEST
from hub.oauth.client_authentication import RegisteredClient
from hub.security.bound import Bound
from hub.security.patient_request import PatientRequest
from hub.security.requester import Requester
from hub.security.scopes import GrantedScope
from hub.security.tokens import LIFETIME
from profiles.identifiers import URA


def patient_requester(
    client: RegisteredClient,
    granted: Sequence[GrantedScope],
    asked: PatientRequest,
    now: datetime,
    bound: Bound | None,
) -> Requester:
    """A person who asks by this client: of him whoever lets people log in makes every token."""
    return Requester(
        client_id=client.client_id,
        name=client.name,
        ura=URA(client.ura),
        organization_type=client.organization_type,
        scopes=tuple(map(str, granted)),
        token_id=secrets.token_hex(8),
        expires=now + LIFETIME,
        purpose=OWN_REQUEST,
        bound=bound,
        patient_request=asked,
    )
