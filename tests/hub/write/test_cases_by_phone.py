"""Who phones the transfer point: it writes down what he says, and that it was on his word."""

from typing import Any

import pytest

from tests.builders import a_bsn
from tests.hub.dossier import kept_by
from tests.hub.offers import a_candidate, by, coded, moment, outputs
from tests.hub.places import a_desk, person_of, sought
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def on_behalf_of(ura: str) -> list[dict[str, Any]]:
    url = "https://example.org/rtp/StructureDefinition/on-behalf-of"
    return [{"url": url, "valueReference": by(ura)}]


async def test_the_desk_answers_by_phone_and_it_is_said_on_whose_word(region: Region) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    output = outputs(available_from=moment(24), held_until=moment(8))

    answer = await case.send(
        case.desk, offer, status="accepted", output=output, extension=on_behalf_of(candidate.ura)
    )

    assert answer.status_code == 200, answer.text
    told = await case.read(case.requester, offer)
    assert told["extension"] == on_behalf_of(candidate.ura)
    async with region.running.owner.connection() as connection:
        row = await connection.fetchrow(
            "SELECT actor, for_whom FROM transfer_event "
            "WHERE became = 'accepted' AND provider = $1",
            candidate.ura,
        )
    assert tuple(row) == (case.desk.ura, candidate.ura)


async def test_whose_word_a_version_was_is_not_said_of_the_next(region: Region) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    output = outputs(available_from=moment(24), held_until=moment(8))
    await case.send(
        case.desk, offer, status="accepted", output=output, extension=on_behalf_of(candidate.ura)
    )

    answer = await case.send(
        person_of(case.desk),
        offer,
        businessStatus=coded("transfer-status", "selected"),
        extension=None,
    )

    assert answer.status_code == 200, answer.text
    assert "extension" not in await case.read(case.desk, offer)


@pytest.mark.parametrize("who", ["candidate", "requester", "desk"])
async def test_who_sends_back_whose_word_it_was_as_he_read_it_speaks_for_himself(
    region: Region, who: str
) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    output = outputs(available_from=moment(24), held_until=moment(8))
    by_phone = on_behalf_of(candidate.ura)
    await case.send(case.desk, offer, status="accepted", output=output, extension=by_phone)
    selected = {"businessStatus": coded("transfer-status", "selected")}
    steps = {
        "candidate": (
            candidate,
            {"output": outputs(available_from=moment(24), held_until=moment(9))},
        ),
        "requester": (person_of(case.requester), selected),
        "desk": (person_of(case.desk), selected),
    }
    caller, changes = steps[who]

    answer = await case.send(caller, offer, **changes)

    assert answer.status_code == 200, answer.text
    assert "extension" not in await case.read(case.desk, offer)


async def test_the_desk_tells_more_on_the_same_word(region: Region) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    by_phone = on_behalf_of(candidate.ura)
    await case.send(case.desk, offer, status="received", extension=by_phone)
    output = outputs(available_from=moment(24), held_until=moment(8))

    answer = await case.send(case.desk, offer, status="accepted", output=output)

    assert answer.status_code == 200, answer.text
    assert (await case.read(case.desk, offer))["extension"] == by_phone


async def test_nobody_but_the_desk_speaks_for_another(region: Region) -> None:
    case, candidate = await sought(region), await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    output = outputs(available_from=moment(24), held_until=moment(8))

    answer = await case.send(
        case.requester,
        offer,
        status="accepted",
        output=output,
        extension=on_behalf_of(candidate.ura),
    )

    assert answer.status_code == 403


async def test_the_desk_puts_a_case_here_for_who_phones(region: Region) -> None:
    desk = await a_desk(region)
    phones = await region.organization("Z3", role="30.000", purpose="COC")
    dossier = await kept_by(desk, a_bsn())

    case = await sought(region, desk=desk, dossier=dossier, requester=by(phones.ura))

    assert (await phones.get(case.lead)).status_code == 200
