"""What a treatment directive is about: an extension in STU3, a code of the provision in R4."""

from profiles.invalid import JsonObject
from profiles.pzp.named import contradicts
from profiles.stu3.kept import url_of
from profiles.stu3.release import r4
from profiles.stu3.step import Step
from profiles.systems import NICTIZ, NULL_FLAVOR, SNOMED

TREATMENT = f"{NICTIZ}zib-TreatmentDirective-Treatment"
_CONCEPT = "valueCodeableConcept"
_OF_ZIB_2017 = frozenset(
    {"305351004", "32485007", "40617009", "89666000", "116762002", "281789004"}
)
_OTHER = {"system": "http://hl7.org/fhir/v3/NullFlavor", "code": "OTH", "display": "other"}
_KEPT = url_of(r4(), "Consent.provision", "code")


def treatment_up(step: Step) -> JsonObject | None:
    """The code of the provision; refused, and None, where there is not one."""
    found = step.take_extension(TREATMENT)
    if len(found) != 1 or found[0].keys() != {"url", _CONCEPT} or not found[0][_CONCEPT]:
        step.refuse("extension", step.walk.say("no-treatment"))
        return None
    kept = step.take_extension(_KEPT)
    concept: JsonObject = found[0][_CONCEPT]
    if _names_two(concept):
        step.refuse("extension", step.walk.say("two-treatments"))
        return None
    if kept and concept == _as_other(kept[0][_CONCEPT]):
        concept = kept[0][_CONCEPT]
    return step.walk.object(concept, "CodeableConcept", "CodeableConcept", f"{step.at}.extension")


def _names_two(concept: JsonObject) -> bool:
    """Codes of two treatments, or a code beside the name of another: nobody knows which."""
    codings = concept.get("coding", ())
    known = {one.get("code") for one in codings if one.get("system") == SNOMED} & _OF_ZIB_2017
    return len(known) > 1 or any(
        contradicts(str(one.get("system")), str(one.get("code")), words)
        for one in codings
        for words in (one.get("display"), concept.get("text"))
        if isinstance(words, str)
    )


def treatment_down(step: Step, code: JsonObject) -> None:
    """The extension; what the zib of 2017 has no code for is another one, in words."""
    at = f"{step.at}.provision.code[0]"
    concept = step.walk.object(code, "CodeableConcept", "CodeableConcept", at)
    if not any(_is_known(one) for one in code.get("coding", ())) and code.get("coding"):
        step.put_extension({"url": _KEPT, _CONCEPT: concept})
        step.lose("provision.code[0]", step.walk.say("kept"))
        concept = _as_other(concept)
    step.put_extension({"url": TREATMENT, _CONCEPT: concept})


def _is_known(coding: JsonObject) -> bool:
    pair = coding.get("system"), coding.get("code")
    return pair == (NULL_FLAVOR, "OTH") or (pair[0] == SNOMED and pair[1] in _OF_ZIB_2017)


def _as_other(concept: JsonObject) -> JsonObject:
    coding = concept["coding"][0]
    words = concept.get("text") or coding.get("display") or ""
    code = f"({coding.get('system', '')}|{coding.get('code', '')})"
    return {"coding": [_OTHER], "text": f"{words} {code}".strip()}
