"""What a write answers: the resource, and in a header what whoever stored it has to know.

https://hl7.org/fhir/R4/http.html#ops and docs/decisions/0060-what-a-write-answers.md
"""

import re

import httpx
import pytest

from hub.fhir.told import _LONGEST, warning
from profiles.issue import Issue
from tests.builders import a_goal, a_privacy_consent, a_transaction
from tests.hub.counting import counting
from tests.hub.dossier import Dossier, a_dossier, address
from tests.plugins.hub import WHOLE, Region, Running

pytestmark = pytest.mark.anyio

NUMBERS = "https://example.org/numbers"
WARNING = re.compile(r'299 - "([ !#-\[\]-~]*)"(?:, |$)')


def warnings(answer: httpx.Response) -> list[str]:
    """The texts of the header, which is well formed to its end."""
    said = answer.headers.get("Warning", "")
    assert WARNING.sub("", said) == ""
    return WARNING.findall(said)


def numbered(dossier: Dossier, **members: object) -> dict:
    return a_goal(dossier.patient, identifier=[{"system": NUMBERS, "value": "1"}], **members)


async def a_batch(dossier: Dossier, **headers: str) -> dict:
    """The one entry of the answer to a batch that stores a goal."""
    entry = {"resource": a_goal(dossier.patient), "request": {"method": "POST", "url": "Goal"}}
    batch = {"resourceType": "Bundle", "type": "batch", "entry": [entry]}
    [answered] = (await dossier.source.transaction(batch, **headers)).json()["entry"]
    return answered


async def test_each_write_answers_what_a_read_gives(region: Region) -> None:
    dossier = await a_dossier(region)
    by = f"identifier={NUMBERS}|1"

    created = await dossier.source.post(numbered(dossier))
    goal = created.json()
    updated = await dossier.source.put(goal | {"lifecycleStatus": "completed"})
    same = await dossier.source.put(updated.json())
    matched = await dossier.source.post(numbered(dossier), if_none_exist=by)
    changed = await dossier.source("PUT", f"Goal?{by}", numbered(dossier))

    assert [one.json()["meta"]["versionId"] for one in (created, updated, same)] == ["1", "2", "2"]
    assert goal["id"] == address(created).partition("/")[2]
    assert updated.json()["lifecycleStatus"] == "completed"
    assert same.content == matched.content == updated.content
    assert changed.content == (await dossier.source.get(address(created))).content


async def test_the_answer_costs_no_statement_more(hub: Running, region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, id=f"goal-{dossier.source.ura}")

    async with counting(hub) as (dossier.source.client, asked):
        counted = {}
        for prefer in ("return=minimal", "return=representation"):
            for text in ("a", "b", "b"):
                asked.clear()
                goal["description"] = {"text": f"{prefer} {text}"}
                assert (await dossier.source.put(goal, prefer=prefer)).status_code in {200, 201}
                counted.setdefault(prefer, []).append(len(asked))

    assert counted["return=minimal"][1:] == counted["return=representation"][1:]


async def test_what_was_here_goes_to_who_may_read_it(region: Region) -> None:
    dossier = await a_dossier(region)
    by = f"identifier={NUMBERS}|1"
    first = await dossier.source.post(numbered(dossier))
    dossier.source.scopes = ("system/Goal.cu",)

    matched = await dossier.source.post(numbered(dossier), if_none_exist=by)
    whole = await dossier.source.transaction(
        a_transaction((numbered(dossier), f"PUT Goal?{by}")), prefer="return=representation"
    )
    new = await dossier.source.post(a_goal(dossier.patient))

    assert (matched.status_code, matched.content, address(matched)) == (200, b"", address(first))
    assert "resource" not in whole.json()["entry"][0]
    assert new.json()["resourceType"] == "Goal"


async def test_the_header_names_each_thing_that_has_to_be_known(region: Region) -> None:
    dossier = await a_dossier(region)
    nobodys = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user="00000009")

    closed = await dossier.source.post(a_goal(dossier.patient))
    asked = await dossier.source.post(a_goal(dossier.patient), prefer=WHOLE)
    nobody = await dossier.source.post(nobodys)

    where = "whole with Prefer: return=OperationOutcome"
    assert warnings(closed) == [
        "suppressed: stored, closed to all but you and the inhabitant",
        where,
    ]
    assert warnings(nobody) == ["not-found: Consent", where]
    assert "Warning" not in asked.headers
    assert asked.json()["issue"][1]["code"] == "suppressed"


async def test_a_deletion_has_no_body_but_for_who_asks_how_it_went(region: Region) -> None:
    dossier = await a_dossier(region)
    one, other = await dossier.goal(), await dossier.goal()

    silent = await dossier.source("DELETE", one)
    told = await dossier.source("DELETE", other, prefer=WHOLE)

    assert (silent.status_code, silent.content) == (204, b"")
    assert (told.status_code, told.json()["issue"][0]["diagnostics"]) == (200, "deleted")


async def test_in_a_bundle_the_resource_stands_where_it_is_asked_for(region: Region) -> None:
    dossier = await a_dossier(region)

    plain, whole = await a_batch(dossier), await a_batch(dossier, prefer="return=representation")
    minimal = await a_batch(dossier, prefer="handling=strict, return=minimal")

    assert "resource" not in plain
    assert "resource" not in minimal
    assert whole["resource"]["resourceType"] == "Goal"
    for one in (plain, whole, minimal):
        assert one["response"]["outcome"]["issue"][1]["code"] == "suppressed"


def test_a_header_stays_short_and_plain_whatever_is_found() -> None:
    """An element's name is the sender's own, and may hold anything."""
    odd = Issue("warning", "extension", 'Goal."\\é\r\nX: y' + "x" * 500, "text", rule="ext-1")
    many = [Issue("warning", "required", f"Goal.note[{number}]", "text") for number in range(20)]

    [line, where] = WARNING.findall(warning([odd]))
    [*lines, more, _] = WARNING.findall(warning([*many, *many]))

    assert line.startswith("ext-1: Goal.?????X: y")
    assert len(line) == _LONGEST
    assert where == "whole with Prefer: return=OperationOutcome"
    assert lines == [f"required: Goal.note[{number}]" for number in range(8)]
    assert more == "and 12 more"
