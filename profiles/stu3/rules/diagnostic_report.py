"""DiagnosticReport: who performed it is one reference in R4.

https://hl7.org/fhir/R4/diagnosticreport.html
"""

from profiles.stu3.rules.as_reference import AsReference
from profiles.stu3.rules.rule import Renamed

RULES = {
    "DiagnosticReport": (
        AsReference("DiagnosticReport.performer", "actor"),
        Renamed("context", "encounter"),
        Renamed("image", "media"),
        Renamed("codedDiagnosis", "conclusionCode"),
    )
}
