"""The implantable defibrillator: that it is there, and whether to switch it off."""

from fhir.resources.R4B.annotation import Annotation
from fhir.resources.R4B.device import Device
from fhir.resources.R4B.deviceusestatement import DeviceUseStatement
from fhir.resources.R4B.reference import Reference

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import ABSENT, YES, YES_NO_UNKNOWN, Code
from profiles.pzp.form.coding import concept
from profiles.pzp.form.decision import Question, icd_decision
from profiles.pzp.form.export import Export, exported_kind
from profiles.pzp.form.faults import answer_fault
from profiles.pzp.form.preset import check_preset
from profiles.pzp.form.shape import plain
from profiles.pzp.form.talk import Talk
from profiles.pzp.form.treatment_directive import OTHER_TREATMENT, treatment_directive

DEVICE_KIND, DEVICE_USE_KIND = exported_kind("Device"), "icd-use"
SWITCH_OFF_KIND = "treatment-directive/400231000146108"

_HAS_ICD, _PRODUCT, _REMARK = "1006", "1008", "1009"
_SWITCH_OFF_PRESET, _SWITCH_OFF = "1426", Question("1005", "1010")
_ICD = Code(systems.SNOMED, "72506001")
_KINDS = (
    _ICD,
    Code(systems.SNOMED, "465460004"),
    Code(systems.SNOMED, "468542000"),
    Code(systems.SNOMED, "704707009"),
    Code(systems.SNOMED, "1263462004"),
    Code(systems.SNOMED, "1236894001"),
)
_PRODUCTS = {Code(None, "ICD"): _ICD, **{kind: kind for kind in _KINDS}}
_SWITCHING_OFF = Code(systems.SNOMED, "400231000146108")


def icd(answers: Answers, export: Export, talk: Talk) -> dict[str, JsonObject]:
    """Device, DeviceUseStatement and directive; nothing when there is no ICD, or nobody knows.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-MedicalDevice
    """
    there = answers.choice(_HAS_ICD, {code: code for code in (*YES_NO_UNKNOWN, *ABSENT)})
    check_preset(answers, _SWITCH_OFF_PRESET, _SWITCHING_OFF)
    decision, remark = (
        icd_decision(answers, _SWITCH_OFF, talk.guide),
        answers.text(_SWITCH_OFF.remark),
    )
    if there != YES:
        _check_silence(answers)
        return {}
    found = {
        DEVICE_KIND: _device(answers, export, talk),
        DEVICE_USE_KIND: _device_use(answers, talk),
    }
    if decision is not None:
        treatment = concept(OTHER_TREATMENT, text=talk.guide.switching_off)
        decided = decision, remark
        found[SWITCH_OFF_KIND] = treatment_directive(SWITCH_OFF_KIND, treatment, decided, talk)
    return found


def _check_silence(answers: Answers) -> None:
    filled = answers.answered(_PRODUCT, _REMARK, _SWITCH_OFF.decision, _SWITCH_OFF.remark)
    if filled:
        text = f"is answered, while question {_HAS_ICD} does not say that there is an ICD"
        raise answer_fault("invariant", filled[0], text)


def _device(answers: Answers, export: Export, talk: Talk) -> JsonObject:
    """https://fhir.iknl.nl/fhir/StructureDefinition/ACP-MedicalDevice.Product-ICD."""
    product = answers.choice(_PRODUCT, _PRODUCTS) or _ICD
    display = "Implantable defibrillator" if product == _ICD else answers.display(_PRODUCT)
    return plain(
        Device(
            meta=talk.guide.profile("ACP-MedicalDevice.Product-ICD"),
            identifier=[talk.keys.identifier(DEVICE_KIND)],
            type=export.resources.get("Device", {}).get("type") or concept(product, display),
        )
    )


def _device_use(answers: Answers, talk: Talk) -> JsonObject:
    remark = answers.text(_REMARK)
    return plain(
        DeviceUseStatement(
            meta=talk.guide.profile("ACP-MedicalDevice"),
            extension=talk.encounter_extension(),
            identifier=[talk.keys.identifier(DEVICE_USE_KIND)],
            status="active",
            subject=talk.patient.reference(),
            device=Reference(reference=talk.keys.url(DEVICE_KIND)),
            note=[Annotation(text=remark)] if remark else None,
        )
    )
