"""$access-decision where Mitz decides: asked as a search asks, told as little, and kept as long."""

import time

import pytest

from tests.builders import a_bsn
from tests.hub.access.explaining import in_short, of_bsn, of_patient, parts, timeless, told, value
from tests.hub.access.test_mitz_copies import a_notice, subscribed
from tests.hub.access.test_mitz_copies import told as tell
from tests.hub.access.test_mitz_live import ABSENT, permitted
from tests.hub.dossier import a_dossier, kept_by
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio


async def test_what_mitz_opens_is_told_as_opened_by_mitz(asking: Asking) -> None:
    dossier, doctor, _ = await permitted(asking)

    answer = await of_patient(doctor, dossier.patient)

    [section] = told(answer)
    assert in_short(section) == (dossier.source.ura, "permit", "C-MITZ-PERMIT")
    [row] = await asking.left_behind(answer)
    assert row["detail"]["mitz"][dossier.source.ura][0] == "permit"


async def test_what_mitz_keeps_closed_is_told_as_nobody_is(asking: Asking) -> None:
    dossier, doctor, _ = await permitted(asking)
    for mode in ("Deny", "fault"):
        asking.stub.says.clear()
        asking.stub.mode = mode
        known, unknown = await of_bsn(doctor, dossier.bsn), await of_bsn(doctor, a_bsn())
        assert told(known) == []
        assert timeless(known) == timeless(unknown)


@pytest.mark.parametrize("way", ["number", "id"])
async def test_of_nobody_it_takes_as_long_as_mitz_did(asking: Asking, way: str) -> None:
    doctor = await asking.doctor()
    asking.took(0.3)
    began = time.monotonic()
    if way == "number":
        await of_bsn(doctor, a_bsn())
    else:
        await of_patient(doctor, f"Patient/{ABSENT}")
    assert time.monotonic() - began >= 0.3


async def test_of_what_is_decided_here_mitz_is_not_asked(asking: Asking) -> None:
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    await dossier.goal()
    await dossier.open_to(doctor)

    assert len(told(await of_patient(doctor, dossier.patient))) == 1
    assert asking.stub.taken == []


async def test_what_another_keeps_is_not_in_the_answer_to_one_of_them(asking: Asking) -> None:
    """Who keeps something himself is shown of others what Mitz opens to him, and no more."""
    dossier, doctor, _ = await permitted(asking)
    other = await kept_by(await asking.organization("Z3"), dossier.bsn)
    await other.goal()

    sections = told(await of_patient(doctor, dossier.patient))

    assert [value(one, "custodian") for one in sections] == [dossier.source.ura]
    assert [value(one, "reason") for one in sections] == ["C-MITZ-PERMIT"]
    assert parts(sections[0]["part"], "audience") == []


async def test_what_a_copy_of_mitz_opens_rests_on_mitz_and_on_no_resource_here(
    copying: Asking,
) -> None:
    dossier, doctor, _ = await subscribed(copying)
    await tell(copying, a_notice(dossier, yes=True))

    [section] = told(await of_patient(doctor, dossier.patient))

    assert in_short(section) == (dossier.source.ura, "permit", "C-EXPLICIT-PERMIT")
    [evidence] = parts(section["part"], "evidence")
    assert parts(evidence["part"], "consent")[0]["valueReference"] == {"display": "Mitz"}
