"""The invented region's organisations."""

import pytest

from hub.demo.organizations import REGION, Organization
from hub.oauth.registration import enforceable
from hub.security.scopes import parse_scopes
from profiles.identifiers import URA

CONTRACT = {
    "gp-de-sluis",
    "hospital-flevo",
    "vvt-zorggroep",
    "ambulance",
    "gp-post",
    "pgo-demo",
    "rtp-desk",
    "other-region",
}


def may_write_consents(one: Organization) -> bool:
    return any(
        scope.level == "system" and scope.covers("Consent", letter)
        for scope in parse_scopes(one.scopes)
        for letter in "cud"
    )


def test_there_are_twelve_with_the_names_that_scripts_rely_on() -> None:
    assert len({one.client for one in REGION}) == len({one.ura for one in REGION}) == 12
    assert {one.client for one in REGION} >= CONTRACT


@pytest.mark.parametrize("one", REGION, ids=lambda one: one.client)
def test_each_has_a_ura_of_the_test_range_and_scopes_that_are_kept(one: Organization) -> None:
    assert URA(one.ura).value.startswith("9000")
    assert enforceable(one.scopes)


def test_who_records_no_choices_can_not_grant_itself_anything() -> None:
    assert {one.client for one in REGION if may_write_consents(one)} == {
        one.client for one in REGION if one.adapter
    }
