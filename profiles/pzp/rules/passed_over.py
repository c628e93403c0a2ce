"""What a reader of a wish passes over, while it says otherwise than what is read.

https://hl7.org/fhir/R4/extensibility.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from profiles import systems
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.wish import (
    is_directive,
    is_goal,
    is_treatment_directive,
    observed,
    treatments,
)
from profiles.resource.read import element, numbered, objects
from profiles.resource.surroundings import Resource, Surroundings

_ABSENT = f"{systems.HL7}data-absent-reason"
_PROVISION = "https://hl7.org/fhir/R4/consent-definitions.html#Consent.provision"
# Unicode's embeddings, overrides and isolates. https://unicode.org/reports/tr9/
_ORDER = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NARROWING = ("action", "class", "data", "dataPeriod", "purpose", "securityLabel")
WISHES: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "Consent": is_directive,
    "Goal": is_goal,
    "Observation": observed,
}


def narrowed(consent: Resource, _: Surroundings) -> Findings:
    """A decision that holds for some purpose or data only is read as if it held always."""
    provision = element(consent, "provision")
    text = (
        "A reader of the decision misses that this narrows it; leave it out, or write the whole "
        "wish in words as SpecificationOther."
    )
    return [
        Finding(f"Consent.provision.{name}", text) for name in _NARROWING if name in provision
    ] or None


def said_and_absent(wish: Resource, _: Surroundings) -> Findings:
    """What has a value is not unknown; one reader shows the value, another that there is none."""
    if not _says_absent(wish):
        return None
    text = "There is a value here beside the reason why there is none; keep the one that is meant."
    return [Finding(at, text) for at in _both(wish, wish["resourceType"])] or None


def _says_absent(wish: Resource) -> bool:
    """Whether anything is said to be absent, as in few wishes anything is."""
    waiting: list[Any] = [wish]
    for node in waiting:  # it grows while it is read
        if "extension" in node and _is_absent(node):
            return True
        for value in node.values():
            if type(value) is dict:
                waiting.append(value)
            elif type(value) is list:
                waiting += [one for one in value if type(one) is dict]
    return False


def _both(node: Mapping[str, Any], at: str) -> Iterator[str]:
    for name, value in node.items():
        if str(name).startswith("_"):
            yield from _beside(node.get(name[1:]), value, f"{at}.{_step(name[1:])}")
        elif type(value) is dict:
            yield from _inside(value, f"{at}.{_step(str(name))}")
        elif name not in {"contained", "extension", "modifierExtension"}:
            for place, one in numbered(value):
                yield from _inside(one, f"{at}.{name}[{place}]")


def _inside(node: Mapping[str, Any], at: str) -> Iterator[str]:
    if "extension" in node and len(node.keys() - {"id", "extension"}) and _is_absent(node):
        yield at
    yield from _both(node, at)


def _beside(value: Any, companion: Any, at: str) -> Iterator[str]:
    if type(value) is list and type(companion) is list:
        for place, (one, its) in enumerate(zip(value, companion, strict=False)):
            yield from _beside(one, its, f"{at}[{place}]")
    elif value is not None and type(companion) is dict and _is_absent(companion):
        yield at


def _is_absent(node: Mapping[str, Any]) -> bool:
    return any(one.get("url") == _ABSENT for one in objects(node.get("extension")))


def _step(name: str) -> str:
    """The step of FHIRPath: of the choices only `value` is one that a wish has its answer in."""
    kind = name.removeprefix("value")
    if kind == name or not kind[:1].isupper():
        return name
    return f"value.ofType({kind if kind in _COMPLEX else kind[0].lower() + kind[1:]})"


_COMPLEX = frozenset({"CodeableConcept", "Period", "Quantity", "Range", "Ratio", "SampledData"})


def without_status(wish: Resource, _: Surroundings) -> Findings:
    """Without it nobody can tell a wish from what was withdrawn or entered in error."""
    name = "lifecycleStatus" if wish["resourceType"] == "Goal" else "status"
    if name in wish:
        return None
    text = "Whether this wish holds is not said, only why not; write the status."
    return [Finding(f"{wish['resourceType']}.{name}", text)]


def in_parts(observation: Resource, _: Surroundings) -> Findings:
    """The guide has the answer in the value, and reads no components."""
    text = "A reader of the value misses this; write the answer as the value, or in the note."
    return [
        Finding(f"Observation.component[{place}]", text)
        for place, _ in numbered(observation.get("component"))
    ] or None


def turned(wish: Resource, _: Surroundings) -> Findings:
    """Signs that are not seen can make "only a short attempt" read as its words in reverse."""
    text = "This has signs that turn the order in which it is read; write it again without them."
    return [Finding(at, text) for at in _turned(wish, wish["resourceType"])] or None


def _turned(wish: Resource, kind: str) -> Iterator[str]:
    for name, step in (("extension", "value"), ("modifierExtension", "value"), ("note", "text")):
        for place, one in numbered(wish.get(name)):
            if _turns(one.get("valueString")) or _turns(one.get("text")):
                yield f"{kind}.{name}[{place}].{step}"
    for place, concept in enumerate(treatments(wish)):
        if _turns(concept.get("text")):
            yield f"{kind}.provision.code[{place}].text"
    if _turns(element(wish, "description").get("text")):
        yield f"{kind}.description.text"
    if _turns(wish.get("valueString")):
        yield f"{kind}.value.ofType(string)"


def _turns(text: Any) -> bool:
    return type(text) is str and not text.isprintable() and _ORDER.search(text) is not None


def is_wish(resource: Resource) -> object:
    """Whether it is a directive, a goal, or an answer to a question of the guide."""
    return WISHES[resource["resourceType"]](resource)


RULES = (
    Rule("PZP-60", _PROVISION, "error", ("Consent",),
         "a treatment directive narrowed where no reader looks", narrowed, is_treatment_directive),
    Rule("PZP-61", f"{systems.HL7}data-absent-reason", "error", tuple(WISHES),
         "a value beside the reason why there is none", said_and_absent, is_wish),
    Rule("PZP-62", "https://hl7.org/fhir/R4/conformance-rules.html#isModifier", "error",
         tuple(WISHES), "a wish without status", without_status, is_wish),
    Rule("PZP-63", f"{systems.PZP_NEXT}ACP-SpecificCareWishes", "error", ("Observation",),
         "an answer in components", in_parts, observed),
    Rule("PZP-64", "https://hl7.org/fhir/R4/datatypes.html#string", "error", tuple(WISHES),
         "words that are shown in another order than they are written", turned, is_wish),
)  # fmt: skip
