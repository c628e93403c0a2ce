"""What is looked at in an offer without a name."""

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from hub.transfer.open.build import Opened
from hub.transfer.open.told import TOLD
from profiles.issue import Issue
from profiles.validator import shipped_validator

BASE = "https://example.org/rtp/StructureDefinition/transfer-"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def leaves(node: Any) -> Iterator[str]:
    """Each value in it, as it is written, and each name of a member."""
    if type(node) is list:
        for one in node:
            yield from leaves(one)
    elif type(node) is dict:
        for name, one in node.items():
            yield name
            yield from leaves(one)
    else:
        yield str(node)


def listed() -> set[str]:
    """Every code that may be told, and our own words for it."""
    lists = (getattr(TOLD, one.name) for one in fields(TOLD))
    return {leaf for words in lists for (_, code), said in words.items() for leaf in (code, said)}


def told(offer: Opened) -> list[dict[str, Any]]:
    """The resources of the document."""
    return [one["resource"] for one in offer.notice["entry"]]


def of_type(offer: Opened, kind: str) -> list[dict[str, Any]]:
    """Those of a type, in the order of their codes."""
    found = [one for one in told(offer) if one["resourceType"] == kind]
    return sorted(found, key=lambda one: repr(one.get("code")))


def codes_of(concepts: Any) -> list[str]:
    """The code of each, or of the one."""
    listed = concepts if type(concepts) is list else [concepts]
    return sorted(coding["code"] for one in listed for coding in one["coding"])


def section_codes(offer: Opened) -> set[str]:
    """The sub-sections that the notice has."""
    top = told(offer)[0]["section"]
    return {code for one in top for sub in one["section"] for code in codes_of(sub["code"])}


def ids(offer: Opened) -> set[str]:
    """Everything that is called by an id of its own."""
    return set(UUID.findall(" ".join(leaves([offer.request, offer.notice]))))


def faults(offer: Opened) -> list[Issue]:
    """What our own profiles find wrong with it."""
    validator = shipped_validator()
    patient = of_type(offer, "Patient")[0]
    composition = told(offer)[0]
    judged = [
        *validator.validate(offer.request),
        *validator.validate(offer.request, [f"{BASE}request-open"]),
        *validator.validate(offer.notice),
        *validator.validate(composition, [f"{BASE}advance-notice"]),
        *validator.validate(patient, [f"{BASE}anonymous-patient"]),
    ]
    # By R4 alone a legal status would be a problem or a diagnosis; zib says what it is.
    told_apart = "Condition.category binding"
    heavy = {"fatal", "error", "warning"}
    return [one for one in judged if one.severity in heavy and one.rule != told_apart]


def whys(offer: Opened, record: str) -> set[tuple[str, str]]:
    """What the desk is told of a record: which element, and why."""
    return {(one.element, one.why) for one in offer.left_out if one.record == record}
