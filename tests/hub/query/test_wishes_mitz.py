"""That the national register can't be asked is said of everybody alike, or of nobody."""

import msgspec
import pytest

from hub.query.wishes import Wishes, wishes_of_number
from hub.security.errand import Errand
from profiles.identifiers import BSN
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier
from tests.hub.query.test_wishes import LIMITS, asks
from tests.plugins.hub import Caller
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio


async def seen(asking: Asking, errand: Errand, bsn: str) -> Wishes:
    return await wishes_of_number(asking.running.access, errand, LIMITS, BSN(bsn))


async def away(asking: Asking) -> tuple[Caller, str]:
    """A Mitz that failed whoever asked last, and somebody of whom nothing but Mitz decides."""
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    asking.stub.mode = "fault"
    await doctor.find("Goal", patient=dossier.patient)
    return doctor, dossier.bsn


async def test_of_who_is_here_and_of_nobody_the_same_is_said(asking: Asking) -> None:
    doctor, bsn = await away(asking)

    known, unknown = [await seen(asking, asks(doctor), one) for one in (bsn, a_bsn())]
    assert known == unknown == Wishes(None, is_asked=False)


async def test_the_question_itself_does_not_change_what_is_said_of_it(asking: Asking) -> None:
    dossier, doctor = await a_dossier(asking), await asking.doctor()
    asking.permit(dossier.bsn, dossier.source.ura, doctor.ura)
    await seen(asking, asks(doctor), dossier.bsn)
    assert (await seen(asking, asks(doctor), dossier.bsn)).is_asked
    asking.stub.mode = "fault"

    assert await seen(asking, asks(doctor), dossier.bsn) == Wishes(None)


async def test_once_it_answers_again_nothing_is_said(asking: Asking) -> None:
    doctor, bsn = await away(asking)
    asking.stub.mode = "well"
    await seen(asking, asks(doctor), bsn)

    assert (await seen(asking, asks(doctor), bsn)).is_asked


async def test_who_needs_no_mitz_is_not_told_of_it(asking: Asking) -> None:
    doctor, bsn = await away(asking)
    emergency = msgspec.structs.replace(asks(doctor), purpose=None)

    assert not (await seen(asking, asks(doctor), bsn)).is_asked
    assert asking.running.access.leaves_to_mitz(emergency) is False
