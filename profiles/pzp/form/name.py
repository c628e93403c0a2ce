"""Names of persons as nl-core-NameInformation has them."""

import re
from typing import Any

from fhir.resources.R4B.extension import Extension
from fhir.resources.R4B.fhirprimitiveextension import FHIRPrimitiveExtension
from fhir.resources.R4B.humanname import HumanName

from profiles import systems
from profiles.pzp.form.answers import Answers

_INITIALS = re.compile(r"(\w\.)+")


def official_name(answers: Answers, link_ids: tuple[str, str, str]) -> HumanName | None:
    """The official name from the questions for given names, prefix and own family name.

    http://nictiz.nl/fhir/StructureDefinition/nl-core-NameInformation
    """
    given, prefix, own = (answers.text(link_id) for link_id in link_ids)
    text = " ".join(part for part in (given, prefix, own) if part)
    if not text:
        return None
    first_names = given.split() if given else []
    return HumanName(
        extension=[_extension("humanname-assembly-order", valueCode="NL1")] if given else None,
        use="official",
        text=text,
        family=f"{prefix} {own}" if prefix and own else own,
        _family=_family_parts(prefix, own) if own else None,
        given=[*first_names] or None,
        _given=[_qualifier(first_name) for first_name in first_names] or None,
    )


def _family_parts(prefix: str | None, own: str) -> FHIRPrimitiveExtension:
    parts = [_extension("humanname-own-prefix", valueString=prefix)] if prefix else []
    return FHIRPrimitiveExtension(
        extension=[*parts, _extension("humanname-own-name", valueString=own)]
    )


def _qualifier(first_name: str) -> FHIRPrimitiveExtension:
    code = "IN" if _INITIALS.fullmatch(first_name) else "BR"
    return FHIRPrimitiveExtension(extension=[_extension("iso21090-EN-qualifier", valueCode=code)])


def _extension(name: str, **value: Any) -> Extension:
    return Extension(url=systems.HL7 + name, **value)
