"""Who was at the talk besides the patient and the professional."""

from collections.abc import Sequence
from dataclasses import dataclass

from profiles import systems
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import Code
from profiles.pzp.form.contact_person import (
    OTHER_RELATION,
    OTHER_ROLE,
    RELATIONS,
    ROLES,
    Contact,
    contact_of,
    other_texts,
)
from profiles.pzp.form.guide import Guide
from profiles.pzp.form.keys import Keys

_PATIENT, _ROLE, _RELATION = "82", "997", "998"
_TICKED = {Code(None, "Patiënt"): True}


@dataclass(frozen=True, slots=True)
class Attendance:
    """`others` are the contact persons who were there; those in `unnamed` are known by it alone."""

    patient: bool
    others: tuple[Contact, ...]
    unnamed: tuple[Contact, ...]


def attendance(
    answers: Answers, keys: Keys, contacts: Sequence[Contact], guide: Guide
) -> Attendance:
    """Who was there; a role or relation that one contact person alone has, is that person.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Encounter
    """
    patient = answers.choice(_PATIENT, _TICKED) is True
    codes = [*answers.options(_ROLE, ROLES), *answers.options(_RELATION, RELATIONS)]
    texts = other_texts(answers, (_ROLE, "414", OTHER_ROLE), (_RELATION, "413", OTHER_RELATION))
    others: dict[str, Contact] = {}
    unnamed: list[Contact] = []
    for code in codes:
        same = [contact for contact in contacts if code in contact.codes and code not in texts]
        if len(same) != 1:
            unnamed.append(_unnamed(code, texts, keys, guide))
        contact = same[0] if len(same) == 1 else unnamed[-1]
        others[contact.kind] = contact
    return Attendance(patient, tuple(others.values()), tuple(unnamed))


def _unnamed(code: Code, texts: dict[Code, str], keys: Keys, guide: Guide) -> Contact:
    # Beta 3 wants a role of the national list, also of someone known by relation alone.
    has_role = code.system == systems.CONTACT_ROLE or not guide.contact_has_role
    codes = [code] if has_role else [OTHER_ROLE, code]
    own_text = {code: texts[code]} if code in texts else {}
    return contact_of(f"attending/{code.system}|{code.code}", keys, codes, own_text)
