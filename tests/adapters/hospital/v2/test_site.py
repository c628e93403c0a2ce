"""What an owner writes of his site is used as it stands, or refused by the setting's name."""

from pathlib import Path

import pytest

from adapters.hospital.v2.events.table import EVENTS
from adapters.hospital.v2.site import Site, Unusable, read_site, site_of
from tests.adapters.hospital.v2.sites import SITE, TOML

WHOLE = TOML.format(ura="12345678")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (WHOLE.replace('ura = "12345678"', ""), "ura"),
        (f'zone = "Europe/Nergens"\n{WHOLE}', "zone"),
        (f'without_bsn = "guess"\n{WHOLE}', "without_bsn"),
        (f'unknown = "x"\n{WHOLE}', "unknown"),
        (WHOLE.replace('NEE = "deny"', 'NEE = "nee"'), "limits.decisions.ZKFBESLUIT.NEE"),
        (WHOLE.replace("segments.ZBB", "segments.XBB"), "limits.segments.XBB"),
        (WHOLE.replace('"89666000", "deny"', '"89666000", "?"'), "limits.segments.ZBB.codes.REA^N"),
        (f'events = ["ADT^A99"]\n{WHOLE}', "events"),
        ("geen toml", "TOML"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named(changed: str, said: str) -> None:
    with pytest.raises(Unusable) as refused:
        site_of(changed)
    assert said in str(refused.value)


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        read_site(tmp_path / "nergens.toml")
    written = tmp_path / "site.toml"
    written.write_text(WHOLE)
    assert read_site(written) == SITE


def test_each_event_that_is_read_is_taken_unless_the_site_says_otherwise() -> None:
    assert SITE.takes == EVENTS.keys() - {"ADT^A16"}
    fewer = Site.model_validate({**SITE.model_dump(), "events": ["ADT^A01"]})
    assert fewer.takes == {"ADT^A01"}


def test_a_number_of_another_authority_is_never_under_the_sites_own_system() -> None:
    assert SITE.system("patient") == SITE.system("patient", "ZKF") == f"{SITE.base}/patient"
    assert SITE.system("patient", "UMC") == f"{SITE.base}/patient/UMC"
    listed = {"authorities": {"UMC": "https://umc.example/nummer"}}
    other = Site.model_validate({**SITE.model_dump(), **listed})
    assert other.system("patient", "UMC") == "https://umc.example/nummer"


def test_the_listener_is_told_whose_messages_it_takes() -> None:
    sender = SITE.sender
    assert (sender.application, sender.facility, sender.production) == ("ZISK", "ZKF", True)
