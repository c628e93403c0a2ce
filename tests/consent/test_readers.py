"""Which roles read wishes, at which kind of organisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.decide import decide_caller
from consent.decision import Deny, Permit
from consent.readers import CLINICIANS, READERS, is_reader
from hub.oauth.registration import organization_types
from tests.consent.builders import asked

REFUSED = Deny("role", "A-ROLE", 403)


@pytest.mark.parametrize("role", ["01.015", "17.000", "30.000"])
@pytest.mark.parametrize("kind", ["L1", "PGO", "", "X9", "v4"])
@pytest.mark.parametrize("mandated", [True, False])
def test_nobody_reads_where_nobody_treats(kind: str, role: str, *, mandated: bool) -> None:
    ask = asked(organization_type=kind, role=role, mandated=mandated)
    assert decide_caller(ask) == REFUSED


@pytest.mark.parametrize("kind", ["A1", "J8", "K9"])
@pytest.mark.parametrize("role", ["01.015", "30.000", "83.000", "00.000"])
def test_at_a_pharmacy_only_a_pharmacist_reads(kind: str, role: str) -> None:
    assert decide_caller(asked(organization_type=kind, role=role)) == REFUSED
    pharmacist = asked(organization_type=kind, role="17.000")
    assert isinstance(decide_caller(pharmacist), Permit)


def test_each_type_that_can_be_registered_has_its_row_and_no_other_does() -> None:
    assert set(READERS) == organization_types()


@given(st.sampled_from(sorted(READERS)), st.from_regex(r"[0-9]{2}\.[0-9]{3}", fullmatch=True))
def test_no_row_goes_beyond_the_clinical_professions(kind: str, role: str) -> None:
    assert not is_reader(kind, role) or role[:2] in CLINICIANS


@pytest.mark.parametrize("kind", ["V4", "X3", "H1", "Z3", "N6", "T2", "G5", "AMB", "ZG", "H2"])
def test_where_care_is_given_each_clinical_profession_reads(kind: str) -> None:
    assert READERS[kind] == CLINICIANS
