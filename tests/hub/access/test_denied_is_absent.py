"""An organisation nobody consented to cannot tell denied from non-existent, by any way in."""

from collections.abc import Callable

import httpx
import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_transaction
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

NUMBERS = "https://example.org/numbers"
CHANGING = {"x-request-id", "date"}
ABSENT = "0b9a47e6-1a86-4b0c-9d55-4c1f9a1f8a11"


def same(denied: httpx.Response, absent: httpx.Response, swap: Callable[[str], str]) -> bool:
    """Status, headers and body, but for what the caller itself sent."""
    assert denied.status_code == absent.status_code, (denied.text, absent.text)
    assert swap(denied.text) == swap(absent.text)
    for name in denied.headers.keys() | absent.headers.keys():
        if name not in CHANGING:
            assert denied.headers.get(name) == absent.headers.get(name), name
    return True


def swapping(*texts: str) -> Callable[[str], str]:
    def swap(text: str) -> str:
        for one in texts:
            text = text.replace(one, "·" * len(ABSENT))
        return text

    return swap


async def kept(dossier: Dossier) -> tuple[str, str]:
    number = [{"system": NUMBERS, "value": dossier.source.ura}]
    goal = await dossier.goal(identifier=number)
    observation = await dossier.add(
        an_observation(dossier.patient, focus=[{"reference": goal}], identifier=number)
    )
    return goal, observation


SEARCHES = [
    ("Patient", {"_id": "{patient}"}),
    ("Patient", {"_id": "{patient}", "_revinclude": "Goal:patient"}),
    ("Goal", {"patient": "{patient}"}),
    ("Goal", {"patient": "Patient/{patient}", "_total": "accurate", "_count": "0"}),
    ("Goal", {"_id": "{goal}"}),
    ("Goal", {"_id": "{goal}", "_include": "Goal:patient"}),
    ("Goal", {"patient": "{patient}", "lifecycle-status:not": "cancelled"}),
    ("Goal", {"patient": "{patient}", "target-date:missing": "true"}),
    ("Observation", {"patient": "{patient}", "_sort": "date"}),
    ("Observation", {"focus": "Goal/{goal}"}),
]


@pytest.mark.parametrize(("kind", "asked"), SEARCHES)
async def test_a_search_says_the_same(region: Region, kind: str, asked: dict[str, str]) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal, _ = await kept(dossier)
    there = {"patient": dossier.id, "goal": goal.partition("/")[2]}
    absent = dict.fromkeys(there, ABSENT)

    denied, empty = [
        await stranger.find(kind, **{name: value.format(**ids) for name, value in asked.items()})
        for ids in (there, absent)
    ]

    assert denied.status_code == 200
    assert denied.json().get("total") == 0
    assert same(denied, empty, swapping(ABSENT, *there.values()))


@pytest.mark.parametrize("kind", ["Patient", "Goal", "Observation"])
async def test_a_search_by_bsn_or_number_says_the_same(region: Region, kind: str) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    await kept(dossier)
    name = "identifier" if kind == "Patient" else "patient.identifier"

    by_bsn = [
        await stranger.find(kind, **{name: f"{systems.BSN_SYSTEM}|{bsn}"})
        for bsn in (dossier.bsn, a_bsn())
    ]
    by_number = [
        await stranger.find(kind, identifier=f"{NUMBERS}|{value}")
        for value in (dossier.source.ura, "00000000")
    ]

    assert same(*by_bsn, swapping(dossier.bsn))
    assert same(*by_number, swapping(dossier.source.ura, "00000000"))


async def test_a_write_that_refers_to_it_says_the_same(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    mine = await a_dossier(region)
    goal, _ = await kept(dossier)
    writer = stranger
    for there, absent in (
        (dossier.patient, f"Patient/{ABSENT}"),
        (goal, f"Goal/{ABSENT}"),
        (f"http://127.0.0.1:8000/fhir/{goal}", f"http://127.0.0.1:8000/fhir/Goal/{ABSENT}"),
    ):
        answers = [
            await writer.transaction(
                a_transaction(
                    (
                        an_observation(dossier.patient, focus=[{"reference": one}]),
                        "POST Observation",
                    )
                )
            )
            for one in (there, absent)
        ]
        assert answers[0].status_code == 422
        assert same(*answers, swapping(there, absent))
    assert mine.patient != dossier.patient


@pytest.mark.parametrize(
    "condition",
    [f"Goal?identifier={NUMBERS}|{{number}}", f"Patient?identifier={systems.BSN_SYSTEM}|{{bsn}}"],
)
async def test_a_conditional_reference_says_the_same(region: Region, condition: str) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    await kept(dossier)
    own = await stranger.post(
        {
            "resourceType": "Patient",
            "identifier": [{"system": systems.BSN_SYSTEM, "value": a_bsn()}],
        }
    )
    patient = "/".join(own.headers["Location"].split("/")[-4:-2])

    answers = [
        await stranger.transaction(
            a_transaction(
                (
                    an_observation(patient, focus=[{"reference": condition.format(**names)}]),
                    "POST Observation",
                )
            )
        )
        for names in (
            {"number": dossier.source.ura, "bsn": dossier.bsn},
            {"number": "00000000", "bsn": a_bsn()},
        )
    ]

    assert answers[0].status_code == 422
    assert same(*answers, swapping())


async def test_a_delete_says_the_same(region: Region) -> None:
    dossier, stranger = await a_dossier(region), await region.doctor()
    goal, _ = await kept(dossier)

    for headers, status in (({}, 204), ({"if_match": 'W/"1"'}, 412)):
        answers = [await stranger("DELETE", one, **headers) for one in (goal, f"Goal/{ABSENT}")]
        assert answers[0].status_code == status
        assert same(*answers, swapping())


async def test_a_chain_does_not_tell_what_stands_in_what_is_closed(region: Region) -> None:
    """The own observation is open, the goal that it refers to was closed afterwards."""
    dossier, writer = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(writer)
    goal, _ = await kept(dossier)
    await writer.post(an_observation(dossier.patient, focus=[{"reference": goal}]))
    asked = {"patient": dossier.patient, "focus:Goal.lifecycle-status": "active"}
    assert (await writer.find("Observation", **asked)).json()["total"] == 2

    said = (await dossier.source.get(consent)).json()
    await dossier.source.put(said | {"status": "inactive"})

    for status in ("active", "cancelled"):
        answer = await writer.find("Observation", **asked | {"focus:Goal.lifecycle-status": status})
        assert answer.json()["total"] == 0
    included = await writer.find(
        "Observation", patient=dossier.patient, _include="Observation:focus"
    )
    assert [entry["search"]["mode"] for entry in included.json()["entry"]] == ["match"]


async def test_someone_elses_number_is_free_for_ones_own_condition(region: Region) -> None:
    dossier = await a_dossier(region)
    await kept(dossier)
    other = await a_dossier(region, bsn=dossier.bsn)
    goal = a_goal(other.patient, identifier=[{"system": NUMBERS, "value": dossier.source.ura}])

    answer = await other.source.post(
        goal, if_none_exist=f"identifier={NUMBERS}|{dossier.source.ura}"
    )

    assert answer.status_code == 201


async def test_an_id_that_cannot_be_is_refused_and_not_looked_for(region: Region) -> None:
    stranger = await region.doctor()

    answer = await stranger.get("Goal/a_b")

    assert answer.status_code == 400
    assert fault(answer)["code"] == "invalid"
