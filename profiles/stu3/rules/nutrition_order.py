"""NutritionOrder: it says in R4 what it intends, and always its status.

https://hl7.org/fhir/R4/nutritionorder.html
"""

from profiles.stu3.rules.exact import Codes
from profiles.stu3.rules.rule import Filled

_STATUS = {
    "draft": "draft",
    "active": "active",
    "cancelled": "revoked",
    "proposed": "draft",
    "planned": "draft",
    "requested": "active",
}

RULES = {
    "NutritionOrder": (
        Filled("status", "unknown", says_nothing=True),
        Codes("status", _STATUS),
        Filled("intent", "order"),
    )
}
