"""What every directive needs to be found, dated and trusted.

https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-AdvanceDirective
"""

from profiles import systems
from profiles.packages.expansion import expand
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.rules.decision import untreated
from profiles.pzp.unknown import absence
from profiles.pzp.wish import (
    ADVANCE_CATEGORY,
    ADVANCE_SCOPE,
    OTHER,
    TREATMENT_CATEGORY,
    TREATMENT_SCOPE,
    TREATMENTS,
    is_advance_directive,
    is_directive,
    is_of_talk,
    is_treatment_directive,
    treatments,
)
from profiles.resource.read import any_has, codes, element, has, numbered, objects
from profiles.resource.surroundings import Resource, Surroundings

_GUIDE = f"{systems.PZP_NEXT}ACP-TreatmentDirective"
_CONSENTER = (systems.ROLE_CODE, "CONSENTER")
_PARTIES = 2
_PRIVACY = (systems.CONSENT_SCOPE, "patient-privacy")
_MARKS = frozenset({"129125009", "acd", "adr", "treatment"})
_KINDS = ((TREATMENT_SCOPE, TREATMENT_CATEGORY), (ADVANCE_SCOPE, ADVANCE_CATEGORY))


def directive_of_nobody(consent: Resource, _: Surroundings) -> Findings:
    """R4's own constraint on this never fires."""
    if element(consent, "patient"):
        return None
    return [Finding("Consent", "Whose wish this is is not said; add patient.")]


def undated(consent: Resource, _: Surroundings) -> Findings:
    """The wish that holds is the latest one."""
    if "dateTime" in consent or absence(consent.get("_dateTime")):
        return None
    text = "Without dateTime nobody can tell the latest wish; add the day it was last discussed."
    return [Finding("Consent", text)]


def few_parties(consent: Resource, _: Surroundings) -> Findings:
    """A limit to treatment is agreed between two, one of them a professional as a rule."""
    named: set[str] = set()
    for place, actor in numbered(element(consent, "provision").get("actor")):
        if has(actor.get("role"), _CONSENTER):
            url = element(actor, "reference").get("reference")
            named.add(url if type(url) is str else f"[{place}]")
    if len(named) >= _PARTIES:
        return None
    text = (
        f"{('No party', 'One party')[len(named)]} to the agreement is named; add at least two as "
        "actor with role CONSENTER: patient or representative, and professional."
    )
    return [Finding("Consent.provision" if element(consent, "provision") else "Consent", text)]


def at_odds(consent: Resource, _: Surroundings) -> Findings:
    """What is a wish by its category is none by its scope, or a wish of another kind."""
    found = [kind for kind in _KINDS if any_has(consent.get("category"), kind[1])]
    if not found or (len(found) == 1 and has(consent.get("scope"), found[0][0])):
        return None
    text = (
        "Scope and category do not say the same; write treatment with 129125009, or adr with acd, "
        "and keep a choice about exchange in a Consent of its own."
    )
    return [Finding("Consent.scope", text)]


def half_said(consent: Resource, _: Surroundings) -> Findings:
    """The guide searches by scope and category, and finds nothing that has only one of them."""
    for scope, category in _KINDS:
        if has(consent.get("scope"), scope) and not any_has(consent.get("category"), category):
            text = f"By its scope this is a wish, but nobody finds it; add category {category[1]}."
            return [Finding("Consent.category" if "category" in consent else "Consent", text)]
    return None


def unmarked(consent: Resource, _: Surroundings) -> Findings:
    """A wish that neither scope nor category marks is found by a reader of all Consents alone."""
    if is_directive(consent) or has(consent.get("scope"), _PRIVACY):
        return None
    said = (consent.get("scope"), *objects(consent.get("category")))
    looks = not _MARKS.isdisjoint(code for concept in said for code in codes(concept))
    is_marked = bool(codes(consent.get("scope")))
    if is_marked and not looks and not any(map(_is_treatment, treatments(consent))):
        return None
    text = (
        "Scope and category do not say by their systems and codes what this Consent is; write "
        "scope treatment with category 129125009, or adr with acd."
    )
    return [Finding("Consent.scope", text)]


def _is_treatment(concept: Resource) -> bool:
    known = {code for _, code in expand(TREATMENTS) or frozenset()} - {OTHER[1]}
    return not known.isdisjoint(codes(concept))


def other_patient(resource: Resource, around: Surroundings) -> Findings:
    """A party that is a Patient is the one whose record it is."""
    own = _named(resource.get("patient") or resource.get("subject"))
    if own is None:
        return None
    text = "This is another Patient than the one whose record it is; correct either of them."
    found = [
        Finding(expression, text)
        for expression, reference in _parties(resource)
        if _is_other_patient(_named(reference), own, around)
    ]
    return found or None


def _parties(resource: Resource) -> list[tuple[str, object]]:
    kind = resource["resourceType"]
    if kind == "Communication":
        return [
            (f"Communication.recipient[{place}]", one)
            for place, one in numbered(resource.get("recipient"))
        ]
    if kind == "CommunicationRequest":
        return [
            ("CommunicationRequest.sender", resource.get("sender")),
            ("CommunicationRequest.requester", resource.get("requester")),
            *(
                (f"CommunicationRequest.recipient[{place}]", one)
                for place, one in numbered(resource.get("recipient"))
            ),
        ]
    if kind == "Procedure":
        return [
            (f"Procedure.performer[{place}].actor", one.get("actor"))
            for place, one in numbered(resource.get("performer"))
        ]
    return [
        (f"Consent.provision.actor[{place}].reference", one.get("reference"))
        for place, one in numbered(element(resource, "provision").get("actor"))
    ]


def _named(reference: object) -> str | None:
    url = reference.get("reference") if type(reference) is dict else None
    return url.partition("/_history/")[0] if type(url) is str else None


def _is_other_patient(url: str | None, own: str, around: Surroundings) -> bool:
    if url is None or url == own:
        return False
    party, patient = around.resolve(url), around.resolve(own)
    if party is not None and patient is not None:
        return party is not patient and party.get("resourceType") == "Patient"
    return party is patient and url.startswith("Patient/") and own.startswith("Patient/")


RULES = (
    Rule("PZP-11", "https://hl7.org/fhir/R4/consent.html#ppc-5", "error", ("Consent",),
         "a directive without patient", directive_of_nobody, is_directive),
    Rule("PZP-12", f"{_GUIDE}#Consent.dateTime", "warning", ("Consent",),
         "a directive without date", undated, is_directive),
    Rule("PZP-13", f"{_GUIDE}#Consent.provision.code", "warning", ("Consent",),
         "a treatment directive without treatment", untreated,
         is_treatment_directive),
    Rule("PZP-14", f"{_GUIDE}#Consent.provision.actor:agreementParty", "warning", ("Consent",),
         "fewer than two parties to a treatment directive", few_parties, is_treatment_directive),
    Rule("PZP-15", f"{_GUIDE}#Consent.scope", "error", ("Consent",),
         "scope and category at odds", at_odds, is_directive),
    Rule("PZP-17", f"{_GUIDE}#Consent.category", "warning", ("Consent",),
         "the scope of a wish without its category", half_said, is_directive),
    Rule("PZP-18", f"{systems.PZP_NEXT}ACP-AdvanceDirective#Consent.provision.code", "warning",
         ("Consent",), "an advance directive without type of will", untreated,
         is_advance_directive),
    Rule("PZP-19", f"{_GUIDE}#Consent.scope", "error", ("Consent",),
         "a Consent that by its systems and codes is of no kind", unmarked),
    Rule("PZP-16", f"{_GUIDE}#Consent.provision.actor:agreementParty.reference", "error",
         ("Consent", "Procedure", "Communication", "CommunicationRequest"),
         "a party that is another Patient than the record's", other_patient,
         is_of_talk),
)  # fmt: skip
