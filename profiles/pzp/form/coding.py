"""Codes as FHIR writes them."""

from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.coding import Coding
from fhir.resources.R4B.extension import Extension
from fhir.resources.R4B.reference import Reference

from profiles import systems
from profiles.pzp.form.code import Code

ADVANCE_CARE_PLANNING = Code(systems.SNOMED, "713603004")
INFORMING = Code(systems.SNOMED, "223449006")


def coding(code: Code, display: str | None = None) -> Coding:
    """One coding."""
    return Coding(system=code.system, code=code.code, display=display)


def concept(code: Code, display: str | None = None, text: str | None = None) -> CodeableConcept:
    """A concept of one coding."""
    return CodeableConcept(coding=[coding(code, display)], text=text)


def comment(text: str | None) -> list[Extension]:
    """The remark as ext-Comment, if there is one."""
    url = systems.NICTIZ + "ext-Comment"
    return [Extension(url=url, valueString=text)] if text else []


def unknown() -> Extension:
    """In place of what has to stand there, and nobody knows.

    https://hl7.org/fhir/R4/extension-data-absent-reason.html
    """
    return Extension(url=systems.HL7 + "data-absent-reason", valueCode="unknown")


def unknown_reference() -> Reference:
    """To someone who has to be named, and is not."""
    return Reference(extension=[unknown()])
