"""DocumentReference: what a document belongs to is one reference in R4.

https://hl7.org/fhir/R4/documentreference.html
"""

from profiles.stu3.rules.as_reference import AsReference
from profiles.stu3.rules.rule import Renamed

RULES = {
    "DocumentReference": (Renamed("class", "category"), Renamed("indexed", "date")),
    "DocumentReference.context": (AsReference("DocumentReference.context.related", "ref"),),
}
