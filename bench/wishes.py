"""What an inhabitant wishes: directives, goal, observations, device and the form itself."""

from dataclasses import dataclass
from random import Random
from typing import Any

from bench.people import Entry
from bench.words import OURS, TALK, coded, identifier, sentence
from profiles import systems

TREATMENTS = (
    ("305351004", "IC-opname"),
    ("89666000", "reanimatie"),
    ("40617009", "beademing"),
    ("116762002", "bloedproducten"),
    ("281789004", "antibiotica"),
    ("32485007", "ziekenhuisopname"),
    ("OTH", "uitzetten van de ICD"),
)
OBSERVED = (
    ("ACP-SpecificCareWishes", "153851000146100", None),
    ("ACP-PreferredPlaceOfDeath", "395091006", ("264362003", "Thuis")),
    ("ACP-PositionRegardingEuthanasia", "340171000146104", ("340201000146103", "Wenst dit niet")),
    ("ACP-OrganDonationChoiceRegistration", "570801000146104", ("373066001", "Ja")),
    ("ACP-OtherImportantInformation", "247751003", None),
)
DAY = "2026-10-01"


@dataclass(frozen=True, slots=True)
class Links:
    """How the entries of one bundle refer to each other."""

    patient: str
    contact: str
    role: str
    encounter: str
    procedure: str
    device: str


@dataclass(slots=True)
class Talk:
    """Makes the resources of one talk; `edition` begins each business identifier."""

    edition: str
    links: Links
    random: Random
    number: int = 0

    def entry(self, kind: str, profile: str, *, whose: str = "subject", **members: Any) -> Entry:
        """One resource with what all of them have."""
        self.number += 1
        name = f"{self.edition}-{self.number}"
        subject = {whose: {"reference": self.links.patient, "type": "Patient"}} if whose else {}
        resource = {
            "resourceType": kind,
            **({"meta": {"profile": [f"{systems.PZP}{profile}"]}} if profile else {}),
            "identifier": [identifier(name)],
            **subject,
            **{member.rstrip("_"): value for member, value in members.items()},
        }
        return resource, f"{OURS}|{name}"

    def said_at(self) -> list[dict[str, Any]]:
        """The extension that names the talk."""
        reference = {"reference": self.links.encounter, "display": f"Gesprek, {DAY}"}
        return [{"url": f"{systems.PZP}ext-EncounterReference", "valueReference": reference}]

    def party(self, reference: str, code: str) -> dict[str, Any]:
        """Somebody who takes part in an agreement."""
        return {"reference": {"reference": reference}, "role": coded(systems.ROLE_CODE, code)}

    def directive(self, code: str, display: str) -> Entry:
        """A treatment limit."""
        other = code == "OTH"
        concept = coded(systems.NULL_FLAVOR if other else systems.SNOMED, code, display)
        parties = (self.links.patient, self.links.role, self.links.contact)
        return self.entry(
            "Consent",
            "ACP-TreatmentDirective",
            whose="patient",
            extension=self.said_at(),
            status="active",
            scope=coded(systems.CONSENT_SCOPE, "treatment"),
            category=[coded(systems.SNOMED, "129125009", "vaststellen van behandelgrens")],
            dateTime=DAY,
            policy=[{"uri": "https://wetten.overheid.nl/"}],
            provision={
                "type": self.random.choice(["permit", "deny"]),
                "actor": [self.party(each, "CONSENTER") for each in parties],
                "code": [concept | ({"text": sentence(self.random, 8)} if other else {})],
            },
        )

    def will(self) -> Entry:
        """An advance directive."""
        return self.entry(
            "Consent",
            "ACP-AdvanceDirective",
            whose="patient",
            status="active",
            scope=coded(systems.CONSENT_SCOPE, "adr"),
            category=[coded(systems.CONSENT_CATEGORY, "acd")],
            dateTime=DAY,
            policy=[{"uri": "https://wetten.overheid.nl/"}],
            provision={
                "actor": [self.party(self.links.contact, "RESPRSN")],
                "code": [coded(systems.ADVANCE_DIRECTIVE_TYPE, "EU", "Euthanasieverzoek")],
            },
        )

    def observation(self, profile: str, code: str, answer: tuple[str, str] | None) -> Entry:
        """A wish, in words or as an answer with a remark."""
        words = sentence(self.random, 30)
        said = (
            {"valueCodeableConcept": coded(systems.SNOMED, *answer), "note": [{"text": words}]}
            if answer
            else {"valueString": words}
        )
        return self.entry(
            "Observation",
            profile,
            encounter={"reference": self.links.encounter},
            status="final",
            code=coded(systems.SNOMED, code),
            effectiveDateTime=DAY,
            **said,
        )

    def goal(self) -> Entry:
        """What treatment is for."""
        return self.entry(
            "Goal",
            "ACP-Medical-Policy-Goal",
            extension=self.said_at(),
            lifecycleStatus="active",
            description=coded(systems.SNOMED, "1351964001", "levensverlenging"),
            note=[{"text": sentence(self.random, 20)}],
        )

    def talk(self) -> list[Entry]:
        """The conversation, what was done in it, and that it was told on."""
        code = coded(systems.SNOMED, *TALK)
        parties = (self.links.role, self.links.patient, self.links.contact)
        return [
            self.entry(
                "Encounter",
                "ACP-Encounter",
                status="finished",
                class_={"system": systems.ACT_CODE, "code": "AMB"},
                participant=[{"individual": {"reference": each}} for each in parties[::2]],
                reasonReference=[{"reference": self.links.procedure}],
                period={"start": DAY, "end": DAY},
            ),
            self.entry(
                "Procedure",
                "ACP-Procedure",
                status="completed",
                code=code,
                encounter={"reference": self.links.encounter},
                performedPeriod={"start": DAY, "end": DAY},
                performer=[{"actor": {"reference": each}} for each in parties],
            ),
            self.entry(
                "Communication",
                "ACP-Communication",
                status="completed",
                recipient=[{"reference": self.links.patient}],
                reasonCode=[code],
                sent=DAY,
            ),
        ]

    def icd(self) -> list[Entry]:
        """The defibrillator, and that the inhabitant has it."""
        return [
            self.entry(
                "Device",
                "ACP-MedicalDevice.Product-ICD",
                whose="patient",
                type=coded(systems.SNOMED, "465460004", "ICD"),
                note=[{"text": sentence(self.random, 6)}],
            ),
            self.entry(
                "DeviceUseStatement",
                "ACP-MedicalDevice",
                extension=self.said_at(),
                status="active",
                device={"reference": self.links.device},
                timingPeriod={"start": "2018"},
            ),
        ]

    def form(self) -> Entry:
        """The form that was filled in."""
        items = [
            {
                "linkId": str(number),
                "text": sentence(self.random, 8),
                "answer": [{"valueString": sentence(self.random, 10)}],
            }
            for number in range(1, 21)
        ]
        resource, condition = self.entry(
            "QuestionnaireResponse",
            "",
            questionnaire=f"{systems.PZP_QUESTIONNAIRE}|0.1.3-beta3",
            status="completed",
            authored=DAY,
            item=items,
        )
        return resource | {"identifier": resource["identifier"][0]}, condition
