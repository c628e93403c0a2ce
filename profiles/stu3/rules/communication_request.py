"""CommunicationRequest: who asks is one reference in R4.

https://hl7.org/fhir/R4/communicationrequest.html
"""

from profiles.stu3.rules.as_reference import AsReference
from profiles.stu3.rules.exact import Codes
from profiles.stu3.rules.rule import Renamed

RULES = {
    "CommunicationRequest": (
        Codes("status", {"suspended": "on-hold", "cancelled": "revoked"}),
        Renamed("topic", "about"),
        Renamed("context", "encounter"),
        AsReference("CommunicationRequest.requester", "agent"),
    )
}
