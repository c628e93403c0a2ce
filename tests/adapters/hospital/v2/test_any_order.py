"""Messages in whatever order, and however often, leave the same facts."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.core.outbox import Outbox
from adapters.hospital.v2.facts import Dossier, encoded
from adapters.hospital.v2.store import Store
from adapters.hospital.verdict import Taken
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, evn, msh, obx, pdf, pv1, txa

_EXAMPLES = int(os.environ.get("RANDOM_ORDERS", "15"))
SURVIVOR, PRIOR, LATER = Person("", born="19330303"), Person("", born="19330303"), Person()


def at(day: int) -> str:
    return f"202611{day:02}100000"


def adt(event: str, day: int, pid: str, *parts: str) -> list[str]:
    return [msh(f"ADT^{event}", f"{event}{day}", at=at(day)), evn(at(day)), pid, *parts]


def mdm(event: str, day: int, *parts: str) -> list[str]:
    return [msh(f"MDM^{event}", f"{event}{day}", at=at(day)), evn(at(day)), _LATER_PID, *parts]


_LATER_PID = SURVIVOR.pid(listed=f"{SURVIVOR.number}^^^ZKF^PI~{LATER.bsn}^^^NLMINBIZA^NNNLD^^2025")
MESSAGES = (
    adt("A28", 1, SURVIVOR.pid(f13="036-1^PRN^PH")),
    adt("A05", 2, SURVIVOR.pid(), pv1("V1", kind="P", at="C2")),
    adt("A01", 3, SURVIVOR.pid(), pv1("V1", f44=at(3))),
    adt("A02", 4, SURVIVOR.pid(), pv1("V1", at="B1^1^1")),
    adt("A12", 5, SURVIVOR.pid(), pv1("V1")),
    adt("A31", 6, _LATER_PID, f"ZBB|1|REA|N|{at(6)[:8]}"),
    mdm("T02", 7, txa("D1", state="DI"), pdf(b"%PDF-7"), obx(), obx("40617009^x^SCT")),
    mdm("T08", 8, txa("D1"), pdf(b"%PDF-8"), obx(decision="JA^x^ZKFBESLUIT")),
    adt("A08", 9, _LATER_PID.replace("036-1", '""'), pv1("V1", at="A3^12^4")),
    adt("A03", 10, _LATER_PID, pv1("V1", at="A3^12^4", f45=at(10))),
    adt("A13", 11, _LATER_PID, pv1("V1", at="A3^12^4", f45='""')),
    adt("A01", 12, PRIOR.pid(name="Anders"), pv1("V2", kind="E", f44=at(12))),
    mdm("T11", 13, txa("D1", shown="CA")),
    adt("A31", 14, _LATER_PID),
)
MERGE = adt("A40", 15, _LATER_PID, f"MRG|{PRIOR.number}^^^ZKF^PI")


def left(folder: Path, messages: list[list[str]]) -> Any:
    outbox = Outbox(folder)
    outbox.database.execute("PRAGMA synchronous = OFF")
    reception = Reception(outbox)
    for message in messages:
        assert isinstance(reception.text(*message), Taken)
    store = Store(outbox.database)
    known = store.known(f"ZKF|{SURVIVOR.number}")
    dossier = store.dossier(known.number) if known else None
    assert dossier is not None
    facts = _without_lanes(dossier)
    content = store.content("ZISK|D1")
    outbox.close()
    return facts, content


def _without_lanes(dossier: Dossier) -> Any:
    facts = json.loads(encoded(dossier))
    return {name: part for name, part in facts.items() if name not in {"lane", "pseudonym"}}


@pytest.fixture(scope="module")
def straight(tmp_path_factory: Any) -> Any:
    """What they leave in the order in which they were sent."""
    return left(tmp_path_factory.mktemp("straight"), [*MESSAGES, MERGE])


@settings(
    max_examples=_EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(order=st.permutations(range(len(MESSAGES))), again=st.sets(st.integers(0, 13), max_size=4))
def test_any_order_leaves_the_same_facts(
    tmp_path_factory: Any, straight: Any, order: list[int], again: set[int]
) -> None:
    told = [MESSAGES[place] for place in [*order, *again]]
    assert left(tmp_path_factory.mktemp("other"), [*told, MERGE]) == straight


def test_what_comes_under_the_prior_after_the_merge_is_the_survivors(
    tmp_path: Path, straight: Any
) -> None:
    early = [message for message in MESSAGES if PRIOR.number not in message[2]]
    late = [message for message in MESSAGES if PRIOR.number in message[2]]
    assert late
    assert left(tmp_path / "late", [*early, MERGE, *late]) == straight
