"""Signature: who signed is always a reference in R4.

https://hl7.org/fhir/R4/datatypes.html
"""

from profiles.stu3.rules.rule import Renamed

RULES = {
    "Signature": (
        Renamed("who[x]", "who"),
        Renamed("onBehalfOf[x]", "onBehalfOf"),
        Renamed("contentType", "sigFormat"),
        Renamed("blob", "data"),
    ),
    "Money": (Renamed("code", "currency"),),
}
