"""What the records of one Bundle say together: one patient, and one current wish of a kind.

https://hl7.org/fhir/R4/bundle.html
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from profiles import systems
from profiles.packages.expansion import expand
from profiles.pzp.rule import Finding, Findings, Rule
from profiles.pzp.wish import (
    OTHER,
    TREATMENTS,
    is_goal,
    is_of_talk,
    is_treatment_directive,
    observed,
    others,
    treatments,
)
from profiles.resource.read import element, numbered, objects, pairs, words
from profiles.resource.surroundings import Others, Resource, Surroundings

_ABOUT_ONE = frozenset({
    "Communication", "CommunicationRequest", "Consent", "DeviceUseStatement", "Encounter", "Goal",
    "Observation", "Procedure", "QuestionnaireResponse", "RelatedPerson",
})  # fmt: skip
_CURRENT = frozenset({"active", "final", "amended", "corrected", "preliminary", "accepted"})


# So a transaction names a Patient that the receiver has already.
_SEARCHED = re.compile(rf"Patient\?identifier={re.escape(systems.BSN_SYSTEM)}(?:\||%7C)([0-9]+)")

_PATIENT = re.compile(r"(?:https?://.+/)?Patient[/?]|urn:")


def is_sent(bundle: Resource) -> bool:
    """Whether the Bundle is sent as one; answers of a server may hold anything."""
    return bundle.get("type") in ("transaction", "batch", "document", "message", "collection")


class _Wish(NamedTuple):
    """One current wish in a Bundle, with what makes it the same or another than the next."""

    date: str
    place: int
    said: Hashable


def two_patients(bundle: Resource, around: Surroundings) -> Findings:
    """The records of a talk are of one person; more in one Bundle is how records get mixed up."""
    if not any(is_of_talk(resource) for _, resource in _resources(bundle)):
        return None
    first: dict[str, Hashable] = {}
    text = (
        "This is about another patient than the records before it; correct patient or subject, "
        "or send a Bundle for each patient."
    )
    found: list[Finding] = []
    for place, resource in _resources(bundle):
        who = _whose(resource, around.others) if resource["resourceType"] in _ABOUT_ONE else None
        if who is not None and first.setdefault(who[0], who[1]) != who[1]:
            found.append(Finding(f"Bundle.entry[{place}].resource", text))
    return found or None


def opposite_wishes(_: Resource, around: Surroundings) -> Findings:
    """Of two wishes of one day a reader can't tell which one holds."""
    text = (
        "This is as current as Bundle.entry[{}] and says something else; keep the one that "
        "holds, or give them the dates on which each was discussed."
    )
    return _clashes(around, text, alike=False)


def repeated_wishes(_: Resource, around: Surroundings) -> Findings:
    """The same wish twice will be two, of which one is changed later."""
    text = "This says the same as Bundle.entry[{}]; send a wish once."
    return _clashes(around, text, alike=True)


def _clashes(around: Surroundings, text: str, *, alike: bool) -> Findings:
    found: list[Finding] = []
    for wishes in around.read(_by_subject):
        for earlier, later in pairwise(wishes):
            # A day is as current as a moment of that day, and no date as any date.
            is_current = later.date.startswith(earlier.date)
            if is_current and (earlier.said == later.said) is alike:
                at = f"Bundle.entry[{later.place}].resource"
                found.append(Finding(at, text.format(earlier.place)))
    return found or None


def _by_subject(around: Surroundings) -> list[list[_Wish]]:
    """The current wishes that are about the same thing of the same patient, by their dates."""
    found: defaultdict[Hashable, list[_Wish]] = defaultdict(list)
    for place, resource in _resources(around.resource):
        status = words(resource, "lifecycleStatus") or words(resource, "status")
        if status not in _CURRENT:
            continue
        read = _READ.get(resource["resourceType"])
        about = read(resource) if read else None
        who = _whose(resource, around.others) if about else None
        if about and who:
            subject, date, said = about
            found[who, resource["resourceType"], subject].append(_Wish(date, place, said))
    return [sorted(wishes) for wishes in found.values() if len(wishes) > 1]


_About = tuple[Hashable, str, Hashable]


def _consent(consent: Resource) -> _About | None:
    provision = element(consent, "provision")
    # What has ended is no current wish; whether the end is yet to come, only a clock tells.
    if not is_treatment_directive(consent) or "end" in element(provision, "period"):
        return None
    concepts = treatments(consent)
    if not concepts:
        return None
    codings = frozenset(pairs(concepts[0]))
    # A code of the sender's own beside it makes no other treatment of it.
    codings = codings & (expand(TREATMENTS) or frozenset()) or codings
    name = words(concepts[0], "text").casefold() if OTHER in codings or not codings else ""
    texts = tuple(words(extension, "valueString") for _, extension in others(consent))
    said = (words(provision, "type"), texts)
    return (codings, name), words(consent, "dateTime"), said


def _observation(observation: Resource) -> _About | None:
    code = observed(observation)
    if code is None:
        return None
    said = (
        words(observation, "valueString"),
        observation.get("valueBoolean") is False,
        frozenset(pairs(observation.get("valueCodeableConcept"))),
        frozenset(pairs(observation.get("dataAbsentReason"))),
    )
    start = element(observation, "effectivePeriod")
    return code, words(observation, "effectiveDateTime") or words(start, "start"), said


def _goal(goal: Resource) -> _About | None:
    codings = frozenset(pairs(goal.get("description")))
    date = words(goal, "startDate") or words(goal, "statusDate")
    return ("goal", date, codings) if is_goal(goal) else None


_READ = {"Consent": _consent, "Observation": _observation, "Goal": _goal}


def _whose(resource: Resource, others_: Others) -> tuple[str, Hashable] | None:
    """Which patient a record is about, and in what way that is known; ways are not compared."""
    about = resource.get("patient") or resource.get("subject")
    url = about.get("reference") if type(about) is dict else None
    if type(url) is not str:
        return None
    url = url.partition("/_history/")[0]
    patient = others_.get(url)
    if patient is not None:
        return _known(patient) if patient.get("resourceType") == "Patient" else None
    if number := _SEARCHED.fullmatch(url):
        return "BSN", number[1]
    return ("reference", url) if _PATIENT.match(url) else None


def _known(patient: Resource) -> tuple[str, Hashable]:
    for identifier in objects(patient.get("identifier")):
        if identifier.get("system") == systems.BSN_SYSTEM:
            return "BSN", words(identifier, "value")
    return "resource", id(patient)


def _resources(bundle: Resource) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, entry in numbered(bundle.get("entry")):
        resource = entry.get("resource")
        if type(resource) is dict and type(resource.get("resourceType")) is str:
            yield place, resource


RULES = (
    Rule("PZP-50", "https://hl7.org/fhir/R4/bundle.html#references", "error", ("Bundle",),
         "the records of a talk about more than one patient", two_patients, is_sent),
    Rule("PZP-51", f"{systems.PZP_NEXT}ACP-TreatmentDirective#Consent.dateTime", "error",
         ("Bundle",), "two current wishes that differ", opposite_wishes, is_sent),
    Rule("PZP-52", f"{systems.PZP_NEXT}ACP-TreatmentDirective#Consent.dateTime", "warning",
         ("Bundle",), "one current wish sent twice", repeated_wishes, is_sent),
)  # fmt: skip
