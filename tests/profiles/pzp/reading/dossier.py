"""Random records of one inhabitant, by a seed and nothing else: sources, releases and muddle."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from profiles.pzp.derived import as_request, as_told, legally_capable
from tests.profiles.pzp.reading.answered import CANONICALS
from tests.profiles.pzp.records import Tree

SNOMED = "http://snomed.info/sct"
NULLS = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
REASONS = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ROLES = "urn:oid:2.16.840.1.113883.2.4.3.11.22.472"
DECISIONS = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.25.1"
WILLS = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.14.1"
OTHER = "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
BASES = {
    "beta3": "https://fhir.iknl.nl/fhir/StructureDefinition/",
    "rc1": "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/",
    "rc2": "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/",
    "rc3": "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/",
}
CAPACITY = {
    "beta3": "ext-LegallyCapable-MedicalTreatmentDecisions",
    "rc1": "ext-LegallyCapable-MedicalTreatmentDecisions",
    "rc2": "ext-Patient.LegallyCapableMedicalTreatmentDecisions",
}
SOURCES = ("http://fhir.nl/fhir/NamingSystem/ura#1", "http://fhir.nl/fhir/NamingSystem/ura#2", "")
DATES = (
    "2024",
    "2024-05-01",
    "2025-02-01",
    "2025-02-01T10:00:00Z",
    "2026-01-01",
    "2030-01-01",
    None,
    "??",
)
TREATMENTS = ("89666000", "89666000", "305351004", "40617009", "281789004", "icd", "dialyse")
DONT_KNOW = ("Onbekend", "nog onbekend.", "Niet besproken", "Nee, nog geen besluit genomen")
TEXTS = (*DONT_KNOW, "Alleen thuis", "Ja, maar kort")
PLACES = ("264362003", "22232009", "108344006", "284546000")


class Drawing:
    """What a seed draws; every resource has an id of its own."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - it makes examples, and no secrets
        self.count = 0
        self.wills: list[str] = []

    def one(self, *of: Any) -> Any:
        return self.rng.choice(of)

    def chance(self, part: float) -> bool:
        return self.rng.random() < part

    def resource(self, kind: str, release: str, **more: Any) -> Tree:
        self.count += 1
        meta: Tree = {"profile": [f"{BASES[release]}ACP-{kind}"]}
        if source := self.one(*SOURCES):
            meta["source"] = source
        if self.chance(0.08):
            label = {"system": "https://almere-exchange-hub.example/labels", "code": "claimed"}
            meta["security"] = [label]
        made = {"resourceType": kind, "id": f"r{self.count}", "meta": meta, **more}
        if self.chance(0.04):
            made["modifierExtension"] = [
                *made.get("modifierExtension", ()),
                {"url": "http://example.org/odd", "valueString": "alleen overdag"},
            ]
        return made

    def dated(self, name: str) -> Tree:
        date = self.one(*DATES)
        return {name: date} if date else {}


def dossier(seed: str) -> list[Tree]:
    """A record of two to fourteen resources, with a Patient, in the order they were drawn."""
    draw = Drawing(seed)
    makers: tuple[Callable[[Drawing, str], Tree], ...] = (
        *((_directive,) * 5), _will, _will, _goal, _capacity, _observation, _observation, _device,
        _told, _form, _related, _stray,
    )  # fmt: skip
    some = [draw.one(*makers)(draw, draw.one(*BASES)) for _ in range(draw.rng.randint(1, 13))]
    holder = draw.resource("Patient", "beta3", name=[{"text": "J. Berg"}])
    holder.pop("modifierExtension", None)
    return [holder, *_again(draw, some), *some]


def _again(draw: Drawing, some: list[Tree]) -> Iterator[Tree]:
    """The same under another name, and what a hub derives of it."""
    for one in some:
        if draw.chance(0.1):
            draw.count += 1
            yield {**one, "id": f"r{draw.count}"}
        if draw.chance(0.5):
            version = f"{one['resourceType']}/{one['id']}/_history/1"
            if one["resourceType"] == "Communication":
                yield as_request(one, version)
            elif one["resourceType"] == "CommunicationRequest":
                yield as_told(one, version)
            elif one["resourceType"] == "Patient" and one.get("extension"):
                said = one["extension"][0]["extension"][0]["valueBoolean"]
                yield legally_capable(
                    "Patient/p", capable=said, remark="", day=draw.one("", "2026-01-01"),
                    meta=one["meta"], source=version,
                )  # fmt: skip


def _concept(code: str, system: str = SNOMED, **more: Any) -> Tree:
    return {"coding": [{"system": system, "code": code}], **more}


def _status(draw: Drawing, good: str, *bad: str) -> str:
    return str(draw.one(good, good, good, *bad))


def _directive(draw: Drawing, release: str) -> Tree:
    code = draw.one(*TREATMENTS)
    named = {
        "icd": _concept("OTH", NULLS, text="ICD uit (SNOMED CT - 400231000146108)"),
        "dialyse": _concept("OTH", NULLS, text=draw.one("dialyse", "Dialyse ")),
    }.get(code, _concept(code))
    provision: Tree = {"code": [named]}
    more: Tree = {}
    way = draw.one("permit", "permit", "deny", "deny", "text", "text", "both", "none", "masked")
    if way in {"permit", "deny"}:
        provision["type"] = way
    elif way == "both":
        provision["type"] = draw.one("permit", "deny")
    elif way == "masked":
        why = draw.one("masked", "asked-declined", "unknown", "not-asked")
        provision["_type"] = {"extension": [{"url": ABSENT, "valueCode": why}]}
    if way in {"text", "both"}:
        more["modifierExtension"] = [{"url": OTHER, "valueString": draw.one(*TEXTS)}]
    if draw.chance(0.1):
        provision["period"] = {"end": draw.one("2025", "2027-01-01", "2026-05-31")}
    if draw.chance(0.05):
        provision["purpose"] = [{"code": "x"}]
    status = _status(draw, "active", "inactive", "entered-in-error", "draft", "rejected")
    scope = {"scope": _concept("treatment", "http://terminology.hl7.org/CodeSystem/consentscope")}
    made = draw.resource("Consent", release, status=status, provision=provision, **scope, **more)
    if draw.wills and draw.chance(0.3):
        made["sourceReference"] = {"reference": draw.one(*draw.wills)}
    return made | draw.dated("dateTime")


def _will(draw: Drawing, release: str) -> Tree:
    kinds = draw.one(["NR"], ["NR"], ["EU"], ["LW"], ["VERB", "305351004"])
    codings = [{"system": WILLS if one.isalpha() else SNOMED, "code": one} for one in kinds]
    status = _status(draw, "active", "inactive", "entered-in-error")
    made = draw.resource(
        "Consent", release, status=status, provision={"code": [{"coding": codings}]},
        category=[_concept("acd", "http://terminology.hl7.org/CodeSystem/consentcategorycodes")],
    )  # fmt: skip
    draw.wills.append(f"Consent/{made['id']}")
    return made | draw.dated("dateTime")


def _goal(draw: Drawing, release: str) -> Tree:
    said = draw.one(
        _concept("385987000"), _concept("1351964001"), _concept("713148004"),
        _concept("225353007"), _concept("UNK", NULLS), _concept("99"), {"text": "rust"},
    )  # fmt: skip
    status = _status(draw, "active", "completed", "entered-in-error", "proposed", "on-hold")
    made = draw.resource("Goal", release, lifecycleStatus=status, description=said)
    if release == "rc3" or "coding" not in said or said["coding"][0]["code"] in {"UNK", "99"}:
        made["category"] = [_concept("713603004")]
    return made | draw.dated("startDate")


def _capacity(draw: Drawing, release: str) -> Tree:
    said = draw.chance(0.5)
    if release == "rc3":
        value: Tree = draw.one(
            {"valueBoolean": said}, {"valueBoolean": said}, {"valueString": "twijfel"},
            {"dataAbsentReason": _concept("asked-unknown", REASONS)},
        )  # fmt: skip
        status = _status(draw, "final", "entered-in-error", "cancelled", "preliminary")
        made = draw.resource(
            "Observation", release, status=status, code=_concept("665671000146101"), **value
        )
        return made | draw.dated("effectiveDateTime")
    inner = {"url": "legallyCapable", "valueBoolean": said}
    own = {"url": BASES[release] + CAPACITY[release], "extension": [inner]}
    made = draw.resource("Patient", release, extension=[own], name=[{"text": "J. Berg"}])
    made.pop("modifierExtension", None)
    return made


def _observation(draw: Drawing, release: str) -> Tree:
    code, value = draw.one(
        ("395091006", {"valueCodeableConcept": _concept(draw.one(*PLACES))}),
        ("395091006", {"valueCodeableConcept": _concept("OTH", NULLS, text="bij mijn zus")}),
        ("395091006", {"valueCodeableConcept": {"text": "bij mijn zus"}}),
        ("395091006", {"valueString": "bij mijn zus"}),
        ("395091006", {"dataAbsentReason": _concept("not-asked", REASONS)}),
        ("395091006", {"dataAbsentReason": _concept("masked", REASONS)}),
        ("340171000146104", {"valueCodeableConcept": _concept("340201000146103")}),
        ("340171000146104", {"valueCodeableConcept": _concept("340181000146102")}),
        ("340171000146104", {"valueCodeableConcept": _concept("UNK", NULLS)}),
        ("340171000146104", {}),
        ("570801000146104", {"valueCodeableConcept": _concept("373066001")}),
        ("570801000146104", {"valueCodeableConcept": _concept("373067005")}),
        ("153851000146100", {"valueString": draw.one("Buiten zitten", "buiten  zitten", "Rust")}),
        ("247751003", {"valueString": draw.one("De kat", "Muziek")}),
    )
    status = _status(draw, "final", "amended", "entered-in-error", "cancelled")
    made = draw.resource("Observation", release, status=status, code=_concept(code), **value)
    return made | draw.dated("effectiveDateTime")


def _device(draw: Drawing, release: str) -> Tree:
    kind = _concept(draw.one("72506001", "465460004"))
    made = draw.resource(
        "DeviceUseStatement", release,
        status=_status(draw, "active", "completed", "completed", "entered-in-error"),
        contained=[{"resourceType": "Device", "id": "d", "type": kind}],
        device={"reference": "#d"},
    )  # fmt: skip
    if draw.chance(0.4):
        made["timingPeriod"] = {"end": draw.one("2024", "2025-06-01")}
    return made | draw.dated("recordedOn")


def _told(draw: Drawing, release: str) -> Tree:
    if release in {"beta3", "rc1"}:
        made = draw.resource(
            "Communication", release, topic=_concept("223449006"),
            status=_status(draw, "completed", "not-done", "entered-in-error"),
        )  # fmt: skip
        return made | draw.dated("sent")
    made = draw.resource(
        "CommunicationRequest", release, category=[_concept("223449006")],
        status=_status(draw, "active", "completed", "revoked", "entered-in-error"),
    )  # fmt: skip
    return made | draw.dated("authoredOn")


def _form(draw: Drawing, release: str) -> Tree:
    items: list[Tree] = []
    for question, specified in (("1386", "1001"), ("1390", "1391")):
        code, system = draw.one(
            ("0", DECISIONS), ("2", DECISIONS), ("1", DECISIONS), ("UNK", NULLS), ("", "")
        )
        if code:
            said: Tree = {"valueCoding": {"system": system, "code": code}}
            if code == "1":
                text = {"linkId": specified, "answer": [{"valueString": "Alleen thuis"}]}
                said["item"] = [text]
            items.append({"linkId": question, "answer": [said]})
    if draw.chance(0.6):
        capable = draw.chance(0.5)
        value: Tree = {"valueCoding": {"code": str(int(capable))}}
        question, value = draw.one(("1406", value), ("1651", {"valueBoolean": capable}))
        items.append({"linkId": question, "answer": [value]})
    if draw.chance(0.4):
        value = {"valueCoding": {"system": SNOMED, "code": draw.one("225353007", "385987000")}}
        items.append({"linkId": "999", "answer": [value]})
    if date := draw.one("2024-05-01", "2025-02-01", "2026-01-01", None):
        items.append({"linkId": "963", "answer": [{"valueDateTime": date}]})
    made = draw.resource(
        "QuestionnaireResponse", release, questionnaire=CANONICALS[release],
        status=_status(draw, "completed", "amended", "entered-in-error"),
        item=[{"linkId": "83", "item": items}],
    )  # fmt: skip
    made.pop("modifierExtension", None)
    return made


def _related(draw: Drawing, release: str) -> Tree:
    made = draw.resource(
        "RelatedPerson", release, name=[{"text": draw.one("Mia", "Jo")}],
        relationship=[_concept(draw.one("24", "01", "15", "23"), ROLES)],
    )  # fmt: skip
    made.pop("modifierExtension", None)
    return made | ({"active": False} if draw.chance(0.2) else {})


def _stray(draw: Drawing, release: str) -> Tree:
    kind = draw.one("Condition", "Observation", "Goal", "Procedure", "Practitioner")
    return draw.resource(kind, release, code=_concept("1"))
