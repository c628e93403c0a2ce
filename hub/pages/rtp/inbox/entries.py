"""What one part of a handoff says, in a line: as its sender wrote it, else by its codes."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from hub.pages.days import date_said
from hub.pages.words import Words
from hub.transfer.open.status import is_modified
from profiles.pzp.reading.record import name_of
from profiles.resource.read import element, objects, words
from profiles.resource.surroundings import Resource

_BREAK = re.compile(r"</(?:p|div|li|tr|h\d|dt|dd)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_PEOPLE = frozenset({"Patient", "Practitioner", "RelatedPerson"})
_WISHES = frozenset({"Consent"})
"""What is read as a wish, by the one reading of these, and told above all else."""
_WHAT = ("code", "type", "deviceName", "category")
_USUAL = frozenset({"active", "final", "confirmed"})
_DATES = ("onsetDateTime", "effectiveDateTime", "performedDateTime", "authoredOn", "recordedDate")
_STATUSES = ("status", "clinicalStatus", "verificationStatus", "lifecycleStatus")


def entry_lines(one: Resource, t: Words) -> list[str]:
    """At least one: what can't be told in words is told to be there."""
    kind = words(one, "resourceType")
    if kind in _WISHES:
        return [t("entry.wish")]
    said = list(lines_of(element(one, "text"))) or [_by_codes(one, t)]
    return [*said, t("entry.modified")] if is_modified(one) else said


def lines_of(narrative: Mapping[str, Any]) -> Iterator[str]:
    """What a narrative says, without its markup. https://hl7.org/fhir/R4/narrative.html."""
    for line in _BREAK.sub("\n", words(narrative, "div")).splitlines():
        said = " ".join(unescape(_TAG.sub(" ", line)).split())
        if said:
            yield said


def concept_said(one: Any) -> str:
    """Its own words, else those of a coding, else the code; empty where it has none."""
    listed = one if type(one) is list else [one]
    for concept in objects(listed):
        codings = objects(concept.get("coding"))
        written = [words(each, "display") or words(each, "code") for each in codings]
        if said := words(concept, "text") or next(filter(None, written), ""):
            return said
    return ""


def _by_codes(one: Resource, t: Words) -> str:
    kind = words(one, "resourceType")
    what = next((said for name in _WHAT if (said := concept_said(one.get(name)))), "")
    if kind in _PEOPLE or kind == "Organization":
        what = name_of(one) or words(one, "name") or what
    if not what:
        return t("entry.other", kind=kind)
    said = f"{what}: {value}" if (value := _value(one)) else what
    day = next((date_said(words(one, name), t) for name in _DATES if words(one, name)), "")
    beside = [*_statuses(one, t), *([day] if day else [])]
    return f"{said} ({', '.join(beside)})" if beside else said


def _value(one: Resource) -> str:
    quantity = element(one, "valueQuantity")
    if "value" in quantity:
        unit = words(quantity, "unit") or words(quantity, "code")
        return " ".join(filter(None, (words(quantity, "comparator"), str(quantity["value"]), unit)))
    return words(one, "valueString") or concept_said(one.get("valueCodeableConcept"))


def _statuses(one: Resource, t: Words) -> Iterator[str]:
    """Each but the usual one; a word that is not ours is told as it is written."""
    for name in _STATUSES:
        codings = objects(element(one, name).get("coding"))
        code = next((words(each, "code") for each in codings), "") or words(one, name)
        if code and code not in _USUAL:
            yield t.of("entry-status", code) or code
