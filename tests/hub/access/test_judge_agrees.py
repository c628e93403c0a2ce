"""What a search gives is what `consent.decide` permits: SQL and the rules say the same."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.category import keys_of
from consent.data_category import category_of
from consent.decide import decide
from consent.decision import Permit
from consent.facts import Facts
from consent.request import AccessRequest, amsterdam_day
from consent.statement import Statement
from hub.storage.address import inhabitant
from hub.storage.organizations import enrol
from hub.storage.sealing import Keyring
from hub.write.choices import _choice
from profiles.identifiers import BSN
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, urn
from tests.consent import strategies as some
from tests.hub.dossier import addresses, names
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio

PARTIES = [*some.HOLDERS, ("90000505", "AMB")]
WRITTEN_ON = date(2026, 3, 1)  # the day around which the strategies' periods lie
COLUMNS = (
    "consent, version, ordinal, pat, holder, consumer, data, resource, purposes, permit, status, "
    "starts, ends, weight, recorder"
)
said = st.lists(some.statement(kind="explicit", source="local"), max_size=6)


@dataclass(frozen=True)
class Record:
    """One inhabitant, of whom every holder keeps a goal and a medicine."""

    running: Running
    bsn: str
    patient: str
    kept: dict[str, tuple[str, str]]

    def keyring(self) -> Keyring:
        own = self.running.settings
        return Keyring.parse(own.index_key.get_secret_value(), own.sealing_keys.get_secret_value())

    def moved(self, statement: Statement) -> Statement:
        """The statement about this record, in these days."""
        later = amsterdam_day(self.running.clock()) - WRITTEN_ON
        goals = iter(f"res:{kept[0]}" for kept in self.kept.values())
        about = dict(zip(("res:Goal/g1", "res:Consent/tw1"), goals, strict=False))
        return replace(
            statement,
            data=about.get(statement.data, statement.data),
            starts=statement.starts and statement.starts + later,
            ends=statement.ends and statement.ends + later,
        )

    async def record(self, statements: list[Statement]) -> None:
        """Write them as a Consent's statements are written."""
        keyring = self.keyring()
        pat = inhabitant(keyring, BSN(self.bsn)).pat
        choices = [_choice(one, keyring) for one in statements]
        rows = [
            [
                *(uuid4(), 1, number, pat, one.holder, one.consumer, one.data, one.resource),
                *(sorted(one.purposes), one.permit, one.status, one.starts, one.ends, one.weight),
                one.recorder,
            ]
            for number, one in enumerate(choices)
        ]
        places = ", ".join(f"${number}" for number in range(1, len(COLUMNS.split(", ")) + 1))
        async with self.running.owner.connection() as connection:
            await connection.executemany(
                f"INSERT INTO privacy_statement ({COLUMNS}) VALUES ({places})",
                rows,
            )


NewRecord = Callable[[], Awaitable[Record]]


@pytest.fixture
def new_record(region: Region) -> NewRecord:
    """A new inhabitant's record; a function, for hypothesis prints what it is given."""

    async def make() -> Record:
        running, bsn = region.running, a_bsn()
        kept = {}
        async with running.owner.connection() as connection:
            for ura, kind in PARTIES:
                await enrol(connection, ura, kind, keys_of(ura, kind))
        for ura, kind in some.HOLDERS:
            medicine = {
                "resourceType": "MedicationStatement",
                "status": "active",
                "medicationCodeableConcept": {"text": "paracetamol"},
                "subject": {"reference": urn(0)},
            }
            answer = await Caller(running, ura, kind).transaction(
                a_transaction(
                    (a_patient(bsn), "POST Patient"),
                    (a_goal(urn(0)), "POST Goal"),
                    (medicine, "POST MedicationStatement"),
                )
            )
            patient, goal, stored = addresses(answer)
            kept[ura] = (goal, stored)
        return Record(running, bsn, patient, kept)

    return make


def permitted(record: Record, reader: Caller, statements: list[Statement]) -> set[str]:
    """What the rules permit this reader."""
    types = dict(some.HOLDERS)
    request = AccessRequest(
        ura=reader.ura,
        organization_type=reader.organization_type,
        role=reader.role,
        purpose=reader.purpose,
        action="search",
        now=record.running.clock(),
    )
    return {
        address
        for ura, kept in record.kept.items()
        for address in kept
        if isinstance(
            decide(
                request,
                Facts(
                    holder_ura=ura,
                    holder_type=types[ura],
                    category=category_of(address.partition("/")[0]),
                    resource=address,
                    statements=tuple(statements),
                    relation=reader.purpose is not None,
                ),
            ),
            Permit,
        )
    }


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(statements=said, party=st.sampled_from(PARTIES), purpose=st.sampled_from(["TREAT", "COC"]))
async def test_a_search_gives_exactly_what_the_rules_permit(
    new_record: NewRecord, statements: list[Statement], party: tuple[str, str], purpose: str
) -> None:
    record = await new_record()
    moved = [record.moved(one) for one in statements]
    await record.record(moved)
    at_work = Caller(record.running, *party, role="01.015", purpose=purpose)
    system = Caller(record.running, *party)

    for reader in (at_work, system):
        shown = set()
        for kind in ("Goal", "MedicationStatement"):
            shown |= set(names(await reader.find(kind, patient=record.patient)))
        assert shown == permitted(record, reader, moved)
        for kept in record.kept.values():
            for address in kept:
                read = await reader.get(address)
                assert (read.status_code == 200) is (address in shown)


def test_the_days_of_the_strategies_are_those_of_this_test() -> None:
    assert some._TODAY == WRITTEN_ON
