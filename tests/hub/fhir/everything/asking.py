"""Asking for everything, and the pages of the answer."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.builders import a_goal, a_treatment_directive
from tests.hub.dossier import Dossier, a_dossier, an_observation
from tests.plugins.hub import Caller, Region


async def a_record(region: Region) -> Dossier:
    """A Patient, a goal, a wish and an observation."""
    dossier = await a_dossier(region)
    for one in (a_goal, a_treatment_directive, an_observation):
        await dossier.add(one(dossier.patient))
    return dossier


async def asked(caller: Caller, dossier: Dossier, query: str = "") -> httpx.Response:
    return await caller.get(f"{dossier.patient}/$everything{query}")


def parameters(**said: dict[str, Any]) -> dict[str, Any]:
    listed = [{"name": name, **value} for name, value in said.items()]
    return {"resourceType": "Parameters", "parameter": listed}


def link(answer: httpx.Response, relation: str) -> str | None:
    return next((x["url"] for x in answer.json()["link"] if x["relation"] == relation), None)


async def pages(caller: Caller, first: httpx.Response) -> list[httpx.Response]:
    """All of them, by their links as they are."""
    answers = [first]
    while url := link(answers[-1], "next"):
        parts = urlsplit(url)
        answers.append(await caller.get(f"{parts.path.removeprefix('/fhir/')}?{parts.query}"))
    return answers
