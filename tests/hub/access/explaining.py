"""Asking why something is open or closed, and reading the answer."""

from typing import Any

import httpx

from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.text.parse import parse
from tests.plugins.hub import Caller

Part = dict[str, Any]


async def of_patient(caller: Caller, patient: str, query: str = "") -> httpx.Response:
    return await caller.get(f"{patient}/$access-decision{query}")


async def of_bsn(caller: Caller, bsn: str, *more: Part) -> httpx.Response:
    number = {"name": "identifier", "valueIdentifier": {"system": systems.BSN_SYSTEM, "value": bsn}}
    body = {"resourceType": "Parameters", "parameter": [number, *more]}
    return await caller("POST", "Patient/$access-decision", body)


def told(answer: httpx.Response) -> list[Part]:
    """The sections; the answer itself is one that can be sent."""
    assert answer.status_code == 200, answer.text
    said = parse(answer.content)
    assert validate(said) == []
    return parts(said["parameter"], "section")


def parts(listed: list[Part], name: str) -> list[Part]:
    return [one for one in listed if one["name"] == name]


def value(part: Part, name: str) -> Any:
    """Of the first of this name in it; a Reference by its number or literal, a reason by code."""
    found = parts(part["part"], name)
    [said] = [said for key, said in found[0].items() if key.startswith("value")]
    match said:
        case {"coding": [{"code": code}]} | {"code": code} | {"reference": code}:
            return code
        case {"identifier": {"value": number}}:
            return number
    return said


def in_short(one: Part) -> tuple[str, str, str]:
    return value(one, "custodian"), value(one, "decision"), value(one, "reason")


def timeless(answer: httpx.Response) -> list[Part]:
    """All but the moment, and who asked."""
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()["parameter"] if one["name"] != "asked"]
