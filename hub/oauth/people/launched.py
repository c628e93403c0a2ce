"""What a launch stands for: a professional whose EHR opens an app, and the one inhabitant.

https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
docs/decisions/0044-smart-app-launch.md
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec

from hub.oauth.sign_in import SignedIn
from hub.security.assurance import LEVELS
from hub.security.bound import Bound
from hub.security.professional_request import subject_of
from hub.security.requester import Practitioner, Requester
from hub.security.scopes import GrantedScope
from hub.security.tokens import LIFETIME
from profiles.identifiers import BSN, URA


class Launched(msgspec.Struct, frozen=True, kw_only=True):
    """Who is behind the token of the EHR `client_id`, why, and `scopes`, what that token may.

    `bsn` is of the inhabitant, `whose` the same as the hub names him.
    """

    bsn: str
    whose: UUID
    client_id: str
    name: str
    ura: str
    organization_type: str
    scopes: tuple[str, ...]
    practitioner: Practitioner
    purpose: str
    relation: bool

    def is_for(self, found: SignedIn) -> bool:
        """Whether it was made for the very person who logged in, in this role, at this place."""
        said, came = self.practitioner, found.practitioner
        if came is None:
            return False
        return (came.number, came.role, found.ura) == (said.number, said.role, self.ura)

    def confirmed(self, found: SignedIn) -> "Launched":
        """The same, of whom the provider says who he is; no surer than the EHR was of him."""
        said, came = self.practitioner, found.practitioner
        assert came is not None  # noqa: S101 - narrowing: it is for him
        least = min(said.assurance, found.assurance, key=LEVELS.index)
        person = replace(came, assurance=least, mandate=said.mandate)
        return msgspec.structs.replace(self, practitioner=person)

    def requester(
        self,
        app: str,
        scopes: Sequence[GrantedScope],
        now: datetime,
        bound: Bound | None = None,
    ) -> Requester:
        """The professional, who asks by this app about this one inhabitant."""
        return Requester(
            client_id=app,
            name=self.name,
            ura=URA(self.ura),
            organization_type=self.organization_type,
            scopes=tuple(map(str, scopes)),
            token_id=secrets.token_hex(8),
            expires=now + LIFETIME,
            practitioner=self.practitioner,
            purpose=self.purpose,
            relation=self.relation,
            bound=bound,
            launched=self.whose,
        )

    @property
    def subject(self) -> UUID:
        """The name by which every app knows this professional."""
        return subject_of(self.practitioner.number)

    @property
    def inhabitant(self) -> BSN:
        """By his number."""
        return BSN(self.bsn)
