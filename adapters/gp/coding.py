"""Codes as FHIR writes them."""

from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.coding import Coding
from fhir.resources.R4B.extension import Extension
from fhir.resources.R4B.meta import Meta

from adapters.gp.form import Code
from profiles import systems

ADVANCE_CARE_PLANNING = Code(systems.SNOMED, "713603004")


def coding(code: Code, display: str | None = None) -> Coding:
    """One coding."""
    return Coding(system=code.system, code=code.code, display=display)


def concept(code: Code, display: str | None = None, text: str | None = None) -> CodeableConcept:
    """A concept of one coding."""
    return CodeableConcept(coding=[coding(code, display)], text=text)


def profile(name: str) -> Meta:
    """The claim of a PZP profile."""
    return Meta(profile=[systems.PZP + name])


def comment(text: str | None) -> list[Extension]:
    """The remark as ext-Comment, if there is one."""
    url = systems.NICTIZ + "ext-Comment"
    return [Extension(url=url, valueString=text)] if text else []
