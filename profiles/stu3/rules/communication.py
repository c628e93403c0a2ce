"""Communication: what was not done is a status in R4.

https://hl7.org/fhir/R4/communication.html
"""

from profiles.stu3.rules.exact import Codes
from profiles.stu3.rules.not_done import NotDone
from profiles.stu3.rules.rule import Renamed

RULES = {
    "Communication": (
        NotDone("notDone", Codes("status", {"aborted": "stopped", "suspended": "on-hold"})),
        Renamed("notDoneReason", "statusReason"),
        Renamed("topic", "about"),
        Renamed("context", "encounter"),
    )
}
