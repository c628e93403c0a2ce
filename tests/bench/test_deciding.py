import re

import pytest

from bench.deciding import ASKED, cost, main, record
from consent.decision import Permit
from consent.scope import scope

FAR_TOO_MUCH = 1_000
"""Microseconds: ten times what it takes on an idle machine, so that a loaded one passes."""


def test_a_whole_record_is_decided_in_little_time() -> None:
    facts = record()
    assert (len(facts.statements), len(facts.sections)) == (20, 30)
    assert cost(lambda: scope(ASKED, facts), repeats=5, times=20).least < FAR_TOO_MUCH


def test_the_record_that_is_measured_is_open_in_part() -> None:
    settled = scope(ASKED, record()).sections.values()
    assert 0 < sum(isinstance(one, Permit) for one in settled) < len(settled)


def test_the_command_tells_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert re.fullmatch(
        r"20 choices, 30 sections: \d+ µs .*, \d+ µs usually\n", capsys.readouterr().out
    )
