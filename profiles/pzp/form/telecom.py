"""Phone numbers and e-mail addresses as the zib ContactInformation has them."""

from typing import NamedTuple

from fhir.resources.R4B.contactpoint import ContactPoint
from fhir.resources.R4B.extension import Extension
from fhir.resources.R4B.fhirprimitiveextension import FHIRPrimitiveExtension

from profiles import systems
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import Code
from profiles.pzp.form.coding import comment, concept

_PHONE_SYSTEM = {
    Code(systems.TELECOM_TYPE, "LL"): ("phone", "Land Line"),
    Code(systems.TELECOM_TYPE, "FAX"): ("fax", "Fax"),
    Code(systems.ADDRESS_USE, "MC"): ("phone", "Mobile Phone"),
    Code(systems.ADDRESS_USE, "PG"): ("pager", "Pager"),
}
_EMAIL_USE = {
    Code(systems.ADDRESS_USE, "HP"): "home",
    Code(systems.ADDRESS_USE, "WP"): "work",
}
_PHONE_USE = {**_EMAIL_USE, Code(systems.ADDRESS_USE, "TMP"): "temp"}


class TelecomQuestions(NamedTuple):
    """Where the form asks for phone numbers (group, number, type, use, remark) and e-mail."""

    phone: tuple[str, str, str, str, str]
    email: tuple[str, str, str]


def contact_points(answers: Answers, questions: TelecomQuestions) -> list[ContactPoint]:
    """Phone numbers and e-mail addresses, in the order of the form; what has no value is left out.

    http://nictiz.nl/fhir/StructureDefinition/nl-core-ContactInformation-TelephoneNumbers
    """
    phones = [_phone(group, questions.phone) for group in answers.groups(questions.phone[0])]
    emails = [_email(group, questions.email) for group in answers.groups(questions.email[0])]
    return [point for point in (*phones, *emails) if point is not None]


def _phone(group: Answers, link_ids: tuple[str, str, str, str, str]) -> ContactPoint | None:
    _, number_id, type_id, use_id, remark_id = link_ids
    number, kind = group.text(number_id), group.code(type_id)
    system, display = group.choice(type_id, _PHONE_SYSTEM) or ("phone", None)
    use, remark = group.choice(use_id, _PHONE_USE), group.text(remark_id)
    if number is None:
        return None
    return ContactPoint(
        extension=comment(remark) or None,
        system=system,
        _system=_code_specification(kind, display) if kind else None,
        value=number,
        use=use,
    )


def _email(group: Answers, link_ids: tuple[str, str, str]) -> ContactPoint | None:
    _, address_id, use_id = link_ids
    address, use = group.text(address_id), group.choice(use_id, _EMAIL_USE)
    return ContactPoint(system="email", value=address, use=use) if address else None


def _code_specification(code: Code, display: str | None) -> FHIRPrimitiveExtension:
    url = systems.NICTIZ + "ext-CodeSpecification"
    extension = Extension(url=url, valueCodeableConcept=concept(code, display))
    return FHIRPrimitiveExtension(extension=[extension])
