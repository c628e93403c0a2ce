"""MedicationAdministration: what was not given is a status in R4.

https://hl7.org/fhir/R4/medicationadministration.html
"""

from profiles.stu3.rules.exact import Codes
from profiles.stu3.rules.not_done import NotDone
from profiles.stu3.rules.rule import Renamed

RULES = {
    "MedicationAdministration": (
        NotDone("notGiven", Codes("status", {})),
        Renamed("reasonNotGiven", "statusReason"),
        Renamed("prescription", "request"),
    )
}
