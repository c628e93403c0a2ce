"""TH-28, TH-29: the ministry's word on a person is believed as it was signed, of whom it is."""

import pytest

from tests.attacks.threats.judge import Judge
from tests.attacks.threats.town import Town

pytestmark = pytest.mark.anyio


async def test_th_28_another_role_in_a_signed_statement_is_no_statement(
    judge: Judge, town: Town
) -> None:
    party = await town.organization("V4")
    nurse, doctor = (
        town.ministry.statement(town.claims(party.ura, role)).split(".")
        for role in ("30.000", "01.015")
    )
    party.extensions = town.stated(party, "TREAT")
    party.extensions["dezi"] = ".".join((nurse[0], doctor[1], nurse[2]))

    row = await judge.refuses("TH-28", party.ask())

    assert (row["client_id"], row["who"].number) == (party.vendor.client_id, None)


async def test_th_28_another_organisation_in_a_signed_statement_is_no_statement(
    judge: Judge, town: Town
) -> None:
    party, other = await town.organization("V4"), await town.organization("V4")
    theirs, ours = (
        town.ministry.statement(town.claims(one.ura)).split(".") for one in (other, party)
    )
    party.extensions = town.stated(party, "TREAT")
    party.extensions["dezi"] = ".".join((theirs[0], ours[1], theirs[2]))

    await judge.refuses("TH-28", party.ask())


async def test_th_29_a_statement_of_one_organisation_serves_no_other(
    judge: Judge, town: Town
) -> None:
    theirs, party = await town.doctor(), await town.organization("V4")
    party.extensions = theirs.extensions

    row = await judge.refuses("TH-29", party.ask())

    assert (row["client_id"], row["who"].number) == (party.vendor.client_id, None)
    assert theirs.ask().status_code == 200
