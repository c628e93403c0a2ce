"""Who has no BSN is kept under his source's own number for him. docs/decisions/0075."""

from typing import Any

import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import address, addresses, fault, found, names
from tests.hub.write.unnumbered import SYSTEM, kept_without_bsn, number, without_bsn
from tests.plugins.hub import WHOLE, Caller, Region

pytestmark = pytest.mark.anyio

MASKED = {
    "system": systems.BSN_SYSTEM,
    "_value": {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": "masked",
            }
        ]
    },
}
BSN_OID = "urn:oid:2.16.840.1.113883.2.4.6.3"
TOLD = "in your organisation's own dossier alone"


def said(answer: Any) -> str:
    return " ".join(one["diagnostics"] for one in answer.json()["issue"])


@pytest.mark.parametrize(
    "identifiers",
    [
        [],
        [{"value": "77"}],
        [{"system": SYSTEM}],
        [number(" ")],
        [number("77", "  ")],
        [MASKED],
        [number("900000009", systems.UZI_PERSON)],
        [number("00000077", systems.URA_SYSTEM)],
        [number("00000077", "https://fhir.nl/fhir/NamingSystem/agb-z")],
        [number("77", use="old")],
        [MASKED, number("77", f"{systems.BSN_SYSTEM}/")],
        [number("77", BSN_OID), number("78")],
    ],
)
async def test_a_patient_without_a_number_of_its_source_is_refused(
    region: Region, identifiers: list[dict[str, Any]]
) -> None:
    source = await region.organization()

    answer = await source.post(without_bsn(*identifiers))

    assert answer.status_code == 422
    assert fault(answer)["diagnostics"]
    assert not found(await source.find("Patient", _lastUpdated="ge2020"))


@pytest.mark.parametrize(
    "wrong",
    [
        [number("123456789", systems.BSN_SYSTEM)],
        [number("999911120", systems.BSN_SYSTEM), number("999998298", systems.BSN_SYSTEM)],
    ],
)
async def test_a_wrong_bsn_or_two_are_no_lack_of_one(
    region: Region, wrong: list[dict[str, Any]]
) -> None:
    source = await region.organization()
    assert (await source.post(without_bsn(*wrong, number("77")))).status_code == 422


@pytest.mark.parametrize("beside", [[], [MASKED], [{"value": "77"}]])
async def test_who_has_no_bsn_is_kept_and_his_source_is_told_how(
    region: Region, beside: list[dict[str, Any]]
) -> None:
    source = await region.organization()

    answer = await source.post(without_bsn(*beside, number(source.ura)), prefer=WHOLE)

    assert answer.status_code == 201
    assert TOLD in said(answer)
    assert "not in an emergency" in said(answer)


async def test_each_answer_tells_it_a_single_one_and_an_entry_and_a_choice(
    region: Region,
) -> None:
    kept = await kept_without_bsn(region)
    goal = await kept.source.post(a_goal(kept.patient))
    choice = await kept.source.post(a_privacy_consent(kept.patient), prefer=WHOLE)
    bundle = a_transaction(
        (without_bsn(number(kept.number), id=kept.id, gender="male"), f"PUT {kept.patient}"),
        (a_goal(kept.patient), "POST Goal"),
    )
    judged = await kept.source("POST", "Goal/$validate", a_goal(kept.patient))

    entries = (await kept.source.transaction(bundle)).json()["entry"]

    assert "without a BSN" in goal.headers["Warning"]
    assert TOLD in said(choice)
    assert TOLD in said(judged)
    for entry in entries:
        issues = entry["response"]["outcome"]["issue"]
        assert any(TOLD in one["diagnostics"] for one in issues)


async def test_the_same_number_is_the_same_patient_and_never_by_likeness(region: Region) -> None:
    kept = await kept_without_bsn(region)
    again = await kept.source.post(without_bsn(number(kept.number), gender="female"))
    alike = await kept.source.post(without_bsn(number(f"{kept.number}-2"), gender="female"))

    assert address(again) == kept.patient
    assert again.status_code == 200
    assert address(alike) != kept.patient


async def test_the_same_number_at_another_source_is_another_patient(region: Region) -> None:
    kept, other = await kept_without_bsn(region), await region.organization()

    answer = await other.post(without_bsn(number(kept.number)))

    assert answer.status_code == 201
    assert address(answer) != kept.patient
    assert (await other.get(kept.patient)).status_code == 404
    assert (await kept.source.get(address(answer))).status_code == 404


async def test_by_id_or_condition_he_stays_where_he_is_in_whatever_order_his_numbers_are(
    region: Region,
) -> None:
    kept = await kept_without_bsn(region)
    later = number(f"later-{kept.number}", f"{SYSTEM}/later")
    by_id = await kept.source.put(without_bsn(later, number(kept.number), id=kept.id))
    moved = await kept.source.put(without_bsn(later, id=kept.id))
    query = f"Patient?identifier={later['system']}|{later['value']}"
    body = without_bsn(number("new", f"{SYSTEM}/new"), later)
    by_condition = await kept.source("PUT", query, body)

    assert [address(one) for one in (by_id, moved, by_condition)] == [kept.patient] * 3
    assert [one.status_code for one in (by_id, moved, by_condition)] == [200] * 3


async def test_a_second_number_of_his_finds_him_first_or_last(region: Region) -> None:
    kept = await kept_without_bsn(region)
    other = number("77", f"{SYSTEM}/other")
    answer = await kept.source.post(without_bsn(other, number(kept.number)))
    assert address(answer) == kept.patient


async def test_numbers_or_an_id_of_two_are_refused(region: Region) -> None:
    kept = await kept_without_bsn(region)
    other = number("77", f"{SYSTEM}/other")
    second = address(await kept.source.post(without_bsn(other)))
    both = [number(kept.number), other]

    refused = await kept.source.post(without_bsn(*both))
    by_id = await kept.source.put(without_bsn(*both, id=second.partition("/")[2]))

    assert [refused.status_code, by_id.status_code] == [422, 422]
    assert "of two Patients" in fault(refused)["diagnostics"]
    assert kept.number not in refused.text


async def test_a_number_that_two_persons_share_makes_no_one_of_them(region: Region) -> None:
    source = await region.organization()
    policy = number("policy-1", f"{SYSTEM}/policies")
    one = await source.post(without_bsn(policy, number("twin-1")))

    refused = await source.post(without_bsn(policy, number("twin-2")))
    other = await source.post(without_bsn(number("twin-2"), policy))

    assert refused.status_code == 422
    assert "somebody else" in fault(refused)["diagnostics"]
    assert address(other) != address(one)


async def test_everything_works_in_it_for_its_own_source(region: Region) -> None:
    kept = await kept_without_bsn(region)
    goal, identifier = await kept.goal(), f"{SYSTEM}|{kept.number}"
    unchanged = await kept.source.post(
        without_bsn(number(kept.number)), if_none_exist=f"identifier={identifier}"
    )
    referred = a_goal(f"Patient?identifier={identifier}")
    second = addresses(await kept.source.transaction(a_transaction((referred, "POST Goal"))))

    assert address(unchanged) == kept.patient
    assert set(names(await kept.source.find("Goal", patient=kept.id))) == {goal, *second}
    assert names(await kept.source.find("Patient", identifier=identifier)) == [kept.patient]
    assert names(await kept.source.find("Patient", _lastUpdated="ge2020")) == [kept.patient]
    everything = (await kept.source.get(f"{kept.patient}/$everything")).json()
    assert {goal, kept.patient} <= {
        f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in everything["entry"]
    }
    assert (await kept.source.get(f"{goal}/_history")).json()["total"] == 1
    assert (await kept.source("DELETE", kept.patient)).status_code == 409
    for one in (goal, *second, kept.patient):
        assert (await kept.source("DELETE", one)).status_code in {200, 204}
    assert (await kept.source.get(kept.patient)).status_code == 410


async def test_a_professional_of_its_own_sees_it_if_he_treats_him(region: Region) -> None:
    kept = await kept_without_bsn(region)
    running, ura, kind = region.running, kept.source.ura, kept.source.organization_type
    doctor = Caller(running, ura, kind, role="01.015")
    stranger = Caller(running, ura, kind, role="01.015", relation=False)

    assert (await doctor.get(kept.patient)).status_code == 200
    assert names(await doctor.find("Patient", identifier=f"{SYSTEM}|{kept.number}"))
    assert (await stranger.get(kept.patient)).status_code == 404


async def test_in_one_transaction_he_comes_with_his_wishes(region: Region) -> None:
    source = await region.organization()
    bundle = a_transaction(
        (without_bsn(number(source.ura)), "POST Patient"), (a_goal(urn(0)), "POST Goal")
    )
    bundle["entry"][0]["fullUrl"] = urn(0)

    patient, goal = addresses(await source.transaction(bundle))

    assert (await source.get(goal)).json()["subject"]["reference"] == patient


async def test_who_names_him_by_a_bsn_is_refused(region: Region) -> None:
    kept = await kept_without_bsn(region)
    subject = {"reference": kept.patient, "identifier": number(a_bsn(), systems.BSN_SYSTEM)}
    answer = await kept.source.post(a_goal(kept.patient, subject=subject))
    assert answer.status_code == 422


async def test_two_entries_about_him_are_refused(region: Region) -> None:
    source = await region.organization()
    bundle = a_transaction(
        (without_bsn(number(source.ura)), "POST Patient"),
        (without_bsn(number(source.ura), gender="male"), "POST Patient"),
    )
    assert (await source.transaction(bundle)).status_code == 422


async def test_a_patient_with_a_bsn_is_not_in_the_same_request(region: Region) -> None:
    source = await region.organization()
    bundle = a_transaction(
        (without_bsn(number(source.ura)), "POST Patient"), (a_patient(), "POST Patient")
    )
    assert (await source.transaction(bundle)).status_code == 422
