"""An offer as the R4 draft of notified pull has it, and as the hub keeps it: by each of the other.

nl-generic-functions-ig, clinical workflow, after HL7 Clinical Order Workflows.
"""

from collections.abc import Mapping
from typing import Any

from profiles import systems
from profiles.resource.read import element, has, objects
from profiles.resource.transaction import deterministic_uuid
from profiles.transfer.choice import is_offer

Tree = dict[str, Any]
STATUS = "http://fhir.nl/CodeSystem/nl-cow-business-status"
OURS = "https://example.org/rtp/CodeSystem/transfer-status"
SELECTED = "selected"
_FULFILL = {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}
_ADDED = {"userSelected": False}
"""How a code is marked that nobody sent."""
BY_FOCUS = {"system": "https://example.org/rtp/offers", "value": "by-focus"}
"""The group of an offer that came without one: those with the same focus are of one case."""
_BEFORE = frozenset({"draft", "requested", "received", "accepted", "on-hold", "rejected"})


def told(task: Mapping[str, Any], base: str) -> Tree:
    """What is kept, as the draft has it; what is no offer stays as it is.

    Before the choice `for` leads to nobody, for the draft requires one.
    """
    if not is_offer(task):
        return dict(task)
    tree = {**task, "code": _both_codes(element(task, "code"))}
    if not objects(tree.get("identifier")):
        tree["identifier"] = [_own_identifier(task, base)]
    if task.get("groupIdentifier") == BY_FOCUS:
        del tree["groupIdentifier"]
    if "for" not in tree:
        tree["for"] = _nobody(task)
    if has(task.get("businessStatus"), (OURS, SELECTED)):
        status = element(task, "businessStatus")
        listed = [*objects(status.get("coding")), {"system": STATUS, "code": SELECTED}]
        tree["businessStatus"] = {**status, "coding": listed}
    return tree


def taken(task: Mapping[str, Any], base: str) -> Tree:
    """What is sent as the draft has it, as it is kept; `told` makes the same of it again."""
    if not (is_offer(task) or _is_of_the_draft(task)):
        return dict(task)
    tree = {**task, "code": _without_added(element(task, "code"))}
    if tree.get("identifier") == [_own_identifier(task, base)]:
        del tree["identifier"]
    if "groupIdentifier" not in tree:
        tree["groupIdentifier"] = BY_FOCUS
    if _says_no_one(tree):
        del tree["for"]
    if has(task.get("businessStatus"), (STATUS, SELECTED)):
        tree["businessStatus"] = _our_status(element(task, "businessStatus"))
    return tree


def _is_of_the_draft(task: Mapping[str, Any]) -> bool:
    """Whether this is an offer that nothing of the transfer point's own stands in."""
    both = (systems.TRANSFER_OF_CARE, (_FULFILL["system"], _FULFILL["code"]))
    coded = all(has(task.get("code"), one) for one in both)
    return coded and "focus" in task and task.get("intent") == "order"


def _both_codes(code: Mapping[str, Any]) -> Tree:
    if has(code, (_FULFILL["system"], _FULFILL["code"])):
        return dict(code)
    return {**code, "coding": [*objects(code.get("coding")), {**_FULFILL, **_ADDED}]}


def _without_added(code: Mapping[str, Any]) -> Tree:
    listed = [one for one in objects(code.get("coding")) if one != {**_FULFILL, **_ADDED}]
    return {**code, "coding": listed}


def _own_identifier(task: Mapping[str, Any], base: str) -> Tree:
    return {"system": systems.URN, "value": f"{base}/Task/{task.get('id')}"}


def _nobody(task: Mapping[str, Any]) -> Tree:
    return {"reference": f"Patient/{deterministic_uuid('pull', 'nobody', str(task.get('id')))}"}


def _says_no_one(task: Mapping[str, Any]) -> bool:
    """Whether `for` is the one that is nobody, or may not be told yet and is a reference alone."""
    said = task.get("for")
    if said == _nobody(task):
        return True
    return task.get("status") in _BEFORE and isinstance(said, dict) and said.keys() == {"reference"}


def _our_status(status: Mapping[str, Any]) -> Tree:
    """Chosen, in our own code."""
    listed = [one for one in objects(status.get("coding")) if one.get("system") != STATUS]
    if not has({"coding": listed}, (OURS, SELECTED)):
        listed.append({"system": OURS, "code": SELECTED})
    return {**status, "coding": listed}
