"""Who asks whom about whose data, in tests of what the hub asks elsewhere."""

import json
import secrets
from itertools import cycle
from typing import Any

from consent.asker import Professional
from hub.outbound.mitz.question import ClosedQuestion, Holder, User
from hub.outbound.mitz.terms import Terms
from hub.security.keys import new_checkpoint_key, new_signing_key
from hub.settings import Settings
from profiles.identifiers import BSN
from tests.builders import a_bsn
from tests.stubs.mitz.server import StubMitz

GP = Holder("90000101", "Z3")
NURSING = Holder("90000104", "X3")
SURGEON = Professional(
    ura="90000103",
    organization_type="V4",
    number="12345678",
    name="A. Snijder",
    role="01.015",
    assurance="substantial",
)
USER = User(ura="90000103", organization_type="V4", number="012345678", role="01.015")
NEEDED = {
    "database_url": "postgresql://hub@db.example/hub",
    "index_key": secrets.token_hex(32),
    "sealing_keys": f"1:{secrets.token_hex(32)}",
    "signing_key": json.dumps(new_signing_key()),
    "checkpoint_key": json.dumps(new_checkpoint_key()),
}


_SOMEBODIES = cycle([BSN(a_bsn()) for _ in range(64)])


def bsn_of_somebody() -> BSN:
    """One of a few, in turn: property tests ask for thousands, and there are not so many."""
    return next(_SOMEBODIES)


def a_question(bsn: BSN | None = None, **members: Any) -> ClosedQuestion:
    said = {"bsn": bsn or bsn_of_somebody(), "holder": GP, "user": USER, "purpose": "TREAT"}
    return ClosedQuestion(**(said | members))


def settings_for(stub: StubMitz, **more: Any) -> Settings:
    certificate, key = stub.clients.issue("hub")
    asked = {
        "mitz_url": stub.address,
        "mitz_certificate": str(certificate),
        "mitz_key": str(key),
        "mitz_roots": str(stub.authority.roots),
        "mitz_seconds": 10.0,
    }
    return Settings.model_validate(NEEDED | asked | more)


def terms_of(stub: StubMitz, **more: Any) -> Terms:
    terms = Terms.of(settings_for(stub, **more))
    assert terms is not None
    return terms
