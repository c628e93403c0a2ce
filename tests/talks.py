"""One invented talk, as each release of the guide would have it sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from profiles import systems
from tests.builders import a_patient, a_transaction, registered_with, urn

Tree = dict[str, Any]
OLD = "https://fhir.iknl.nl/fhir"
NEW = "https://api.iknl.nl/docs/pzp/r4"
DAY = "2026-10-01"
ACP = (systems.SNOMED, "713603004")


@dataclass(frozen=True)
class Release:
    """How one release differs from the others, as far as a talk shows it."""

    version: str
    base: str
    capacity: str = ""
    names: Mapping[str, str] | None = None
    has_link: bool = False
    has_category: bool = True
    has_method: bool = True

    def profile(self, name: str) -> Tree:
        """`meta` that declares this profile."""
        called = (self.names or {}).get(name, name)
        return {"profile": [f"{self.base}/StructureDefinition/ACP-{called}"]}


_OF_OLD = {
    "MedicalPolicyGoal": "Medical-Policy-Goal",
    "SenseOfPurpose": "OtherImportantInformation",
}
_EXTENSION = "StructureDefinition/ext-LegallyCapable-MedicalTreatmentDecisions"
_OF_RC2 = "StructureDefinition/ext-Patient.LegallyCapableMedicalTreatmentDecisions"
RELEASES = {
    "beta3": Release(
        "0.1.3-beta3", OLD, f"{OLD}/{_EXTENSION}", _OF_OLD, has_link=True, has_category=False,
        has_method=False,
    ),
    "rc1": Release(
        "1.0.0-rc1", NEW, f"{NEW}/{_EXTENSION}", _OF_OLD, has_link=True, has_category=False,
        has_method=False,
    ),
    "rc2": Release("1.0.0-rc2", NEW, f"{NEW}/{_OF_RC2}"),
    "rc3": Release("1.0.0-rc3", NEW),
}  # fmt: skip


def concept(code: str, system: str = systems.SNOMED, **more: Any) -> Tree:
    return {"coding": [{"system": system, "code": code}], **more}


def coded(code: str) -> Tree:
    """By a code of SNOMED CT, or one that says that there is none."""
    return concept(code, systems.NULL_FLAVOR if code in {"UNK", "OTH"} else systems.SNOMED)


def _named(entry: Tree, number: str, bsn: str) -> None:
    resource = entry["resource"]
    kind, place = resource["resourceType"], entry["fullUrl"].rpartition("-")[2]
    system, value = SYSTEM, f"{number}-{place}"
    if kind == "Patient":
        system, value = systems.BSN_SYSTEM, bsn
    elif kind == "QuestionnaireResponse":
        resource["identifier"] = {"system": system, "value": value}
    else:
        resource["identifier"] = [{"system": system, "value": value}]
    entry["request"] = {"method": "PUT", "url": f"{kind}?identifier={system}|{value}"}


@dataclass(frozen=True)
class Wishes:
    """What was said: of resuscitation yes or no, of intensive care in words."""

    resuscitation: str = "deny"
    care: str = "alleen na overleg"
    has_will: bool = True
    goal: str = "713148004"
    wish: str = "rust"
    place: str = "UNK"
    donor: str = "373066001"
    capable: bool | None = False
    is_told: bool = True


USUAL = Wishes()
SYSTEM = "https://example.org/talks"


class Talk:
    """Who was there and what was said, sent by one source in the words of one release."""

    def __init__(self, name: str, bsn: str, ura: str, said: Wishes = USUAL) -> None:
        self.release, self.bsn, self.ura, self.said = RELEASES[name], bsn, ura, said
        self.patient, self.person, self.role, self.relative, self.encounter = map(urn, range(1, 6))

    def bundle(self, number: str = "") -> Tree:
        """A transaction; with a number each fact has a name of its own, whatever the release."""
        records = [one for one in self._records() if one[0]]
        made = a_transaction(*((one, f"POST {one['resourceType']}") for one, _ in records))
        for entry, (_, name) in zip(made["entry"], records, strict=True):
            entry["fullUrl"] = name
            if number:
                _named(entry, number, self.bsn)
        return made

    def _records(self) -> Iterator[tuple[Tree, str]]:
        yield self._patient(), self.patient
        yield self._practitioner(), self.person
        yield self._role(), self.role
        yield self._relative(), self.relative
        yield self._encounter(), self.encounter
        yield self._procedure(), urn(6)
        yield self._directive("89666000", self.said.resuscitation), urn(7)
        yield self._directive("305351004", "", self.said.care), urn(8)
        yield self._icd_off(), urn(9)
        yield self._will() if self.said.has_will else {}, urn(10)
        yield self._goal() if self.said.goal else {}, urn(11)
        for at, one in enumerate(self._observations()):
            yield one, urn(12 + at)
        yield self._device(), urn(20)
        yield self._device_use(), urn(21)
        yield self._told() if self.said.is_told else {}, urn(22)
        yield self._form(), urn(23)

    def _of(self, kind: str, profile: str, **members: Any) -> Tree:
        return {"resourceType": kind, "meta": self.release.profile(profile), **members}

    def _patient(self) -> Tree:
        made = a_patient(self.bsn, birthDate="1938-05-04", **registered_with(self.ura))
        if self.release.capacity and self.said.capable is not None:
            parts = [{"url": "legallyCapable", "valueBoolean": self.said.capable}]
            made["extension"] = [{"url": self.release.capacity, "extension": parts}]
        return made | {"meta": self.release.profile("Patient")}

    def _practitioner(self) -> Tree:
        name = [{"use": "official", "family": "Wilgenroos"}]
        return self._of("Practitioner", "HealthProfessional-Practitioner", name=name)

    def _role(self) -> Tree:
        who = {"reference": self.person}
        return self._of("PractitionerRole", "HealthProfessional-PractitionerRole", practitioner=who)

    def _relative(self) -> Tree:
        return self._of(
            "RelatedPerson",
            "ContactPerson",
            patient={"reference": self.patient},
            relationship=[concept("24", systems.CONTACT_ROLE)],
            name=[{"use": "official", "family": "Vlinderhof"}],
        )

    def _encounter(self) -> Tree:
        return self._of(
            "Encounter",
            "Encounter",
            status="finished",
            **{"class": {"system": systems.ACT_CODE, "code": "AMB"}},
            subject={"reference": self.patient},
            period={"start": DAY, "end": DAY},
            reasonReference=[{"reference": urn(6)}],
        )

    def _procedure(self) -> Tree:
        return self._of(
            "Procedure",
            "Procedure",
            status="completed",
            code=concept(ACP[1]),
            subject={"reference": self.patient},
            encounter={"reference": self.encounter},
            performedPeriod={"start": DAY, "end": DAY},
            performer=[{"actor": {"reference": self.role, "type": "PractitionerRole"}}],
        )

    def _link(self) -> Tree:
        """To the talk, which only the older releases have."""
        if not self.release.has_link:
            return {}
        url = f"{self.release.base}/StructureDefinition/ext-EncounterReference"
        return {"extension": [{"url": url, "valueReference": {"reference": self.encounter}}]}

    def _directive(self, code: str, decision: str, text: str = "") -> Tree:
        made = self._consent("TreatmentDirective", concept(code))
        if decision:
            made["provision"]["type"] = decision
        if text:
            url = f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificationOther"
            made["modifierExtension"] = [{"url": url, "valueString": text}]
        return made

    def _icd_off(self) -> Tree:
        text = "uitzetten van de ICD (SNOMED CT - 400231000146108)"
        made = self._consent("TreatmentDirective", concept("OTH", systems.NULL_FLAVOR, text=text))
        made["provision"]["type"] = "permit"
        return made

    def _consent(self, profile: str, about: Tree) -> Tree:
        parties = [(self.patient, "Patient"), (self.role, "PractitionerRole")]
        return self._of(
            "Consent",
            profile,
            status="active",
            scope=concept("treatment", systems.CONSENT_SCOPE),
            category=[concept("129125009")],
            patient={"reference": self.patient},
            dateTime=DAY,
            policy=[{"uri": "https://wetten.overheid.nl/"}],
            provision={
                "actor": [
                    {
                        "role": concept("CONSENTER", systems.ROLE_CODE),
                        "reference": {"reference": one, "type": kind},
                    }
                    for one, kind in parties
                ],
                "code": [about],
            },
            **self._link(),
        )

    def _will(self) -> Tree:
        made = self._consent("AdvanceDirective", concept("NR", systems.ADVANCE_DIRECTIVE_TYPE))
        made["provision"]["actor"] = [
            {
                "role": concept("RESPRSN", systems.ROLE_CODE),
                "reference": {"reference": self.relative, "type": "RelatedPerson"},
            }
        ]
        return made | {
            "scope": concept("adr", systems.CONSENT_SCOPE),
            "category": [concept("acd", systems.CONSENT_CATEGORY)],
        }

    def _goal(self) -> Tree:
        return self._of(
            "Goal",
            "MedicalPolicyGoal",
            lifecycleStatus="active",
            description=coded(self.said.goal),
            subject={"reference": self.patient},
            statusDate=DAY,
            **({"category": [concept(ACP[1])]} if self.release.has_category else {}),
            **self._link(),
        )

    def _observations(self) -> list[Tree]:
        has_method = self.release.has_method
        wishes = {"method": concept("370819000")} if has_method else {}
        donor = {"method": concept("1156040003")} if has_method else {}
        unknown = {"valueCodeableConcept": coded("UNK")}
        wish = {"valueString": self.said.wish}
        place = {"valueCodeableConcept": coded(self.said.place)}
        register = {"valueCodeableConcept": coded(self.said.donor)}
        made = [
            self._observed("SpecificCareWishes", "153851000146100", **wish, **wishes),
            self._observed("PreferredPlaceOfDeath", "395091006", **place),
            self._observed("PositionRegardingEuthanasia", "340171000146104", **unknown),
            self._observed(
                "OrganDonationChoiceRegistration", "570801000146104", **register, **donor
            ),
            self._observed("SenseOfPurpose", "247751003", valueString="mijn tuin"),
        ]
        if self.release.capacity or self.said.capable is None:
            return made
        capable = {"valueBoolean": self.said.capable}
        return [*made, self._observed("LegallyCapable", "665671000146101", **capable)]

    def _observed(self, profile: str, code: str, **members: Any) -> Tree:
        return self._of(
            "Observation",
            profile,
            status="final",
            code=concept(code),
            subject={"reference": self.patient},
            encounter={"reference": self.encounter},
            effectiveDateTime=DAY,
            **members,
        )

    def _device(self) -> Tree:
        patient = {"reference": self.patient}
        kind = concept("465460004")
        return self._of("Device", "MedicalDevice.Product-ICD", type=kind, patient=patient)

    def _device_use(self) -> Tree:
        return self._of(
            "DeviceUseStatement",
            "MedicalDevice",
            status="active",
            subject={"reference": self.patient},
            device={"reference": urn(20)},
            timingPeriod={"start": "2018"},
            note=[{"text": "links onder de schouder"}],
            **self._link(),
        )

    def _told(self) -> Tree:
        subject, role = {"reference": self.patient}, {"reference": self.role}
        if self.release.version in {"0.1.3-beta3", "1.0.0-rc1"}:
            return self._of(
                "Communication",
                "Communication",
                status="completed",
                topic=concept("223449006"),
                reasonCode=[concept(ACP[1])],
                subject=subject,
                recipient=[subject],
                sender=role,
                sent=DAY,
            )
        return self._of(
            "CommunicationRequest",
            "InformRelativesRequest",
            status="active",
            category=[concept("223449006")],
            reasonCode=[concept(ACP[1])],
            subject=subject,
            sender=subject,
            requester=role,
            authoredOn=DAY,
            encounter={"reference": self.encounter},
        )

    def _form(self) -> Tree:
        url = f"{self.release.base}/Questionnaire/ACP-zib2020|{self.release.version}"
        return {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "questionnaire": url,
            "subject": {"reference": self.patient},
            "authored": DAY,
            "item": [{"linkId": "1190", "answer": [{"valueString": self.said.wish}]}],
        }
