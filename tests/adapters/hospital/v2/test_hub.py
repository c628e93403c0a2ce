"""What each fixture says must hold afterwards, in a real hub, told by the public API alone."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.core.outbox import Outbox
from adapters.hospital.v2.site import site_of
from profiles import systems
from tests.adapters.hospital.v2.fixtures import Reception, expected, names
from tests.adapters.hospital.v2.messages import Person, evn, msh, pv1
from tests.adapters.hospital.v2.sites import TOML
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
BASE = "https://zkf.example/v2"
Resource = dict[str, Any]


@dataclass
class Day:
    """A hospital whose messages reach the hub; `seen` is what stood in the hub after each."""

    source: Caller
    reception: Reception
    sent: int = 0
    done: set[str] = field(default_factory=set)

    async def tell(self, name: str) -> None:
        """A fixture with all that it needs, each parcel in its turn."""
        if name not in self.done:
            self.reception.fixture(name, self.done)
        await self.push(name)

    async def push(self, name: str = "") -> None:
        """What is not there yet, in its order."""
        parcels = self.reception.parcels()
        for target, body in parcels[self.sent :]:
            answer = await self.source("POST", target, body)
            assert answer.status_code == 200, (name, target, answer.text)
        self.sent = len(parcels)
        self.reception.outbox.database.execute("UPDATE parcel SET state = 'pushed'")

    async def found(self, kind: str, kind_of_number: str, value: str) -> Resource:
        """The one that is found by this number."""
        system = systems.BSN_SYSTEM if kind_of_number == "bsn" else f"{BASE}/{kind_of_number}"
        [one] = await self.all(kind, identifier=f"{system}|{value}")
        return one

    async def all(self, kind: str, **parameters: str) -> list[Resource]:
        """All that the source finds."""
        answer = await self.source.find(kind, **parameters)
        assert answer.status_code == 200, answer.text
        return [one["resource"] for one in answer.json().get("entry", [])]


@pytest.fixture
async def day(region: Region, outbox: Outbox) -> Day:
    if not names():
        pytest.skip("needs ../shared/data/hl7v2 beside the checkout")
    source = await region.organization()
    return Day(source, Reception(outbox, site_of(TOML.format(ura=source.ura))))


def facts(name: str) -> Any:
    found: Any = expected()[name]["facts"]
    return found


def parts(resource: Resource) -> dict[str, str]:
    listed = resource["name"][0].get("_family", {}).get("extension", [])
    return {one["url"].rpartition("humanname-")[2]: one["valueString"] for one in listed}


def place_now(encounter: Resource) -> str:
    [now] = [one for one in encounter["location"] if one["status"] == "active"]
    return str(now["location"]["display"])


async def test_persons_are_as_the_fixtures_say(day: Day) -> None:
    for name in (one for one in names() if one.startswith("g")):
        told = facts(name).get("patient")
        if not told or name in {"g10_a31_bsn_later.hl7", "g12_a31_bsn_corrected.hl7"}:
            continue
        await day.tell(name)
        number = told.get("identifiers", {})
        kind, value = ("bsn", number["bsn"]) if "bsn" in number else ("patient", number["ZKF/PI"])
        patient = await day.found("Patient", kind, value)
        _is_as_told(patient, told)


def _is_as_told(patient: Resource, told: Any) -> None:
    numbers = {one["value"] for one in patient["identifier"]}
    assert set(told["identifiers"].values()) <= numbers
    assert patient.get("birthDate") == told.get("birthDate", patient.get("birthDate"))
    assert patient.get("gender") == told.get("gender", patient.get("gender"))
    official = told.get("name", {}).get("official", {})
    said = {"own": "own-name", "own_prefix": "own-prefix", "partner": "partner-name"}
    said["partner_prefix"] = "partner-prefix"
    for name, part in said.items():
        assert parts(patient).get(part) == official.get(name, parts(patient).get(part))
    if "given" in official:
        assert patient["name"][0]["given"] == official["given"]
    if "telecom" in told:
        assert [one["value"] for one in patient.get("telecom", [])] == told["telecom"]
    if "address" in told:
        _is_address(patient["address"][0], told["address"])


def _is_address(address: Resource, told: Any) -> None:
    listed = address["_line"][0]["extension"]
    split = {one["url"].rpartition("-")[2]: one["valueString"] for one in listed}
    assert split["streetName"] == told["street"]
    assert split["houseNumber"] == told["number"]
    assert split.get("buildingNumberSuffix") == told.get("addition")
    assert address["postalCode"] == told["postcode"]


async def test_a_stay_goes_as_the_fixtures_say(day: Day) -> None:
    async def visit(name: str) -> Resource:
        await day.tell(name)
        return await day.found("Encounter", "visit", "55001")

    stay = await visit("g01_a01_admission_8859.hl7")
    assert (stay["status"], stay["class"]["code"]) == ("in-progress", "IMP")
    assert stay["period"]["start"] == facts("g01_a01_admission_8859.hl7")["encounter"]["start"]
    assert place_now(stay) == "Afdeling A3, kamer 12, bed 2"
    moved = await visit("g02_a02_transfer.hl7")
    assert place_now(moved) == "Afdeling B1, kamer 03, bed 1"
    assert moved["location"][0]["period"]["end"] == "2026-11-21T14:00:00+01:00"
    assert place_now(await visit("g03_a12_cancel_transfer.hl7")) == "Afdeling A3, kamer 12, bed 2"
    gone = await visit("g04_a03_discharge_to_vvt.hl7")
    assert (gone["status"], gone["period"]["end"]) == ("finished", "2026-11-24T11:00:00+01:00")
    assert gone["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "VPH"
    assert gone["hospitalization"]["destination"]["display"] == "VVT-OOSTVAART"
    assert [one["status"] for one in gone["location"]] == ["completed"]
    back = await visit("g05_a13_cancel_discharge.hl7")
    assert back["status"] == "in-progress"
    assert "end" not in back["period"]
    assert "hospitalization" not in back
    assert place_now(back) == "Afdeling A3, kamer 12, bed 2"
    versions = await day.source.get(f"Encounter/{back['id']}/_history")
    assert versions.json()["total"] == 5


async def test_other_visits_are_as_the_fixtures_say(day: Day) -> None:
    expect = {
        "g06_a05_preadmission.hl7": ("55002", "planned", "PRENC"),
        "g07_a04_outpatient_utf8.hl7": ("55003", "planned", "AMB"),
        "g14_a01_duplicate_person.hl7": ("55006", "in-progress", "EMER"),
        "g25_a01_msh18_absent_latin1.hl7": ("55011", "in-progress", "IMP"),
        "g26_a01_msh18_absent_utf8.hl7": ("55012", "in-progress", "IMP"),
        "g27_a11_cancel_admission.hl7": ("55011", "cancelled", "IMP"),
    }
    for name, (number, status, kind) in expect.items():
        await day.tell(name)
        found = await day.found("Encounter", "visit", number)
        assert (found["status"], found["class"]["code"]) == (status, kind)
    planned = await day.found("Encounter", "visit", "55002")
    assert planned["extension"][0]["valueDateTime"] == "2026-12-01T08:00:00+01:00"
    cancelled = await day.found("Encounter", "visit", "55011")
    assert cancelled["period"]["start"] == "2026-11-20T13:55:00+01:00"
    assert [one["status"] for one in cancelled["location"]] == ["completed"]


async def _limits(day: Day, bsn: str) -> dict[str, tuple[str, str | None, str]]:
    patient = await day.found("Patient", "bsn", bsn)
    found = {}
    for one in await day.all("Consent", patient=f"Patient/{patient['id']}"):
        [code] = one["provision"]["code"][0]["coding"]
        found[code["code"]] = (one["status"], one["provision"].get("type"), one["dateTime"][:10])
    return found


async def test_limits_and_their_document_are_as_the_fixtures_say(day: Day) -> None:
    await day.tell("g16_mdm_t02_treatment_limit.hl7")
    found = await day.found("DocumentReference", "document", "DOC9001")
    assert (found["status"], found["docStatus"]) == ("current", "final")
    attachment = found["content"][0]["attachment"]
    assert (attachment["contentType"], attachment["size"]) == ("application/pdf", 303)
    assert await _limits(day, "999943674") == {
        "89666000": ("active", "deny", "2026-11-20"),
        "305351004": ("active", "permit", "2026-11-20"),
    }
    await day.tell("g17_mdm_t08_edit.hl7")
    changed = await day.found("DocumentReference", "document", "DOC9001")
    assert (changed["id"], changed["meta"]["versionId"]) == (found["id"], "2")
    assert await _limits(day, "999943674") == {
        "89666000": ("active", "deny", "2026-11-21"),
        "305351004": ("active", "deny", "2026-11-21"),
    }
    await day.tell("g18_mdm_t11_cancel.hl7")
    withdrawn = await day.found("DocumentReference", "document", "DOC9001")
    assert withdrawn["status"] == "entered-in-error"
    limits = await _limits(day, "999943674")
    assert {one[0] for one in limits.values()} == {"entered-in-error"}
    assert len(limits) == 2


async def test_a_code_status_and_its_correction_are_as_the_fixtures_say(day: Day) -> None:
    await day.tell("g19_oru_code_status.hl7")
    first = await _limits(day, "999944599")
    assert {one[:2] for one in first.values()} == {("active", "deny")}
    await day.tell("g20_oru_corrected.hl7")
    assert await _limits(day, "999944599") == {
        "89666000": ("active", "deny", "2026-11-20"),
        "40617009": ("active", "permit", "2026-11-20"),
    }


async def test_a_planned_transfer_goes_as_the_fixtures_say(day: Day) -> None:
    for name in (one for one in names() if "_siu_" in one):
        await day.tell(name)
        plan, told = await day.found("Appointment", "appointment", "TR3301"), facts(name)
        [told_plan] = [told["transfer_plan"]]
        assert plan["status"] == told_plan.get("status", plan["status"])
        assert plan["start"] == told_plan.get("when", plan["start"])
        receiver = plan["participant"][1]["actor"]["display"]
        assert receiver == told_plan.get("to", receiver)
        present = await day.found("Encounter", "visit", "55010")
        assert (present["status"], present["class"]["code"]) == ("in-progress", "IMP")


async def test_each_leads_back_to_its_message(day: Day) -> None:
    await day.tell("g01_a01_admission_8859.hl7")
    stay = await day.found("Encounter", "visit", "55001")
    [origin] = await day.all("Provenance", target=f"Encounter/{stay['id']}")
    digest = expected()["g01_a01_admission_8859.hl7"]["sha256"]
    what = origin["entity"][0]["what"]["identifier"]["value"]
    assert what == f"urn:hash::sha256:{digest}"
    assert origin["agent"][0]["who"]["display"] == "ZISK ZKF"


async def test_a_bsn_that_comes_later_leaves_one_patient(day: Day) -> None:
    await day.tell("g10_a31_bsn_later.hl7")
    by_bsn = await day.found("Patient", "bsn", "999941380")
    by_number = await day.found("Patient", "patient", "700104")
    assert by_bsn["id"] == by_number["id"]
    [verified] = [one for one in by_bsn["identifier"] if one["system"] == systems.BSN_SYSTEM]
    assert verified["period"]["start"] == facts("g10_a31_bsn_later.hl7")["patient"]["bsn_verified"]


async def test_a_merge_leaves_the_survivor_with_all_that_the_prior_had(day: Day) -> None:
    await day.tell("g14_a01_duplicate_person.hl7")
    prior = await day.found("Patient", "patient", "700107")
    await day.tell("g15_a40_merge.hl7")
    survivor = await day.found("Patient", "bsn", "999943637")
    assert survivor["id"] != prior["id"]
    stay = await day.found("Encounter", "visit", "55006")
    assert stay["subject"]["reference"].endswith(survivor["id"])
    assert (await day.found("Patient", "patient", "700107"))["id"] == survivor["id"]
    gone = (await day.source.get(f"Patient/{prior['id']}")).json()
    assert gone["active"] is False
    assert [one["type"] for one in gone["link"]] == ["replaced-by"]
    assert [one["type"] for one in survivor["link"]] == ["replaces"]
    sent = day.sent
    await day.tell("g15_a40_merge.hl7")
    assert day.sent == sent


async def test_a_corrected_bsn_leaves_nothing_with_the_other(day: Day) -> None:
    await day.tell("g12_a31_bsn_corrected.hl7")
    right = await day.found("Patient", "bsn", "999942712")
    assert "700105" in {one["value"] for one in right["identifier"]}
    for wrong in await day.all("Patient", identifier=f"{systems.BSN_SYSTEM}|999942268"):
        assert "700105" not in {one["value"] for one in wrong["identifier"]}


async def test_a_corrected_bsn_that_is_rightly_anothers_takes_nothing_of_his_along(
    day: Day,
) -> None:
    rightly = Person()
    wrongly, visits = Person(rightly.bsn), {}
    for person, visit in ((rightly, "V1"), (wrongly, "V2")):
        parts = (evn("20261120100000"), person.pid(), pv1(visit), "ZBB|1|REA|N|20261119")
        day.reception.text(msh("ADT^A01", visit), *parts)
    await day.push()
    wrongly.bsn = Person().bsn
    day.reception.text(msh("ADT^A31", "T3"), evn("20261121100000"), wrongly.pid())
    await day.push()

    for person, visit in ((rightly, "V1"), (wrongly, "V2")):
        patient = await day.found("Patient", "bsn", person.bsn)
        stay = await day.found("Encounter", "visit", visit)
        assert stay["subject"]["reference"] == f"Patient/{patient['id']}"
        [limit] = await day.all("Consent", patient=f"Patient/{patient['id']}")
        visits[visit] = limit["identifier"][0]["value"]
    assert visits == {"V1": f"{rightly.number}/89666000", "V2": f"{wrongly.number}/89666000"}


async def test_who_is_in_the_hospital_is_found_by_status_and_class(day: Day) -> None:
    for name, present in (
        ("g01_a01_admission_8859.hl7", True),
        ("g04_a03_discharge_to_vvt.hl7", False),
        ("g05_a13_cancel_discharge.hl7", True),
        ("g07_a04_outpatient_utf8.hl7", False),
        ("g14_a01_duplicate_person.hl7", True),
        ("g06_a05_preadmission.hl7", False),
        ("g27_a11_cancel_admission.hl7", False),
    ):
        await day.tell(name)
        stay = await day.found("Encounter", "visit", facts(name)["encounter"]["visit"])
        query = {"patient": stay["subject"]["reference"], "status": "in-progress"}
        listed = await day.all("Encounter", **query, **{"class": "IMP,EMER"})
        assert [one["id"] for one in listed] == ([stay["id"]] if present else [])
