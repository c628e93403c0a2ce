"""Tokens of people, as the doors where they log in make them."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from consent.asker import Ground
from hub.security.bound import Bound
from hub.security.keys import signing_key
from hub.security.patient_request import PatientRequest
from hub.security.requester import Requester
from hub.security.tokens import TokenIssuer
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN, URA
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.processes import HubProcess

SCOPES = ("patient/*.rs", "patient/Consent.crus", "patient/AuditEvent.rs")


def token_of(
    hub: HubProcess, bsn: str, *, ground: Ground | None = None, key: str | None = None
) -> str:
    """Of whose BSN it is, or of who stands for him; bound to the key with this thumbprint."""
    pairs = (one.split(":") for one in SEALING_KEYS.split(","))
    keyring = Keyring(
        bytes.fromhex(INDEX_KEY), {int(number): bytes.fromhex(one) for number, one in pairs}
    )
    whose = inhabitant(keyring, BSN(bsn)).pat
    issuer = TokenIssuer(
        signing_key(hub.environment["HUB_SIGNING_KEY"]), hub.environment["HUB_PUBLIC_URL"]
    )
    now = datetime.now(UTC)
    asked = PatientRequest(
        whose=whose,
        subject=whose if ground is None else uuid4(),
        ground=ground,
        assurance="substantial",
        authenticated_at=now,
        vouched_by="test",
    )
    return issuer.issue(
        Requester(
            client_id="pgo",
            name="Een PGO",
            ura=URA("90009001"),
            organization_type="PGO",
            scopes=SCOPES,
            token_id=secrets.token_hex(8),
            expires=now + timedelta(seconds=300),
            purpose="PATRQT",
            bound=Bound(key=key) if key else None,
            patient_request=asked,
        )
    )
