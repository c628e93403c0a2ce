"""Which of two messages is the newer one, however vaguely or finely each tells its moment."""

from typing import Any

import pytest

from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import evn, msh, obx, pv1

OBR = "OBR|1||R1^ZISK|CODESTAT^Behandelcode^ZKF|||20261120100000"
NO, YES = obx(), obx(decision="JA^doen^ZKFBESLUIT", status="C")


def decision(reception: Reception) -> Any:
    return reception.resources("Consent")[-1]["provision"]["type"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("20261120101500", "20261120101500.5"),
        ("20261120101500.25", "20261120101500.5"),
        ("20261120101500.5", "20261120101501"),
        ("20261120", "20261120101500"),
        ("202611", "20261120"),
        ("2026", "202611"),
        ("20261120101500+0100", "20261120101500+0000"),
        ("20261120101500", "20261120101500"),
    ],
)
def test_the_later_of_two_results_holds(reception: Reception, earlier: str, later: str) -> None:
    pid = reception.person.pid()
    for number, (at, said) in enumerate(((earlier, NO), (later, YES))):
        reception.text(msh("ORU^R01", f"T{number}", at=at), pid, OBR, said)

    assert decision(reception) == "permit"


def test_a_day_alone_is_as_late_as_its_message_was_sent(reception: Reception) -> None:
    pid = reception.person.pid()
    told = [msh("ADT^A08", "T1"), evn("20261120101400"), pid, pv1(), "ZBB|1|REA|N"]
    reception.text(*told)
    later = [msh("ADT^A08", "T2", at="20261120110000"), evn("20261120"), pid, pv1(), "ZBB|1|REA|J"]
    reception.text(*later)

    assert decision(reception) == "permit"


def test_a_message_that_tells_no_moment_is_of_when_it_came_and_not_the_last_for_ever(
    reception: Reception,
) -> None:
    pid = reception.person.pid()
    reception.text(msh("ORU^R01", "T1"), pid, OBR, NO)
    verdict = reception.text(msh("ORU^R01", "T2", at=""), pid, OBR, YES)
    assert any("no moment" in note for note in verdict.notes)
    assert decision(reception) == "permit"

    reception.text(msh("ORU^R01", "T3", at="29991231235959"), pid, OBR, NO)

    assert decision(reception) == "deny"
