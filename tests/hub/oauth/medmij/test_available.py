"""Whether there is something to have is told to who may have it, and time tells nobody else."""

import random
import time

import pytest

from hub.oauth.medmij.client import PersonalEnvironment
from hub.oauth.patient_token import patient_requester
from hub.query.available import available
from hub.security.errand import Errand
from hub.security.patient_request import PatientRequest
from hub.storage.pseudonym import inhabitant
from profiles.identifiers import BSN
from tests.attacks.test_timing import auc, bound
from tests.builders import a_bsn, a_goal, a_privacy_consent, a_transaction, a_treatment_directive
from tests.hub.dossier import addresses
from tests.hub.persons import known, person
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio

KINDS = frozenset({"Consent", "Goal"})
SAMPLES = 300


def errand_of(running: Running, bsn: str, assurance: str = "substantial") -> Errand:
    """He asks by an app."""
    name, now = inhabitant(running.access.keyring, BSN(bsn)).pat, running.clock()
    asked = PatientRequest(
        whose=name,
        subject=name,
        assurance=assurance,  # type: ignore[arg-type] # a word of it
        authenticated_at=now,
        vouched_by="https://log-ins.example",
    )
    app = PersonalEnvironment("pgo.example.nl", "Mijn dossier")
    return patient_requester(app, (), asked, now, None).errand(now, "request-of-a-test")


async def kept_of(practice: Caller, age: int, goals: int) -> str:
    """The BSN of somebody of whom so much is kept."""
    bsn = a_bsn()
    patient = await known(practice, bsn, age)
    rows = [(a_goal(patient), "POST Goal") for _ in range(goals)]
    if rows:
        addresses(await practice.transaction(a_transaction(*rows)))
    return bsn


async def test_of_whom_something_is_kept_it_is_told_by_type(region: Region) -> None:
    practice, running = await region.organization("Z3"), region.running
    bsn = await kept_of(practice, 78, 1)

    assert await available(running.access, errand_of(running, bsn), KINDS) == {"Goal"}
    assert await available(running.access, errand_of(running, bsn), {"Consent"}) == set()


async def test_what_was_deleted_is_nothing(region: Region) -> None:
    practice, running = await region.organization("Z3"), region.running
    bsn = a_bsn()
    directive = a_treatment_directive(await known(practice, bsn), id="d")
    await practice.put(directive)
    assert await available(running.access, errand_of(running, bsn), KINDS) == {"Consent"}
    await practice("DELETE", "Consent/d")

    assert await available(running.access, errand_of(running, bsn), KINDS) == set()


async def test_choices_about_exchange_are_no_directives(region: Region) -> None:
    practice, running = await region.organization("Z3"), region.running
    bsn = a_bsn()
    choice = a_privacy_consent(await known(practice, bsn), user="90000001")
    made = await person(running, bsn).post(choice)
    assert made.status_code == 201, made.text

    assert await available(running.access, errand_of(running, bsn), KINDS) == set()


async def test_to_who_is_not_entitled_there_is_nothing(region: Region) -> None:
    practice, running = await region.organization("Z3"), region.running
    child = await kept_of(practice, 8, 1)
    grown = await kept_of(practice, 78, 1)

    assert await available(running.access, errand_of(running, child), KINDS) == set()
    assert await available(running.access, errand_of(running, grown, "low"), KINDS) == set()
    assert await available(running.access, errand_of(running, a_bsn()), KINDS) == set()


@pytest.mark.parametrize("who", ["a child with much", "somebody with nothing of it"])
async def test_th_40_time_tells_him_from_nobody_no_more_than_chance(
    region: Region, who: str
) -> None:
    practice, running = await region.organization("Z3"), region.running
    much = who == "a child with much"
    bsn = await kept_of(practice, 8 if much else 78, 300)
    kinds = KINDS if much else frozenset({"Consent"})
    took: dict[str, list[float]] = {"somebody": [], "nobody": []}
    order = [("somebody", bsn), *(("nobody", a_bsn()) for _ in range(SAMPLES + 20))]
    order += [order[0]] * (SAMPLES + 19)
    random.shuffle(order)
    for number, (one, whose) in enumerate(order):
        asked = errand_of(running, whose)
        began = time.perf_counter()
        assert await available(running.access, asked, kinds) == set()
        if number >= 40:
            took[one].append(time.perf_counter() - began)

    found = auc(took["somebody"], took["nobody"])
    assert abs(found - 0.5) < bound(SAMPLES) - 0.5, found
