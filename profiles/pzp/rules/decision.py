"""What a treatment directive decides: yes, no or otherwise, and never two of them.

https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-TreatmentDirective
"""

from collections.abc import Sequence

from profiles import systems
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.unknown import absence
from profiles.pzp.wish import (
    ICD_OFF,
    OTHER,
    SPECIFICATION_OTHER,
    is_advance_directive,
    is_icd_off,
    is_treatment_directive,
    others,
    treatments,
)
from profiles.resource.read import element, has, numbered, pairs, says, words
from profiles.resource.surroundings import Resource, Surroundings

_GUIDE = f"{systems.PZP_NEXT}ACP-TreatmentDirective"
_ZIB = f"{systems.NICTIZ}zib-TreatmentDirective2"
_TYPE = "Consent.provision.type"


def _others(around: Surroundings) -> Sequence[tuple[str, Resource]]:
    return others(around.resource)


def decided_and_other(consent: Resource, around: Surroundings) -> Findings:
    """A decision beside "other" says two things at once."""
    if "type" not in element(consent, "provision"):
        return None
    text = (
        "This says otherwise while provision.type decides; keep one: remove provision.type where "
        "the wish is in words, or remove this where it is plainly yes or no."
    )
    return [Finding(expression, text) for expression, _ in around.read(_others)]


def neither(consent: Resource, around: Surroundings) -> Findings:
    """Without decision and without "other", nobody can tell what is wished."""
    provision = element(consent, "provision")
    if "type" in provision or "_type" in provision or around.read(_others):
        return None
    text = (
        "There is no decision; add permit or deny as provision.type, or the wish in words as "
        "modifierExtension SpecificationOther, also when it is not known yet."
    )
    return [Finding("Consent.provision" if provision else "Consent", text)]


def misplaced(_: Resource, around: Surroundings) -> Findings:
    """Whoever knows "other" by its place and url reads past it anywhere else."""
    misspelt = "The url is misspelt, so that the wish is not read; write …SpecificationOther."
    skipped = "A reader may skip this here and misstate the wish; move it to modifierExtension."
    found: list[Finding] = []
    for expression, extension in around.read(_others):
        if extension["url"] != SPECIFICATION_OTHER:
            found.append(Finding(expression, misspelt))
        elif expression.startswith("Consent.extension"):
            found.append(Finding(expression, skipped))
    return found or None


def wordless(_: Resource, around: Surroundings) -> Findings:
    """Nothing is said by "other" without its words."""
    text = "This says that the wish is otherwise, but not how; write the wish as valueString."
    found = [
        Finding(expression, text)
        for expression, extension in around.read(_others)
        if not says(words(extension, "valueString")) and not absence(extension.get("_valueString"))
    ]
    return found or None


def repeated(_: Resource, around: Surroundings) -> Findings:
    """A reader shows one text of "other"."""
    listed = [expression for expression, _ in around.read(_others)]
    text = "There is one wish in words for one treatment; put all of it in the first text."
    return [Finding(expression, text) for expression in listed[1:]] or None


def icd_denied(consent: Resource, _: Surroundings) -> Findings:
    """A directive on an ICD is about switching it off, which permit means."""
    if element(consent, "provision").get("type") != "deny" or not is_icd_off(consent):
        return None
    text = (
        "Permit means: switch the ICD off; the guide gives deny no meaning here. Write permit "
        "where that is agreed, or else no type and the wish in words as SpecificationOther."
    )
    return [Finding(_TYPE, text)]


def icd_by_code(consent: Resource, _: Surroundings) -> Findings:
    """The guide's readers know the switching off by "other" and its text."""
    found = [
        Finding(
            f"Consent.provision.code[{place}]",
            f"The guide has no code for switching off an ICD; write OTH with "
            f"{ICD_OFF[1]} in its text, beside this code or in its place.",
        )
        for place, concept in numbered(element(consent, "provision").get("code"))
        if has(concept, ICD_OFF) and not has(concept, OTHER)
    ]
    return found or None


def other_unnamed(consent: Resource, _: Surroundings) -> Findings:
    """Two "other" treatments are told apart by their texts alone."""
    text = "Which other treatment this is about is not said; name it in this concept's text."
    found = [
        Finding(f"Consent.provision.code[{place}]", text)
        for place, concept in numbered(element(consent, "provision").get("code"))
        if has(concept, OTHER) and not says(words(concept, "text"))
        if not absence(concept.get("_text"))
    ]
    return found or None


def nested(consent: Resource, _: Surroundings) -> Findings:
    """An exception inside the provision is missed by who reads the provision."""
    found = [
        Finding(
            f"Consent.provision.provision[{place}]",
            "A reader of the first provision misses this exception; write it as a Consent of its "
            "own, or the whole wish in words as SpecificationOther.",
        )
        for place, _ in numbered(element(consent, "provision").get("provision"))
    ]
    return found or None


def will_decides(consent: Resource, _: Surroundings) -> Findings:
    """A living will says by its type of will and its document what is wished."""
    if "type" not in element(consent, "provision") or is_treatment_directive(consent):
        return None
    text = (
        "An advance directive has no decision; remove provision.type, and write a treatment "
        "directive beside it where a treatment is permitted or denied."
    )
    return [Finding(_TYPE, text)]


def untreated(consent: Resource, _: Surroundings) -> Findings:
    """What is not about anything can not be followed."""
    provision = element(consent, "provision")
    if any(map(_names_something, treatments(consent))) or absence(provision):
        return None
    text = "What this is about is not said; add the treatment, or the type of will, as code."
    return [Finding("Consent.provision" if provision else "Consent", text)]


def _names_something(concept: Resource) -> bool:
    return bool(pairs(concept)) or says(words(concept, "text")) or absence(concept) is not None


RULES = (
    Rule("PZP-01", f"{_ZIB}#zib-TreatmentDirective2-2", "error", ("Consent",),
         "decision and “other” both present", decided_and_other, is_treatment_directive),
    Rule("PZP-02", _GUIDE, "warning", ("Consent",),
         "neither a decision nor “other”", neither, is_treatment_directive),
    Rule("PZP-03", f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificationOther", "error",
         ("Consent",), "“other” as plain extension, or its url misspelt", misplaced,
         is_treatment_directive),
    Rule("PZP-04", f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificationOther", "error",
         ("Consent",), "“other” without words", wordless, is_treatment_directive),
    Rule("PZP-05", f"{systems.NICTIZ}ext-TreatmentDirective2.SpecificationOther", "error",
         ("Consent",), "“other” more than once", repeated, is_treatment_directive),
    Rule("PZP-06", _GUIDE, "warning", ("Consent",),
         "deny for switching off an ICD", icd_denied, is_treatment_directive),
    Rule("PZP-07", _GUIDE, "warning", ("Consent",),
         "switching off an ICD by its SNOMED CT code alone", icd_by_code, is_treatment_directive),
    Rule("PZP-08", _GUIDE, "warning", ("Consent",),
         "treatment “other” without text", other_unnamed, is_treatment_directive),
    Rule("PZP-09", "https://hl7.org/fhir/R4/consent-definitions.html#Consent.provision.provision",
         "error", ("Consent",), "exceptions nested in a treatment directive", nested,
         is_treatment_directive),
    Rule("PZP-10", f"{systems.PZP_NEXT}ACP-AdvanceDirective", "warning", ("Consent",),
         "an advance directive that permits or denies", will_decides, is_advance_directive),
)  # fmt: skip
