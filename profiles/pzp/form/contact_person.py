"""The contact persons of the form as ACP-ContactPerson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.contactpoint import ContactPoint
from fhir.resources.R4B.humanname import HumanName
from fhir.resources.R4B.relatedperson import RelatedPerson

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import concept
from profiles.pzp.form.faults import answer_fault
from profiles.pzp.form.guide import Guide
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.name import official_name
from profiles.pzp.form.party import Party
from profiles.pzp.form.preset import check_preset
from profiles.pzp.form.shape import plain
from profiles.pzp.form.telecom import TelecomQuestions, contact_points

FIRST_CONTACT = Code(systems.CONTACT_ROLE, "01")
REPRESENTATIVE = Code(systems.CONTACT_ROLE, "24")
OTHER_ROLE = Code(systems.CONTACT_ROLE, "09")
OTHER_RELATION = Code(systems.NULL_FLAVOR, "OTH")

ROLES = {
    FIRST_CONTACT: "Eerste relatie/contactpersoon",
    REPRESENTATIVE: "Wettelijke vertegenwoordiger",
    Code(systems.SNOMED, "310141000146103"): "Schriftelijk gemachtigde",
    Code(systems.CONTACT_ROLE, "03"): "Curator (juridisch)",
    Code(systems.CONTACT_ROLE, "15"): "Mentor",
    OTHER_ROLE: "Anders",
}
RELATIONS = {
    Code(systems.ROLE_CODE, "DOMPART"): "domestic partner",
    Code(systems.ROLE_CODE, "HUSB"): "husband",
    Code(systems.ROLE_CODE, "WIFE"): "wife",
    Code(systems.ROLE_CODE, "FTH"): "father",
    Code(systems.ROLE_CODE, "MTH"): "mother",
    Code(systems.ROLE_CODE, "SONC"): "son",
    Code(systems.ROLE_CODE, "DAUC"): "daughter",
    Code(systems.ROLE_CODE, "BRO"): "brother",
    Code(systems.ROLE_CODE, "SIS"): "sister",
    OTHER_RELATION: "Other",
}
_DISPLAYS = ROLES | RELATIONS

_NAME_A, _NAME_B = ("973", "974", "975"), ("985", "986", "987")
_TELECOM_A = TelecomQuestions(("40", "976", "977", "978", "979"), ("41", "980", "981"))
_TELECOM_B = TelecomQuestions(("62", "988", "989", "990", "991"), ("66", "992", "993"))
_ALSO_FIRST_CONTACT, _FIRST_PRESET = "984", "1644"

_OF_FIRST_CONTACT = (
    *_NAME_B, *_TELECOM_B.phone, *_TELECOM_B.email, "995", "412",
)  # fmt: skip

REPRESENTATIVE_KIND, FIRST_CONTACT_KIND = "contact/representative", "contact/first"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person beside the patient: roles and relations as codes and as `relationship`."""

    kind: str
    party: Party
    codes: tuple[Code, ...]
    relationship: list[CodeableConcept]
    name: HumanName | None = None
    telecom: tuple[ContactPoint, ...] = ()


def contact_persons(answers: Answers, keys: Keys) -> list[Contact]:
    """The legal representative (who may be first contact too) and another first contact."""
    also_first = answers.yes_no(_ALSO_FIRST_CONTACT)
    check_preset(answers, _FIRST_PRESET, FIRST_CONTACT, *_OF_FIRST_CONTACT)
    representative = _representative(answers, keys, also_first=bool(also_first))
    first = _first_contact(answers, keys)
    if first is not None and also_first:
        text = "says that the representative is the first contact, yet another one is filled in"
        raise answer_fault("invariant", _ALSO_FIRST_CONTACT, text, *_OF_FIRST_CONTACT)
    return [contact for contact in (representative, first) if contact is not None]


def related_person(contact: Contact, keys: Keys, patient: Party, guide: Guide) -> JsonObject:
    """The contact person as a resource.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-ContactPerson
    """
    return plain(
        RelatedPerson(
            meta=guide.profile("ACP-ContactPerson"),
            identifier=[keys.identifier(contact.kind)],
            patient=patient.typed_reference(),
            relationship=contact.relationship,
            name=[contact.name] if contact.name else None,
            telecom=list(contact.telecom) or None,
        )
    )


def contact_of(
    kind: str,
    keys: Keys,
    codes: Sequence[Code],
    texts: Mapping[Code, str],
    known: tuple[HumanName | None, Sequence[ContactPoint]] = (None, ()),
) -> Contact:
    """A contact person with these roles and relations; `known` is the name and the telecom."""
    name, telecom = known
    display = f"ContactPerson, {name.text}" if name else "ContactPerson"
    return Contact(
        kind=kind,
        party=Party(keys.url(kind), "RelatedPerson", display),
        codes=tuple(codes),
        relationship=[concept(code, _DISPLAYS[code], texts.get(code)) for code in codes],
        name=name,
        telecom=tuple(telecom),
    )


def other_texts(answers: Answers, *questions: tuple[str, str, Code]) -> dict[Code, str]:
    """What was written after 'Anders, namelijk', by the code of that option."""
    texts: dict[Code, str] = {}
    for parent, link_id, other in questions:
        text = answers.text(link_id)
        if text is not None and other not in answers.codes(parent):
            reason = f"is filled in while 'Anders' is not chosen in question {parent}"
            raise answer_fault("invariant", link_id, reason)
        if text is not None:
            texts[other] = text
    return texts


def _representative(answers: Answers, keys: Keys, *, also_first: bool) -> Contact | None:
    known = official_name(answers, _NAME_A), contact_points(answers, _TELECOM_A)
    chosen = answers.options("982", ROLES)
    relation = answers.options("983", RELATIONS)
    texts = other_texts(answers, ("982", "411", OTHER_ROLE), ("983", "408", OTHER_RELATION))
    if not (any(known) or chosen or relation):
        return None
    first = [FIRST_CONTACT] if also_first else []
    codes = dict.fromkeys([*first, REPRESENTATIVE, *chosen, *relation])
    return contact_of(REPRESENTATIVE_KIND, keys, list(codes), texts, known)


def _first_contact(answers: Answers, keys: Keys) -> Contact | None:
    known = official_name(answers, _NAME_B), contact_points(answers, _TELECOM_B)
    relation = answers.options("995", RELATIONS)
    texts = other_texts(answers, ("995", "412", OTHER_RELATION))
    if not (any(known) or relation):
        return None
    return contact_of(FIRST_CONTACT_KIND, keys, [FIRST_CONTACT, *relation], texts, known)
