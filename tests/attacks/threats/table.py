"""Each attack of the trust study, what the hub answers it, and what it leaves behind.

The scenarios are the tests of this folder, `test_th_NN_…`; docs/decisions/0036-attacks.md says
where the study asks for something else.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stated:
    """`status` is HTTP's, None where no HTTP answer comes; `code` an issue's, or OAuth's error.

    `left` are the rules that its row in the ledger may have, `challenge` is WWW-Authenticate's
    error.
    """

    status: int | None
    code: str = ""
    left: Collection[str] = ()
    challenge: str = ""


def oauth(status: int, error: str, *left: str) -> Stated:
    """A refusal of the token endpoint."""
    return Stated(status, error, left)


def fhir(status: int, code: str, *left: str, challenge: str = "") -> Stated:
    """A refusal under /fhir."""
    return Stated(status, code, left, challenge)


TOKEN, PROOF = "invalid_token", "invalid_dpop_proof"
NO_CLIENT, NO_GRANT, NO_SCOPE = "invalid_client", "invalid_grant", "invalid_scope"
ELSEWHERE = Stated(None)
"""Judged by what is found in a database, a log, or a connection that is not made."""

THREATS: dict[str, Stated] = {
    "TH-01": ELSEWHERE,
    "TH-02": ELSEWHERE,
    "TH-03": oauth(401, NO_CLIENT, "uzi-not-system"),
    "TH-04": oauth(401, NO_CLIENT, "uzi-authority"),
    "TH-05": oauth(401, NO_CLIENT, "uzi-ascii", "uzi-format"),
    "TH-06": oauth(401, NO_CLIENT, "uzi-ambiguous"),
    "TH-07": oauth(401, NO_CLIENT, "certificate-revoked"),
    "TH-08": fhir(401, "login", "token-without-certificate", challenge=TOKEN),
    "TH-09": oauth(401, NO_CLIENT, "assertion-replayed"),
    "TH-10": oauth(401, NO_CLIENT, "assertion-replayed"),
    "TH-11": oauth(401, NO_CLIENT, "assertion-lifetime"),
    "TH-12": oauth(401, NO_CLIENT, "assertion-algorithm"),
    "TH-13": oauth(401, NO_CLIENT, "assertion-algorithm"),
    "TH-14": oauth(401, NO_CLIENT, "assertion-header"),
    "TH-15": oauth(401, NO_CLIENT, "assertion-issuer", "assertion-signature", "client-differs"),
    "TH-16": oauth(401, NO_CLIENT, "assertion-audience"),
    "TH-17": oauth(401, NO_CLIENT, "certificate-ura"),
    "TH-18": oauth(400, NO_SCOPE, "scope-refused"),
    "TH-19": oauth(400, NO_SCOPE, "scope-refused"),
    "TH-20": fhir(401, "login", "token-other-certificate", challenge=TOKEN),
    "TH-21": fhir(401, "login", "token-as-bearer", challenge=TOKEN),
    "TH-22": fhir(401, "login", "proof-replayed", challenge=PROOF),
    "TH-23": fhir(401, "login", "proof-request", challenge=PROOF),
    "TH-24": fhir(401, "login", "proof-token", challenge=PROOF),
    "TH-25": fhir(401, "expired", "TokenExpired", challenge=TOKEN),
    "TH-26": fhir(401, "login", "token-audience", challenge=TOKEN),
    "TH-27": fhir(400, "invalid", "token-in-url"),
    "TH-28": oauth(400, NO_GRANT, "statement-signature"),
    "TH-29": oauth(400, NO_GRANT, "statement-organization"),
    "TH-30": oauth(400, NO_GRANT, "secret-reused"),
    "TH-31": Stated(400, "", {"request-uri-absent"}),
    "TH-32": oauth(400, NO_GRANT, "verifier"),
    "TH-33": oauth(400, "invalid_request", "challenge-method"),
    "TH-34": ELSEWHERE,
    "TH-35": ELSEWHERE,
    "TH-37": oauth(400, NO_GRANT, "secret-reused"),
    "TH-38": Stated(403, "access_denied", {"sign-in-level"}),
    "TH-39": Stated(400, "", {"client-unknown", "client-differs"}),
    "TH-40": Stated(403, "access_denied", {"not-entitled", "declined", "sign-in-refused"}),
    "TH-41": fhir(405, "not-supported", "P-GET-SEARCH"),
    "TH-42": fhir(400, "required", "P-NO-PATIENT-CONTEXT"),
    "TH-43": fhir(400, "invalid", "Invalid"),
    "TH-44": fhir(400, "invalid", "Invalid", "P-GET-SEARCH"),
    "TH-45": fhir(403, "forbidden", "A-NOT-ALONG"),
    "TH-46": fhir(400, "not-supported", "UnknownParameter"),
    "TH-47": Stated(200),
    "TH-48": fhir(404, "not-found", "C-NO-CHOICE", "NOTHING"),
    "TH-49": fhir(400, "invalid", "Invalid"),
    "TH-50": fhir(403, "forbidden", "SCOPE"),
    "TH-51": fhir(404, "not-found", "NOTHING", "C-NO-CHOICE"),
    "TH-52": fhir(403, "forbidden", "A-NOT-CUSTODIAN"),
    "TH-53": Stated(201, "business-rule"),
    "TH-54": fhir(412, "conflict", "PreconditionFailed"),
    "TH-55": fhir(400, "value", "P-NO-BSN"),
    "TH-56": fhir(400, "required", "A-BTG-NO-REASON"),
    "TH-57": fhir(403, "forbidden", "A-ROLE", "A-BTG-ROLE"),
    "TH-58": fhir(429, "throttled", "A-BTG-RATE"),
    "TH-59": fhir(403, "forbidden", "A-BTG-OVER", challenge="insufficient_scope"),
    "TH-60": ELSEWHERE,
    "TH-61": ELSEWHERE,
    "TH-62": ELSEWHERE,
    "TH-63": fhir(503, "transient"),
    "TH-65": oauth(400, "invalid_request", "professional-invalid"),
    "TH-66": ELSEWHERE,
    "TH-67": fhir(500, "exception", "Damaged"),
    "TH-68": ELSEWHERE,
}
"""By the study's numbers."""

NOT_HERE = {
    "TH-36": "tests/hub/access/test_own_record.py",
    "TH-64": "tests/hub/access/test_own_log.py",
    "TH-70": "tests/attacks/test_threats_mitz.py",
    "TH-71": "tests/hub/access/test_mitz_live.py",
    "TH-72": "tests/hub/access/test_mitz_live.py",
}
"""Where an attack is tried elsewhere: TH-70 over TLS too, the others on the live hub, for what
Mitz answers comes over its own TLS."""

DIFFERS = frozenset({"TH-40", "TH-46", "TH-49", "TH-51", "TH-53", "TH-63"})
"""Where we answer otherwise than the study says, with its reason in decision 36."""
