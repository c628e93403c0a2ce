"""What can be learnt without writing a word into a record: nothing."""

import pytest

from tests.builders import a_bsn, a_goal, a_patient, a_transaction
from tests.hub.dossier import a_dossier, by_bsn, kept_by
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

ABSENT = "0b9a47e6-1a86-4b0c-9d55-4c1f9a1f8a11"


async def test_a_refused_bundle_does_not_tell_whether_a_bsn_is_known(region: Region) -> None:
    """Under an id of its own, and under one that is taken by another."""
    dossier, stranger = await a_dossier(region), await region.organization()
    own = await kept_by(stranger, a_bsn())

    for taken in (own.id, dossier.id):
        answers = [
            await stranger.transaction(
                a_transaction(
                    (a_patient(bsn, id=taken), f"PUT Patient/{taken}"),
                    (a_goal(f"Patient/{ABSENT}"), "POST Goal"),
                )
            )
            for bsn in ((await a_dossier(region)).bsn, a_bsn())
        ]
        known, unknown = answers
        assert known.status_code == unknown.status_code == 422
        assert known.content == unknown.content


async def test_ones_own_patient_does_not_silently_become_somebody_else(region: Region) -> None:
    """A BSN mistyped at the source would make its word one about another inhabitant."""
    other = await a_dossier(region)
    mine = await a_dossier(region)

    answer = await mine.source.put(a_patient(other.bsn, id=mine.id))

    assert answer.status_code == 422
    assert (await mine.source.get(other.patient)).status_code == 404


async def test_a_search_about_nobody_leaves_the_row_of_one_about_somebody(region: Region) -> None:
    """Which is in one index more than a row about no person: else the time would tell."""
    dossier, doctor = await a_dossier(region), await region.doctor()

    answers = [await by_bsn(doctor, bsn) for bsn in (dossier.bsn, a_bsn())]

    rows = [row for answer in answers for row in await region.left_behind(answer)]
    assert [row["pat"] is not None for row in rows] == [True, True]
