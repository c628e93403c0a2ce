"""A record of one release of the guide told in the words of another: made up, and marked as such.

Nobody stores it, and it has no id: it says what it is derived from, by whom and when that was said.
docs/decisions/0045-two-releases-of-the-guide.md
"""

from collections.abc import Mapping
from typing import Any

from profiles import systems
from profiles.dialect import NEW, OLD
from profiles.pzp.wish import CAPACITY, TALK, TOLD
from profiles.resource.read import any_has, element, has, objects, words

Tree = dict[str, Any]

DERIVED: Mapping[str, str] = {
    "system": systems.HUB_LABELS,
    "code": "derived",
    "display": "Afgeleid: zo niet vastgelegd, maar uit een ander gegeven opgemaakt",
}
"""The tag of what is made up."""
DERIVED_FROM = f"{systems.HUB_EXTENSIONS}/derived-from"
"""The extension that names the version of the record that it is made of."""
_MARK = {("system", DERIVED["system"]), ("code", DERIVED["code"])}
_PROFILE = f"{NEW}StructureDefinition/"
_OLDER = f"{OLD}StructureDefinition/"
# Told is asked: the older record says that the professional did so, not what the patient did.
_ASKED = {
    "preparation": "draft", "in-progress": "active", "completed": "active", "on-hold": "on-hold",
    "not-done": "revoked", "stopped": "revoked", "entered-in-error": "entered-in-error",
}  # fmt: skip
_TOLD = {
    "draft": "preparation", "active": "completed", "completed": "completed", "on-hold": "on-hold",
    "revoked": "stopped", "entered-in-error": "entered-in-error",
}  # fmt: skip
_AS_THEY_ARE = (
    "language", "implicitRules", "contained", "extension", "modifierExtension", "identifier",
    "subject", "encounter", "priority", "medium", "reasonCode", "reasonReference", "note",
)  # fmt: skip


def derived_from(reference: str) -> Tree:
    """The extension that says so of a record's version, `Type/id/_history/version`."""
    return {"url": DERIVED_FROM, "valueReference": {"reference": reference}}


def legally_capable(
    patient: str, *, capable: bool, remark: str, day: str, meta: Mapping[str, Any], source: str
) -> Tree:
    """The Observation of 1.0, of what an extension of the Patient says; of no `day`, none.

    `meta` has the source and the moment of that Patient, `source` is its version.
    https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-LegallyCapable
    """
    system, code = CAPACITY
    said: Tree = {
        "resourceType": "Observation",
        "meta": _meta(meta, f"{_PROFILE}ACP-LegallyCapable"),
        "extension": [derived_from(source)],
        "status": "final",
        "code": {
            "coding": [{"system": system, "code": code}],
            "text": "Wilsbekwaam ten aanzien van medische behandelbeslissingen",
        },
        "subject": {"reference": patient},
        "valueBoolean": capable,
    }
    said |= {"effectiveDateTime": day} if day else {"_effectiveDateTime": _UNKNOWN}
    return said | ({"note": [{"text": remark}]} if remark else {})


def capacity_extension(url: str, *, capable: bool, remark: str, day: str, source: str) -> Tree:
    """The Patient's extension of before 1.0, by its `url`, of what another record says.

    https://fhir.iknl.nl/fhir/StructureDefinition/ext-LegallyCapable-MedicalTreatmentDecisions
    """
    told = f"Overgenomen uit een ander gegeven, van {day or 'onbekende datum'}"
    return {
        "url": url,
        "extension": [
            {"url": "legallyCapable", "valueBoolean": capable},
            {
                "url": "legallyCapableComment",
                "valueString": f"{told}: {remark}" if remark else told,
            },
            derived_from(source),
        ],
    }


def is_derived(resource: Mapping[str, Any]) -> bool:
    """Whether it is made up by a hub, by its tag or its origin."""
    tags = objects(element(resource, "meta").get("tag"))
    return any(tag.items() >= _MARK for tag in tags) or is_made_of(resource)


def is_made_of(node: Any) -> bool:
    """Whether an extension of it names what it is derived from."""
    extensions = objects(node.get("extension")) if type(node) is dict else ()
    return any(one.get("url") == DERIVED_FROM for one in extensions)


def as_request(told: Mapping[str, Any], source: str) -> Tree:
    """The CommunicationRequest of 1.0 that a Communication of before comes to.

    https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-InformRelativesRequest
    """
    made = _of(told, "CommunicationRequest", "ACP-InformRelativesRequest", _PROFILE, source)
    made["status"] = _ASKED.get(str(told.get("status")), "unknown")
    made["category"] = [_advice(element(told, "topic"))]
    made["reasonCode"] = _about_the_talk(told.get("reasonCode"))
    made |= _moved(told, {"sent": "authoredOn", "sender": "requester", "subject": "sender"})
    named = [one for one in objects(told.get("recipient")) if not _is_patient(one)]
    return made | ({"recipient": named} if named else {})


def as_told(request: Mapping[str, Any], source: str) -> Tree:
    """The Communication of beta 3 that a CommunicationRequest of 1.0 comes to.

    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Communication
    """
    made = _of(request, "Communication", "ACP-Communication", _OLDER, source)
    made["status"] = _TOLD.get(str(request.get("status")), "unknown")
    advice = [one for one in objects(request.get("category")) if has(one, TOLD)]
    made["topic"] = _advice(advice[0] if advice else {})
    made["reasonCode"] = _about_the_talk(request.get("reasonCode"))
    made |= _moved(request, {"authoredOn": "sent", "requester": "sender"})
    subject = request.get("subject")
    return made | ({"recipient": [subject]} if subject else {})


_UNKNOWN = {
    "extension": [
        {"url": f"{systems.HL7}data-absent-reason", "valueCode": "unknown"},
    ]
}


def _of(record: Mapping[str, Any], kind: str, profile: str, base: str, source: str) -> Tree:
    made: Tree = {"resourceType": kind, "meta": _meta(element(record, "meta"), base + profile)}
    made |= {name: record[name] for name in _AS_THEY_ARE if name in record}
    made["extension"] = [*objects(record.get("extension")), derived_from(source)]
    return made


def _meta(known: Mapping[str, Any], profile: str) -> Tree:
    """Whose word it is, and of when; it has no version of its own."""
    kept = {name: known[name] for name in ("lastUpdated", "source", "security") if name in known}
    return {**kept, "profile": [profile], "tag": [*objects(known.get("tag")), dict(DERIVED)]}


def _moved(record: Mapping[str, Any], names: Mapping[str, str]) -> Tree:
    """Elements under another name, with what stands beside a primitive."""
    found: Tree = {}
    for name, new in names.items():
        for mark in ("", "_"):
            if mark + name in record:
                found[mark + new] = record[mark + name]
    return found


def _advice(concept: Mapping[str, Any]) -> Tree:
    """To inform somebody, with what else the source says of it."""
    known = dict(concept)
    system, code = TOLD
    if not has(known, TOLD):
        known["coding"] = [*objects(known.get("coding")), {"system": system, "code": code}]
    return known


def _about_the_talk(reasons: Any) -> list[Any]:
    system, code = TALK
    if any_has(reasons, TALK):
        return list(reasons)
    return [*objects(reasons), {"coding": [{"system": system, "code": code}]}]


def _is_patient(reference: Mapping[str, Any]) -> bool:
    return words(reference, "reference").rpartition("/")[0].endswith("Patient")
