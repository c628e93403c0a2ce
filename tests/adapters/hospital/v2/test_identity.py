"""Who a message is about is told by authority and type, never by the place in the list."""

import pytest

from adapters.hospital.header import read_header
from adapters.hospital.v2.identity import Identity, identity
from adapters.hospital.v2.message import read
from adapters.hospital.v2.refusal import Refusal
from tests.adapters.hospital.v2.sites import SITE
from tests.builders import a_bsn

MSH = r"MSH|^~\&|ZISK|ZKF|||20261120101500||ADT^A01|T1|P|2.4"


def who(listed: str, *more: str) -> Identity:
    text = "\r".join([MSH, f"PID|1||{listed}", *more]) + "\r"
    return identity(read(read_header(text.encode()), text).all("PID")[0], 3, SITE)


def test_the_bsn_is_found_in_whatever_repetition_it_stands() -> None:
    bsn = a_bsn()
    own, national = "7001^^^ZKF^PI", f"{bsn}^^^NLMINBIZA^NNNLD^^20250301"
    for listed in (f"{own}~{national}", f"{national}~{own}", f"~{national}~~{own}"):
        assert who(listed) == Identity(("ZKF|7001",), bsn, "2025-03-01")


def test_the_national_authority_is_known_by_its_oid_too() -> None:
    bsn = a_bsn()
    for authority in ("nlminbiza", "2.16.840.1.113883.2.4.6.3", "&2.16.840.1.113883.2.4.6.3&ISO"):
        assert who(f"{bsn}^^^{authority}^NNNLD").bsn == bsn


@pytest.mark.parametrize("number", ["\\X0D\\7001", "7001\\X0D\\", "70\\X0D\\01", "7001\\.br\\"])
def test_a_number_with_an_escaped_control_character_is_refused_wherever_it_stands(
    number: str,
) -> None:
    with pytest.raises(Refusal, match="control character"):
        who(f"{number}^^^ZKF^PI")


@pytest.mark.parametrize("listed", ["Yıldız&&Yıldız^Şebnem^^^^^L", "7001&2^^^ZKF^PI"])
def test_a_name_that_was_shifted_into_its_place_is_no_number(listed: str) -> None:
    with pytest.raises(Refusal, match="sub-components"):
        who(listed)


def test_what_looks_like_a_bsn_and_is_not_said_to_be_one_is_none() -> None:
    bsn = a_bsn()
    assert who(f"{bsn}^^^ZKF^PI") == Identity((f"ZKF|{bsn}",))
    assert who(f"7001^^^ZKF^PI~{bsn}^^^NLMINBIZA^PPN") == Identity(("ZKF|7001",))
    assert who(f"7001^^^^PI~{bsn}^^^ANDERS^NNNLD") == Identity(("ZKF|7001",), doubtful=True)


def test_a_repetition_with_authority_and_no_number_is_no_bsn() -> None:
    assert who("7001^^^ZKF^PI~^^^NLMINBIZA^NNNLD") == Identity(("ZKF|7001",))


def test_a_number_without_authority_is_the_sites_own() -> None:
    assert who("7001^^^^PI").numbers == ("ZKF|7001",)
    assert who("7001").numbers == ("ZKF|7001",)
    assert who("7001^^^UMC^PI").numbers == ("UMC|7001",)


def test_eight_digits_lost_their_zero_and_get_it_back() -> None:
    assert who("7001^^^ZKF^PI~10000008^^^NLMINBIZA^NNNLD").bsn == "010000008"


def test_a_bsn_that_its_sender_calls_unverified_is_not_verified_by_a_date() -> None:
    bsn = a_bsn()
    listed = f"7001^^^ZKF^PI~{bsn}^^^NLMINBIZA^NNNLD^^20250301"
    blank = "|" * 27
    assert who(f"{listed}{blank}|Y|NNNLD").verified == ""
    assert who(f"{listed}{blank}|N|NNNLD").verified == "2025-03-01"


@pytest.mark.parametrize(
    ("listed", "condition"),
    [
        ("~", 101),
        ("^^^NLMINBIZA^NNNLD", 101),
        ("7001^^^ZKF^PI~999999999^^^NLMINBIZA^NNNLD", 102),
        ("7001^^^ZKF^PI~12345^^^NLMINBIZA^NNNLD", 102),
        ('7001^^^ZKF^PI~""^^^NLMINBIZA^NNNLD', 102),
        ('""', 102),
        ("7001^^^ZKF^PI~123456782^^^NLMINBIZA^NNNLD^^20250231", 102),
    ],
)
def test_nobody_a_wrong_bsn_or_a_deleted_one_is_refused(listed: str, condition: int) -> None:
    with pytest.raises(Refusal) as refused:
        who(listed)
    assert (refused.value.fault.condition, refused.value.fault.place) == (condition, "PID^1^3")


def test_two_different_bsns_are_refused_and_none_is_named() -> None:
    one, other = a_bsn(), a_bsn()
    with pytest.raises(Refusal) as refused:
        who(f"{one}^^^NLMINBIZA^NNNLD~{other}^^^NLMINBIZA^NNNLD")
    assert one not in refused.value.fault.text
    assert who(f"{one}^^^NLMINBIZA^NNNLD~{one}^^^NLMINBIZA^NNNLD^^2025").bsn == one


@pytest.mark.parametrize("date", ["\\X0D\\19460816", "19460816\\X0D\\"])
def test_a_date_with_an_escaped_control_character_at_its_edge_is_none(date: str) -> None:
    with pytest.raises(Refusal):
        who(f"{a_bsn()}^^^NLMINBIZA^NNNLD^^{date}")


@pytest.mark.parametrize(
    "kind",
    ["^^^NLMINBIZA", "^^^ZKF^NNNLD", "^^^^NNNLD", "^^^BSN^NNNLD", "^^^NLMINBIZA^NI", "^^^BSN^PI"],
)
def test_what_looks_like_a_bsn_and_is_sent_otherwise_is_none_and_that_is_known(kind: str) -> None:
    found = who(f"7001^^^ZKF^PI~{a_bsn()}{kind}")
    assert (found.numbers, found.bsn, found.doubtful) == (("ZKF|7001",), "", True)


def test_a_number_of_the_authority_bsn_alone_names_nobody() -> None:
    with pytest.raises(Refusal):
        who(f"{a_bsn()}^^^BSN^PI")


def test_a_passport_and_a_visit_are_no_doubtful_bsn() -> None:
    found = who("7001^^^ZKF^PI~NP3X^^^NLMINBIZA^PPN~55^^^ZKF^VN")
    assert not found.doubtful


def test_a_number_that_another_gave_out_by_its_oid_alone_is_not_the_sites_own() -> None:
    assert who("7001^^^&1.2.3&ISO^PI").numbers == ("1.2.3|7001",)
    assert who("7001^^^UMC&1.2.3&ISO^PI").numbers == ("UMC|7001",)
