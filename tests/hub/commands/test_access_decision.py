"""`hub access-decision`: the operator sees every rule, no care data, and stands in the ledger."""

import io
import json

import anyio
import pytest

from consent.reason import words_of
from hub.cli import main
from hub.storage.pseudonym import inhabitant
from profiles.identifiers import BSN
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier
from tests.hub.ledger.ledgers import public_half
from tests.plugins.hub import Caller, Region
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS

pytestmark = pytest.mark.anyio
SAID = "Zo lang het kan iedere ochtend naar de eendjes"


@pytest.fixture(autouse=True)
def _environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HUB_DATABASE_URL": database_url,
        "HUB_INDEX_KEY": INDEX_KEY,
        "HUB_SEALING_KEYS": SEALING_KEYS,
        "HUB_CHECKPOINT_KEY": public_half(),
        "HUB_CHECKPOINT_FILES": "",
    }.items():
        monkeypatch.setenv(name, value)


async def asked(
    asking: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bsn: str, *options: str
) -> tuple[int, str, str]:
    """Its exit, output and complaint, with the BSN on standard input."""
    asking.setattr("sys.stdin", io.StringIO(f"{bsn}\n"))
    capsys.readouterr()
    code = await anyio.to_thread.run_sync(main, ["access-decision", *options])
    told = capsys.readouterr()
    return code, told.out, told.err


async def a_record(region: Region) -> tuple[Dossier, Dossier, Caller]:
    """Two sources; the first is open to a doctor, the second said nothing."""
    dossier, doctor = await a_dossier(region), await region.doctor()
    other = await a_dossier(region, bsn=dossier.bsn)
    await dossier.goal()
    await dossier.open_to(doctor)
    return dossier, other, doctor


async def test_every_section_has_its_rule_and_evidence_and_no_care_data(
    region: Region, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, other, doctor = await a_record(region)

    code, out, _ = await asked(monkeypatch, capsys, dossier.bsn, "--ura", doctor.ura)

    told = json.loads(out)
    assert (code, told["known"], told["caller"]["reason"]) == (0, True, "A-CALLER")
    reasons = {(one["custodian"], one["category"]): one["reason"] for one in told["sections"]}
    assert reasons == {
        (dossier.source.ura, "GGC002"): "C-EXPLICIT-PERMIT",
        (dossier.source.ura, "choices"): "S-NOT-ENTITLED",
        (other.source.ura, "GGC002"): "C-NO-CHOICE",
    }
    [opened] = [one for one in told["sections"] if one["decision"] == "permit"]
    [evidence] = opened["evidence"]
    assert evidence["recorder"] == dossier.source.ura
    assert evidence["recorded"]
    assert opened["words"] == words_of("C-EXPLICIT-PERMIT")._asdict()
    assert not any(one in out for one in (dossier.bsn, SAID, "Vlinderhof"))


async def test_the_ledger_says_who_looked_with_the_same_codes(
    region: Region, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, _, doctor = await a_record(region)

    _, out, _ = await asked(monkeypatch, capsys, dossier.bsn, "--ura", doctor.ura)

    whose = inhabitant(region.running.access.keyring, BSN(dossier.bsn)).pat
    rows = [row for row in await region.running.left_behind() if row["interaction"] == "explain"]
    [row] = [row for row in rows if row["pat"] == whose]
    told = {one["reason"] for one in json.loads(out)["sections"]}
    assert {ground.rule for ground in row["grounds"]} == told == set(row["rule"].split())
    assert row["detail"]["ura"] == doctor.ura
    assert row["detail"]["role"]


async def test_one_resource_that_differs_is_told_by_itself(
    region: Region, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, _, doctor = await a_record(region)
    goal = await dossier.goal()
    consent = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=doctor.ura, permit=False
    )
    consent["provision"]["data"] = [{"meaning": "instance", "reference": {"reference": goal}}]
    await dossier.add(consent)

    options = ("--ura", doctor.ura, "--patient", dossier.id)
    _, out, _ = await asked(monkeypatch, capsys, "", *options)

    singles = [one for section in json.loads(out)["sections"] for one in section["resources"]]
    assert (goal, "C-EXPLICIT-DENY") in {(one["reference"], one["reason"]) for one in singles}


async def test_of_nobody_it_says_that_nobody_is_known(
    region: Region, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor = await region.doctor()

    code, out, _ = await asked(monkeypatch, capsys, a_bsn(), "--ura", doctor.ura)

    assert (code, json.loads(out)["known"], json.loads(out)["sections"]) == (0, False, [])


@pytest.mark.parametrize("bsn", ["123456789", "", "99994"])
async def test_a_number_that_is_none_is_refused_and_not_repeated(
    region: Region,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    bsn: str,
) -> None:
    code, out, complaint = await asked(monkeypatch, capsys, bsn, "--ura", "90000101")

    assert (code, out) == (1, "")
    assert "standard input" in complaint
    assert not bsn or bsn not in complaint


@pytest.mark.parametrize("ura", ["99999999", "a practice"])
async def test_an_organisation_that_does_not_take_part_is_refused(
    region: Region,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    ura: str,
) -> None:
    code, out, complaint = await asked(monkeypatch, capsys, a_bsn(), "--ura", ura)

    assert (code, out) == (1, "")
    assert "takes part" in complaint


async def test_what_the_region_agreed_on_minors_is_part_of_it(
    region: Region, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier, _, doctor = await a_record(region)
    year = region.running.clock().year - 14
    word = dossier.word | {"id": dossier.id, "birthDate": f"{year}-01-01"}
    assert (await dossier.source.put(word)).status_code == 200

    reasons = {}
    for minors in ("both", "self12"):
        monkeypatch.setenv("HUB_MINORS", minors)
        _, out, _ = await asked(monkeypatch, capsys, dossier.bsn, "--ura", doctor.ura)
        reasons[minors] = {one["reason"] for one in json.loads(out)["sections"]}

    assert "C-EXPLICIT-PERMIT" not in reasons["both"]
    assert "C-EXPLICIT-PERMIT" in reasons["self12"]
