"""Who is calling: made from a verified access token, and by nothing else."""

from dataclasses import dataclass
from datetime import datetime

from profiles.identifiers import URA


@dataclass(frozen=True, slots=True)
class Practitioner:
    """The professional behind a call, as the calling organisation vouches for."""

    number: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Requester:
    """The organisation that calls, its granted scopes and, for people, who and why.

    `purpose` is one v3-ActReason code (TREAT where a professional asks). IHE IUA:
    https://profiles.ihe.net/ITI/IUA/index.html
    """

    client_id: str
    name: str
    ura: URA
    organization_type: str
    scopes: tuple[str, ...]
    token_id: str
    expires: datetime
    practitioner: Practitioner | None = None
    purpose: str | None = None
