"""Who has no BSN is in one organisation's dossier alone, by whichever way another tries.

What it is told is what it is told of ids that nothing has. docs/decisions/0075-who-has-no-bsn.md
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from consent import decide as rules
from consent.declaration import Declaration
from consent.rules.without_bsn import without_bsn as the_rule
from consent.statement import ANY
from hub.storage.pseudonym import inhabitant, known_at
from profiles.identifiers import BSN
from profiles.systems import BSN_SYSTEM, LOINC
from tests.builders import a_bsn, a_goal, a_privacy_consent, a_transaction
from tests.hub.dossier import a_dossier, address, an_observation, found, names
from tests.hub.write.unnumbered import SYSTEM, kept_without_bsn, number, without_bsn
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio

WHY = Declaration(code="unconscious", words="Bewusteloos op de galerij gevonden")
SECRET = "Wil thuis blijven in de duinen"
NOT_SAID = {"why", "who looked", "what was asked"}
"""What never says what is kept, but where and by whom it was seen."""
_CHANGES = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{12}-[0-9a-f]{8}"
    r"|[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"
)


@dataclass(frozen=True, slots=True)
class Names:
    """What an attacker guessed, rightly or not; ids of one length."""

    patient: str
    goal: str
    observation: str
    composition: str
    number: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A source with one such record, in which choices let everybody in."""

    source: Caller
    names: Names


async def a_record(region: Region) -> Kept:
    source = await region.organization()
    ids = Names(*(str(uuid4()) for _ in range(5)))
    patient = f"Patient/{ids.patient}"
    goal = a_goal(patient, id=ids.goal, description={"text": SECRET})
    focus = [{"reference": f"Goal/{ids.goal}"}]
    said = {"id": ids.patient, "name": [{"text": SECRET}]}
    composition = {
        "resourceType": "Composition",
        "id": ids.composition,
        "status": "final",
        "type": {"coding": [{"system": LOINC, "code": "60591-5"}]},
        "subject": {"reference": patient},
        "date": "2026-10-01",
        "author": [{"display": "Praktijk Duinroos"}],
        "title": SECRET,
        "section": [{"title": "Doelen", "entry": focus}],
    }
    for resource in (
        without_bsn(number(ids.number), **said),
        goal,
        an_observation(patient, id=ids.observation, focus=focus, valueString=SECRET),
        composition,
    ):
        assert (await source.put(resource)).status_code == 201
    for choice in ({}, {"holder": source.ura, "data": ANY}):
        assert (await source.post(a_choice(patient, **choice))).status_code == 201
    return Kept(source, ids)


def a_choice(patient: str, **choice: Any) -> dict[str, Any]:
    choice.pop("data", None)
    return a_privacy_consent(patient, **choice)


def reading(ids: Names) -> Iterator[tuple[str, str]]:
    """Every way to ask by what was guessed."""
    patient = f"Patient/{ids.patient}"
    yield "read the Patient", patient
    for kind, name in (("Patient", ids.patient), ("Goal", ids.goal)):
        yield f"version of a {kind}", f"{kind}/{name}/_history/1"
        yield f"history of a {kind}", f"{kind}/{name}/_history"
        yield f"search a {kind} by id", f"{kind}?_id={name}"
    yield "include", f"Observation?_id={ids.observation}&_include=Observation:focus"
    yield "reverse include", f"Patient?_id={ids.patient}&_revinclude=Goal:patient"
    yield "read a wish", f"Goal/{ids.goal}"
    yield "search by patient", f"Goal?patient={ids.patient}"
    yield "search by identifier", f"Patient?identifier={SYSTEM}|{ids.number}"
    yield "search into it", f"Observation?focus=Goal/{ids.goal}"
    yield "chain", f"Observation?patient={ids.patient}&focus:Goal._id={ids.goal}"
    yield "compartment", f"{patient}/Observation"
    yield "everything", f"{patient}/$everything"
    yield "summary", f"{patient}/$summary"
    yield "document", f"Composition/{ids.composition}/$document"
    yield "why", f"{patient}/$access-decision"
    yield "who looked", f"AuditEvent?patient={patient}"
    yield "what was asked", "AuditEvent"


async def asked(reader: Caller, ids: Names) -> dict[str, httpx.Response]:
    """Each way, alone and all of them in a batch."""
    answers = {way: await reader.get(path) for way, path in reading(ids)}
    entry = [{"request": {"method": "GET", "url": path}} for _, path in reading(ids)]
    batch = {"resourceType": "Bundle", "type": "batch", "entry": entry}
    answers["batch"] = await reader.transaction(batch)
    return answers


def told(answer: httpx.Response, reader: Caller) -> tuple[object, ...]:
    """What it tells, but for what is another at each call, and for who asks."""
    headers = {name for name in answer.headers if name != "content-length"}
    text = answer.text.replace(reader.ura, "U")
    return answer.status_code, sorted(headers), _CHANGES.sub("*", text)


def unknown() -> Names:
    return Names(*(str(uuid4()) for _ in range(5)))


async def strangers(region: Region) -> list[Caller]:
    return [
        await region.organization("V4"),
        await region.doctor(),
        await region.doctor(purpose="COC"),
        await region.doctor("AMB", purpose="ETREAT", emergency=WHY),
        await region.doctor(purpose="BTG", emergency=WHY),
        await region.organization("H1", desk=True),
    ]


async def test_no_other_organisation_is_told_more_than_of_what_is_not_there(region: Region) -> None:
    kept = await a_record(region)
    for one, other in zip(await strangers(region), await strangers(region), strict=True):
        known, absent = await asked(one, kept.names), await asked(other, unknown())
        for way, answer in known.items():
            assert SECRET not in answer.text, way
            assert kept.source.ura not in answer.text, way
            assert told(answer, one) == told(absent[way], other), way


async def test_a_rescuer_is_held_back_as_soon_as_for_what_is_not_there(region: Region) -> None:
    """Else the number of emergencies an hour would tell which of many numbers is here."""
    kept = [await a_record(region) for _ in range(7)]
    ways = ("Goal?patient={0.patient}", "Patient?identifier=" + SYSTEM + "|{0.number}")
    for way in ways:
        one, other = [await region.doctor("AMB", purpose="ETREAT", emergency=WHY) for _ in range(2)]
        known = [await one.get(way.format(each.names)) for each in kept]
        absent = [await other.get(way.format(unknown())) for _ in kept]
        assert [told(each, one) for each in known] == [told(each, other) for each in absent]


async def test_a_read_in_an_emergency_declares_none_as_of_what_is_not_there(region: Region) -> None:
    kept = await a_record(region)
    rescuer = await region.doctor("AMB", purpose="ETREAT", emergency=WHY)

    for _ in range(3):
        for path in (f"Patient/{kept.names.patient}", f"Goal/{kept.names.goal}/_history"):
            assert (await rescuer.get(path)).status_code == 404

    async with region.running.owner.connection() as connection:
        tasks = await connection.fetchval(
            "SELECT count(*) FROM task WHERE custodian = $1", rescuer.ura
        )
    assert tasks == 0


async def test_its_own_source_reads_all_of_it_in_all_these_ways(region: Region) -> None:
    kept = await a_record(region)
    answers = await asked(kept.source, kept.names)
    tells = {way for way, answer in answers.items() if SECRET in answer.text}
    assert answers.keys() - tells <= NOT_SAID


async def test_without_the_rule_what_was_permitted_opens_by_these_ways(
    region: Region, hub: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await a_record(region)
    doctor, rescuer = (
        await region.doctor(),
        await region.doctor("AMB", purpose="BTG", emergency=WHY),
    )
    kept_rules = tuple(one for one in rules.RULES if getattr(one, "rule", one) is not the_rule)
    assert len(kept_rules) == len(rules.RULES) - 1
    monkeypatch.setattr(rules, "RULES", kept_rules)
    hub.forget()

    opened = [await asked(one, kept.names) for one in (doctor, rescuer)]

    monkeypatch.undo()
    hub.forget()
    for answers in opened:
        shut = {way for way, answer in answers.items() if SECRET not in answer.text}
        assert shut <= {*NOT_SAID, "version of a Patient"}  # another's has another number


@pytest.mark.parametrize("way", ["by id", "by number"])
async def test_another_cannot_refer_to_it_in_a_write(region: Region, way: str) -> None:
    kept, other = await a_record(region), await a_dossier(region)
    answers = []
    for ids in (kept.names, unknown()):
        said = f"Patient/{ids.patient}"
        if way == "by number":
            said = f"Patient?identifier={SYSTEM}|{ids.number}"
        mixed = a_goal(other.patient, note=[{"authorReference": {"reference": said}, "text": "a"}])
        task = {
            "resourceType": "Task",
            "status": "draft",
            "intent": "order",
            "for": {"reference": other.patient},
            "focus": {"reference": f"Goal/{ids.goal}"},
        }
        answers.append(
            [
                await other.source.post(a_goal(said)),
                await other.source.post(a_privacy_consent(said, user=other.source.ura)),
                await other.source.post(mixed),
                await other.source.post(task),
                await other.source.transaction(a_transaction((a_goal(said), "POST Goal"))),
                await other.source("POST", "Goal/$validate", a_goal(said)),
                await other.source("DELETE", f"Patient/{ids.patient}"),
                await other.source("DELETE", f"Goal/{ids.goal}"),
            ]
        )
    known, absent = ([told(one, other.source) for one in listed] for listed in answers)
    assert known == absent
    assert all(one.status_code in {200, 204, 422} for one in answers[0])


async def test_another_that_takes_its_id_has_its_own_and_neither_notices(region: Region) -> None:
    kept, other = await a_record(region), await region.organization()
    told_of = []
    for ids in (kept.names, unknown()):
        body = without_bsn(number(ids.number), id=ids.patient)
        told_of.append(
            [await other.put(body), await other.put(a_goal(f"Patient/{ids.patient}", id=ids.goal))]
        )

    assert [told(one, other) for one in told_of[0]] == [told(one, other) for one in told_of[1]]
    own = await other.get(f"Patient/{kept.names.patient}")
    assert SECRET not in own.text
    assert SECRET in (await kept.source.get(f"Patient/{kept.names.patient}")).text
    assert names(await other.find("Goal", patient=kept.names.patient)) == [
        f"Goal/{kept.names.goal}"
    ]
    assert SECRET not in (await other.get(f"Goal/{kept.names.goal}")).text


async def test_the_same_number_at_two_sources_is_two_records_that_share_nothing(
    region: Region,
) -> None:
    kept = await a_record(region)
    other = await region.organization()
    mine = address(await other.post(without_bsn(number(kept.names.number))))

    for source, patient in ((kept.source, f"Patient/{kept.names.patient}"), (other, mine)):
        listed = await source.find("Patient", identifier=f"{SYSTEM}|{kept.names.number}")
        assert names(listed) == [patient]
    assert SECRET not in (await other.get(f"{mine}/$everything")).text
    assert not names(await other.find("Goal", patient=mine.partition("/")[2]))


async def test_its_key_is_no_bsns_and_no_other_custodians(region: Region) -> None:
    keyring, bsn = region.running.access.keyring, a_bsn()
    keys = {
        inhabitant(keyring, BSN(bsn)).pat,
        known_at(keyring, "00000001", BSN_SYSTEM, bsn).pat,
        known_at(keyring, "00000001", SYSTEM, bsn).pat,
        known_at(keyring, "00000002", SYSTEM, bsn).pat,
        known_at(keyring, "00000001", f"{SYSTEM}|{bsn}", "").pat,
        known_at(keyring, "00000001", SYSTEM, f"|{bsn}").pat,
    }
    assert len(keys) == 6


async def test_his_bsn_found_elsewhere_does_not_find_him(region: Region) -> None:
    """A source that hides a BSN in a system of its own opens nothing by it."""
    bsn = a_bsn()
    kept, dossier = await kept_without_bsn(region), await a_dossier(region, bsn=bsn)
    await kept.source.put(without_bsn(number(kept.number), number(bsn), id=kept.id))
    doctor = await region.doctor()
    await dossier.open_to(doctor)

    by_number = await doctor.find("Patient", identifier=f"{BSN_SYSTEM}|{bsn}")

    assert [one["id"] for one in found(by_number)] == [dossier.id]
    assert (await doctor.get(kept.patient)).status_code == 404
