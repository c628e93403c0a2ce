"""Faults of many kinds, each planted into an entry of its own of a transaction that is sound."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, a_treatment_directive, urn
from tests.hub.dossier import an_observation

Tree = dict[str, Any]
Plant = Callable[[Tree], None]
"""What it does to an entry of the Bundle."""
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
NUMBERS = "http://example.org/number"
NOWHERE = {"reference": urn(909)}
SCRIPT = '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>'


def _goal(**members: Any) -> Tree:
    return a_goal(urn(0), **members)


def _observation(**members: Any) -> Tree:
    return an_observation(urn(0), **members)


def _encounter(**members: Any) -> Tree:
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": ACT_CODE, "code": "AMB"},
        "subject": {"reference": urn(0)},
        **members,
    }


def _device(**members: Any) -> Tree:
    return {"resourceType": "Device", "patient": {"reference": urn(0)}, **members}


def _set(**members: Any) -> Plant:
    return lambda entry: entry["resource"].update(members)


def _without(name: str) -> Plant:
    return lambda entry: entry["resource"].pop(name)


def _asked(**members: Any) -> Plant:
    return lambda entry: entry["request"].update(members)


def _misnamed(entry: Tree) -> None:
    [code] = entry["resource"]["provision"]["code"]
    code["coding"][0]["display"] = "Antibiotic therapy (procedure)"


def _of_another(entry: Tree) -> None:
    number = {"system": systems.BSN_SYSTEM, "value": a_bsn()}
    entry["resource"]["subject"]["identifier"] = number


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sound, how it is asked to be written, and the fault; some can't be told of alone."""

    resource: Tree
    request: str
    plant: Plant


def _new(resource: Tree, plant: Plant) -> Kind:
    return Kind(resource, f"POST {resource['resourceType']}", plant)


def _kept(resource: Tree, plant: Plant) -> Kind:
    return Kind(resource, f"PUT {resource['resourceType']}/{resource['id']}", plant)


KINDS: dict[str, Kind] = {
    "a code that there is not": _new(_goal(), _set(lifecycleStatus="nonsense")),
    "a required element": _new(_observation(), _without("status")),
    "an element of no type": _new(_goal(), _set(colour="red")),
    "a date that is none": _new(_goal(), _set(startDate="2026-02-30")),
    "an object for a list": _new(_observation(), _set(category={})),
    "a list for an object": _new(_encounter(), _set(subject=[])),
    "a text for an object": _new(_encounter(), _set(period="now")),
    "a text for a list": _new(_encounter(), _set(identifier="1")),
    "a meta that is none": _new(_goal(), _set(meta=[])),
    "a script in a text": _new(_goal(), _set(text={"status": "generated", "div": SCRIPT})),
    "implicit rules": _new(_goal(), _set(implicitRules="http://example.org/rules")),
    "a number in the directory": _new(
        {"resourceType": "Location", "name": "Kamer 7"},
        _set(identifier=[{"system": systems.BSN_SYSTEM, "value": "999990019"}]),
    ),
    "a display of another code": _new(a_treatment_directive(urn(0)), _misnamed),
    "a wish of a day to come": _new(a_treatment_directive(urn(0)), _set(dateTime="2099-01-01")),
    "a dangling urn": _new(_goal(), _set(addresses=[NOWHERE])),
    "a reference to what is not here": _new(
        _observation(), _set(performer=[{"reference": "Practitioner/nobody"}])
    ),
    "a condition that finds nothing": _new(
        _observation(), _set(performer=[{"reference": f"Practitioner?identifier={NUMBERS}|9"}])
    ),
    "an observation of nobody": _new(_observation(), _without("subject")),
    "a number of somebody else": _new(_observation(), _of_another),
    "another type than the url": _new(_encounter(), _asked(url="Procedure")),
    "a type that there is not": _new(_encounter(), _asked(url="Encunter")),
    "what the hub writes itself": _new(_device(), _asked(url="AuditEvent")),
    "a read that can not be": _new(_goal(), _asked(method="GET", url="Goal/$everything")),
    "no request": _new(_goal(), lambda entry: entry.pop("request")),
    "an address that is no text": _new(_goal(), _asked(url=7)),
    "an update of nothing named": _new(_goal(), _asked(method="PUT")),
    "an id that is another": _kept(_goal(id="agreed-1"), _set(id="agreed-2")),
    "a version of nothing": _kept(_goal(id="agreed-3"), _asked(ifMatch='W/"3"')),
    "a version that is none": _kept(_goal(id="agreed-4"), _asked(ifMatch="a b c")),
    "a condition by what is none": _new(_goal(), _asked(ifNoneExist="status=active")),
    "a body that denies its condition": Kind(
        _encounter(identifier=[{"system": NUMBERS, "value": "1"}]),
        f"PUT Encounter?identifier={NUMBERS}|1",
        _set(identifier=[{"system": NUMBERS, "value": "2"}]),
    ),
}
PATIENT: dict[str, Plant] = {
    "": lambda _: None,
    "no number": _set(identifier=[]),
    "two numbers": _set(
        identifier=[
            {"system": systems.BSN_SYSTEM, "value": one} for one in ("999990019", "999990020")
        ]
    ),
    "a number that is none": _set(
        identifier=[{"system": systems.BSN_SYSTEM, "value": "999990010"}]
    ),
    "a birth date that is none": _set(birthDate="1940-13-01"),
}


def planted(kinds: Sequence[str], of_patient: str = "") -> Tree:
    """A transaction with an entry for each kind of fault, these planted."""
    entries = [(deepcopy(one.resource), one.request) for one in KINDS.values()]
    bundle = a_transaction((a_patient(), "POST Patient"), *entries)
    PATIENT[of_patient](bundle["entry"][0])
    for entry, (name, kind) in zip(bundle["entry"][1:], KINDS.items(), strict=True):
        if name in kinds:
            kind.plant(entry)
    return bundle
