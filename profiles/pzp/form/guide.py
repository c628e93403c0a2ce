"""The release of the guide in which resources are written: its names, and what only it asks.

https://api.iknl.nl/docs/pzp/r4
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fhir.resources.R4B.meta import Meta

from profiles import systems
from profiles.dialect import Dialect
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import ADVANCE_CARE_PLANNING

_ASSESSING_WISHES = Code(systems.SNOMED, "370819000")
_SELF_REPORTED = Code(systems.SNOMED, "1156040003")
_SWITCHING_OFF = "cardioverter-defibrillator in laatste levensfase"


@dataclass(frozen=True, slots=True)
class Guide:
    """What a release asks otherwise than the other; `names` are its own for beta 3's profiles.

    `links_talk`: wishes without an element for the talk name it by an extension.
    """

    dialect: Dialect
    base: str
    names: Mapping[str, str]
    links_talk: bool
    capacity: Literal["Patient", "Observation"]
    informing: Literal["Communication", "CommunicationRequest"]
    contact_has_role: bool
    goal_category: Code | None
    has_unknown_goal: bool
    undecided: str
    switching_off: str
    methods: Mapping[str, Code] = field(default_factory=dict)

    def profile(self, name: str) -> Meta:
        """The claim of a profile, which beta 3 calls so."""
        return Meta(profile=[self.base + self.names.get(name, name)])


BETA3 = Guide(
    dialect=Dialect.BETA3,
    base=systems.PZP,
    names={},
    links_talk=True,
    capacity="Patient",
    informing="Communication",
    contact_has_role=True,
    goal_category=None,
    has_unknown_goal=False,
    undecided="Nog geen besluit genomen",
    switching_off=f"Uitzetten van {_SWITCHING_OFF} (verrichting) (SNOMED CT - 400231000146108)",
    methods={"153851000146100": _ASSESSING_WISHES},
)
NEWEST = Guide(
    dialect=Dialect.RC3,
    base=systems.PZP_NEXT,
    names={
        "ACP-Medical-Policy-Goal": "ACP-MedicalPolicyGoal",
        "ACP-OtherImportantInformation": "ACP-SenseOfPurpose",
    },
    links_talk=False,
    capacity="Observation",
    informing="CommunicationRequest",
    contact_has_role=False,
    goal_category=ADVANCE_CARE_PLANNING,
    has_unknown_goal=True,
    undecided="Nee, nog geen besluit genomen",
    switching_off=f"uitzetten van {_SWITCHING_OFF} (SNOMED CT - 400231000146108)",
    methods={"153851000146100": _ASSESSING_WISHES, "570801000146104": _SELF_REPORTED},
)
GUIDES: Mapping[str, Guide] = {"1.0": NEWEST, Dialect.BETA3.value: BETA3}
"""By the word that the setting has for each."""
