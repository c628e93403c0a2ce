"""Task: who asks is one reference in R4, and where is an element.

https://hl7.org/fhir/R4/task.html
"""

from profiles.stu3.rules.as_reference import AsReference
from profiles.stu3.rules.exact import Codes
from profiles.stu3.rules.rule import FromExtension, Renamed

_ROUTING = "http://nuts-foundation.github.io/nl-generic-functions-ig/StructureDefinition"
_ALSO = "https://nuts-foundation.github.io/nl-eoverdracht-routering-ig/StructureDefinition"
"""The same two in a guide of their own."""

RULES = {
    "Task": (
        Renamed("definition[x]", "instantiatesUri"),
        Renamed("context", "encounter"),
        Renamed("reason", "reasonCode"),
        Codes("priority", {"normal": "routine"}),
        AsReference("Task.requester", "agent"),
        FromExtension(
            f"{_ROUTING}/task-stu3-location",
            "location",
            "Reference",
            also=f"{_ALSO}/task-stu3-location",
        ),
    )
}
