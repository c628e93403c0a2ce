"""What an event is called, and who plays which part in it, by kind: IHE's Basic Audit Log Patterns.

https://profiles.ihe.net/ITI/BALP/content.html
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from hub.ledger import own

DCM = "http://dicom.nema.org/resources/ontology/DCM"
RESTFUL = "http://hl7.org/fhir/restful-interaction"
ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
LIFECYCLE = "http://terminology.hl7.org/CodeSystem/dicom-audit-lifecycle"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
REQUEST_TYPE = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"
USER_AGENT = "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes"
PROVENANCE = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
IHE_EVENT = "urn:ihe:event-type-code"
REST_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"


class Coding(NamedTuple):
    """One code of a system."""

    system: str
    code: str

    def json(self) -> dict[str, str]:
        """As FHIR writes it."""
        return self._asdict()


REST = Coding(REST_TYPE, "rest")
APPLICATION = Coding(DCM, "110150")
DESTINATION, SOURCE = Coding(DCM, "110152"), Coding(DCM, "110153")
RECIPIENT, AUTHOR = Coding(PARTICIPATION, "IRCP"), Coding(PARTICIPATION, "AUT")
CUSTODIAN = Coding(PROVENANCE, "custodian")
AUTHORIZATION = Coding(USER_AGENT, "AuthzOauthService")
ALERT = Coding(DCM, "110113")
ACTIVITY = Coding(DCM, "110100")
LOG_USED = Coding(DCM, "110101")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`client`, `server` and `user` are the parts that they play; `lifecycle` is of the data."""

    action: str
    client: Coding
    server: Coding
    user: Coding
    lifecycle: str | None = None
    type: Coding = REST
    subtype: Coding | None = None


_READ = Pattern("R", DESTINATION, SOURCE, RECIPIENT, "6")
_SEARCH = Pattern("E", SOURCE, DESTINATION, RECIPIENT)
_WRITE = Pattern("E", SOURCE, DESTINATION, AUTHOR)
_OWN = Pattern("E", APPLICATION, APPLICATION, AUTHOR)
_BY_INTERACTION = {
    "read": _READ,
    "vread": _READ,
    "history-instance": _READ,
    "history-type": _READ,
    "history-system": _READ,
    "search-type": _SEARCH,
    "operation": _SEARCH,
    "create": replace(_WRITE, action="C", lifecycle="1"),
    "update": replace(_WRITE, action="U", lifecycle="3"),
    "patch": replace(_WRITE, action="U", lifecycle="3"),
    "transaction": _WRITE,
    "batch": _WRITE,
    "delete": Pattern("D", APPLICATION, CUSTODIAN, AUTHOR),
}
_LOG_IN = Pattern(
    *("E", APPLICATION, AUTHORIZATION, RECIPIENT),
    type=Coding(DCM, "110114"),
    subtype=Coding(DCM, "110122"),
)
_OF_ITS_OWN = {
    "token": Pattern(
        *("E", APPLICATION, AUTHORIZATION, RECIPIENT),
        type=Coding(DCM, "110114"),
        subtype=Coding(IHE_EVENT, "ITI-71"),
    ),
    "authorize": _LOG_IN,
    "par": _LOG_IN,
    "revoke": replace(_LOG_IN, subtype=Coding(DCM, "110123")),
    "introspect": _LOG_IN,
    "launch": _LOG_IN,
    "enrol": _LOG_IN,
    "scan": replace(_SEARCH, type=ACTIVITY),
    "reuse": replace(_LOG_IN, type=ALERT, subtype=Coding(DCM, "110132")),
    "emergency": replace(_SEARCH, type=ALERT, subtype=Coding(DCM, "110127")),
    own.START: replace(_OWN, type=ACTIVITY, subtype=Coding(DCM, "110120")),
    own.STOP: replace(_OWN, type=ACTIVITY, subtype=Coding(DCM, "110121")),
    own.PROBE: replace(_OWN, type=ACTIVITY),
    own.VERIFY: replace(_OWN, action="R", type=LOG_USED),
    own.EXPORT: replace(_OWN, action="R", type=LOG_USED),
    own.EXPIRE: replace(_OWN, action="D", type=LOG_USED),
    own.EXPLAIN: replace(_OWN, action="R", type=ACTIVITY),
    own.NOTICE: replace(_OWN, action="U", type=ACTIVITY),
    own.SUBSCRIPTION: replace(_OWN, type=ACTIVITY),
    own.REVIEW: replace(_OWN, action="U", type=ALERT),
}
_OF_A_REGISTER = {
    "definition_package": Coding(DCM, "110131"),  # software
    "hub migrate": Coding(DCM, "110131"),
}
_SECURITY = Coding(DCM, "110129")
_STRANGER = Pattern(
    *("E", SOURCE, DESTINATION, RECIPIENT), type=ALERT, subtype=Coding(DCM, "110126")
)


def pattern_of(interaction: str, place: str = "", *, is_known: bool = True) -> Pattern:
    """The pattern of an interaction, or of a change at a `place`.

    Who has no valid token `is_known` by nothing: that is a refused log-in.
    """
    if interaction in _OF_ITS_OWN:
        return _OF_ITS_OWN[interaction]
    if interaction == own.CONFIGURATION:
        return replace(_OWN, type=ALERT, subtype=_OF_A_REGISTER.get(place, _SECURITY))
    if not is_known:
        return _STRANGER
    found = _BY_INTERACTION.get(interaction)
    if found is None:
        return _SEARCH
    return replace(found, subtype=Coding(RESTFUL, interaction))
