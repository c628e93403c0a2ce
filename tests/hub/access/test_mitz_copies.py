"""What Mitz sends is believed of Mitz alone, as it is meant, while the subscription lives."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from hub.access.kept import Kept
from hub.storage.pseudonym import inhabitant
from hub.storage.tasks import listed
from profiles.identifiers import BSN
from tests.builders import a_bsn, a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, fault, found, names
from tests.plugins.hub import Caller
from tests.plugins.mitz import Asking
from tests.stubs.mitz.notifications import bundle

pytestmark = pytest.mark.anyio
HOSPITALS, GPS = "RPZAC104", "RPZAC001"
EARLY, LATER = "2026-03-01T10:00:00.1234567+01:00", "2026-03-02T10:00:00+01:00"


async def kept_of(region: Asking, bsn: str) -> Kept | None:
    access = region.running.access
    pat = inhabitant(access.keyring, BSN(bsn)).pat
    async with access.database.connection() as connection:
        return await Kept.of(access, connection, pat)


async def subscribed(copying: Asking) -> tuple[Dossier, Caller, str]:
    """A goal about which a doctor asked, so that Mitz tells of choices about it from now on."""
    dossier, doctor = await a_dossier(copying), await copying.doctor()
    goal = await dossier.goal()
    assert found(await doctor.find("Goal", patient=dossier.patient)) == []
    await copying.subscribed()
    copying.stub.taken.clear()
    return dossier, doctor, goal


def a_notice(dossier: Dossier, *, yes: bool, at: str = EARLY, user: str = HOSPITALS) -> Any:
    return bundle(dossier.bsn, dossier.source.ura, ([user], yes, at))


async def told(copying: Asking, notice: Any) -> httpx.Response:
    answer = await copying.notify(notice)
    assert answer.status_code == 204, answer.text
    return answer


async def reasons(copying: Asking, answer: httpx.Response) -> list[str]:
    return [row["rule"] for row in await copying.left_behind(answer)]


@pytest.mark.parametrize("sender", [None, "mitz-server", "somebody"])
async def test_a_forged_notification_changes_nothing(copying: Asking, sender: str | None) -> None:
    """TH-70: without a certificate, and with another one of the very same authority."""
    copying.stub.authority.issue("somebody")
    dossier, doctor, _ = await subscribed(copying)
    before = await kept_of(copying, dossier.bsn)

    refused = await copying.notify(a_notice(dossier, yes=True), sender)

    assert refused.status_code == 401
    assert fault(refused)["code"] == "login"
    assert await kept_of(copying, dossier.bsn) == before
    assert await reasons(copying, refused) == ["mitz-stranger"]
    assert found(await doctor.find("Goal", patient=dossier.patient)) == []


async def test_a_certificate_that_is_over_is_refused(copying: Asking) -> None:
    dossier = await a_dossier(copying)
    clock = copying.running.clock
    clock.ahead = timedelta(days=2)
    try:
        refused = await copying.notify(a_notice(dossier, yes=True))
    finally:
        clock.ahead = timedelta()
    assert refused.status_code == 401


@pytest.mark.parametrize(
    "content", [b"", b"<x", b"{", b"[]", b'{"resourceType":"Bundle","type":"batch"}']
)
async def test_what_is_no_notification_is_refused(copying: Asking, content: bytes) -> None:
    refused = await copying.notify(content)
    assert refused.status_code == 400
    assert fault(refused)["code"] == "invalid"


async def test_a_notification_that_is_too_large_is_refused(copying: Asking) -> None:
    assert (await copying.notify(b" " * 5_000_001)).status_code == 413


async def test_a_copied_no_is_one_though_it_has_no_type_and_is_inactive(copying: Asking) -> None:
    dossier, doctor, _ = await subscribed(copying)
    copying.permit(dossier.bsn, dossier.source.ura, doctor.ura)
    await told(copying, a_notice(dossier, yes=False))

    answer = await doctor.find("Goal", patient=dossier.patient)

    assert found(answer) == []
    assert await reasons(copying, answer) == ["C-EXPLICIT-DENY"]
    assert copying.stub.taken == []


async def test_a_copied_yes_opens_and_mitz_is_not_asked(copying: Asking) -> None:
    dossier, doctor, goal = await subscribed(copying)
    await told(copying, a_notice(dossier, yes=True))

    answer = await doctor.find("Goal", patient=dossier.patient)

    assert names(answer) == [goal]
    assert await reasons(copying, answer) == ["C-EXPLICIT-PERMIT"]
    assert copying.stub.taken == []
    other = await copying.doctor("Z3")
    assert found(await other.find("Goal", patient=dossier.patient)) == []


async def test_no_consent_of_a_source_takes_the_place_of_a_copied_no(copying: Asking) -> None:
    """Its id is the source's to choose, and the name of a copy can be guessed."""
    dossier, doctor, _ = await subscribed(copying)
    await told(copying, a_notice(dossier, yes=False))
    kept = await kept_of(copying, dossier.bsn)
    assert kept is not None
    [copied] = kept.facts.statements
    for guessed in (copied.consent_id, copied.consent_id.replace("|", "-")):
        yes = a_privacy_consent(
            dossier.patient, holder=dossier.source.ura, category=HOSPITALS, id=guessed
        )
        await dossier.source("PUT", f"Consent/{quote(guessed)}", yes)

    answer = await doctor.find("Goal", patient=dossier.patient)

    assert found(answer) == []
    assert await reasons(copying, answer) == ["C-EXPLICIT-DENY"]


async def test_the_later_word_counts_in_whatever_order_they_come(copying: Asking) -> None:
    for first, second in (((True, EARLY), (False, LATER)), ((False, LATER), (True, EARLY))):
        dossier, doctor, _ = await subscribed(copying)
        for yes, at in (first, second):
            await told(copying, a_notice(dossier, yes=yes, at=at))
        answer = await doctor.find("Goal", patient=dossier.patient)
        assert await reasons(copying, answer) == ["C-EXPLICIT-DENY"]


async def test_a_category_that_nobody_knows_permits_nothing_and_waits_for_somebody(
    copying: Asking,
) -> None:
    dossier, doctor, _ = await subscribed(copying)
    await told(copying, a_notice(dossier, yes=True))
    notice = a_notice(dossier, yes=False, user="RPZAC999", at=LATER)
    for _ in range(2):
        answer = await told(copying, notice)

    assert found(await doctor.find("Goal", patient=dossier.patient)) == []
    access = copying.running.access
    async with access.database.connection() as connection:
        tasks = await listed(connection, access.keyring, "mitz-unread")
    [task] = [one for one in tasks if one.custodian == dossier.source.ura]
    assert task.detail["why"] == ["user-category"]
    [row] = await copying.left_behind(answer)
    assert row["detail"]["unread"] == ["user-category"]


async def test_without_a_subscription_no_copy_counts(copying: Asking) -> None:
    dossier, doctor = await a_dossier(copying), await copying.doctor()
    await dossier.goal()
    await told(copying, a_notice(dossier, yes=True))
    answer = await doctor.find("Goal", patient=dossier.patient)
    assert await reasons(copying, answer) == ["C-MITZ-DENY"]
    assert len(copying.stub.taken) == 1
    await copying.subscribed()


@pytest.fixture
def later(copying: Asking) -> Iterator[Any]:
    clock = copying.running.clock
    yield lambda hours: setattr(clock, "ahead", timedelta(hours=hours))
    clock.ahead = timedelta()


async def test_a_subscription_is_renewed_each_half_day_and_believed_for_one(
    copying: Asking, later: Any
) -> None:
    dossier, doctor, goal = await subscribed(copying)
    await told(copying, a_notice(dossier, yes=True))
    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
    assert len(copying.stub.subscriptions) == 1
    copying.stub.mode = "fault"  # it takes no subscription either

    later(13)
    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
    await copying.subscribed()
    later(25)
    lapsed = await doctor.find("Goal", patient=dossier.patient)
    await copying.subscribed()

    assert found(lapsed) == []
    assert await reasons(copying, lapsed) == ["C-SOURCE-UNAVAILABLE"]
    assert len(copying.stub.subscriptions) == 2  # the next is not sent before a minute is over


async def test_a_renewed_subscription_keeps_its_copies(copying: Asking, later: Any) -> None:
    dossier, doctor, goal = await subscribed(copying)
    await told(copying, a_notice(dossier, yes=True))
    for hours in (13, 26):
        later(hours)
        assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
        await copying.subscribed()
    assert len(copying.stub.subscriptions) == 3
    assert copying.stub.taken == []


async def test_what_is_held_does_not_outlive_the_belief_in_it(copying: Asking, later: Any) -> None:
    """Between the two requests no day ends, and no epoch moves."""
    dossier, doctor, goal = await subscribed(copying)
    await told(copying, a_notice(dossier, yes=True))
    kept = await kept_of(copying, dossier.bsn)
    assert kept is not None
    ends = kept.facts.until(datetime.now(UTC))
    assert ends is not None
    before = (ends - datetime.now(UTC)).total_seconds() / 3600
    copying.stub.mode = "fault"  # it takes no subscription either
    later(before - 0.1)
    assert names(await doctor.find("Goal", patient=dossier.patient)) == [goal]
    assert (await doctor.get(goal)).status_code == 200
    await copying.subscribed()
    later(before + 0.1)
    assert found(await doctor.find("Goal", patient=dossier.patient)) == []
    assert (await doctor.get(goal)).status_code == 404


async def test_of_whom_nothing_is_kept_nothing_is_copied(copying: Asking) -> None:
    dossier, stranger = await a_dossier(copying), a_bsn()
    before = await kept_of(copying, dossier.bsn)
    elsewhere = bundle(dossier.bsn, "98765432", ([HOSPITALS], True, EARLY))
    answers = [
        await told(copying, bundle(stranger, dossier.source.ura, ([HOSPITALS], True, EARLY))),
        await told(copying, elsewhere),
    ]
    assert await kept_of(copying, stranger) is None
    assert await kept_of(copying, dossier.bsn) == before
    [[unknown], [known]] = [await copying.left_behind(one) for one in answers]
    assert (unknown["pat"], known["detail"]["copied"]) == (None, [])


async def test_what_is_sent_again_changes_nothing(copying: Asking) -> None:
    dossier, _, _ = await subscribed(copying)
    notice = a_notice(dossier, yes=True)
    await told(copying, notice)
    before = await kept_of(copying, dossier.bsn)
    await told(copying, notice)
    assert await kept_of(copying, dossier.bsn) == before


async def test_of_notifications_that_come_at_once_none_is_lost(copying: Asking) -> None:
    dossier, _, _ = await subscribed(copying)
    categories = [HOSPITALS, GPS, "RPZAC003", "RPZAC004"]
    await asyncio.gather(
        *(told(copying, a_notice(dossier, yes=True, user=one)) for one in categories)
    )
    kept = await kept_of(copying, dossier.bsn)
    assert kept is not None
    assert {one.actor for one in kept.facts.statements} == {f"cat:{one}" for one in categories}
    assert isinstance(kept.pat, UUID)
