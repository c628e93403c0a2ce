"""Mitz is asked on whole and safe terms, or not at all."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.commands.configuration import ConfigurationRefused, settings
from hub.commands.doctor.of_mitz import of_mitz
from hub.outbound.mitz.terms import InvalidTerms, Terms
from hub.settings import Settings
from tests.hub.outbound.cast import NEEDED, settings_for
from tests.stubs.mitz.server import StubMitz

COPIES = {
    "mitz_notify_url": "https://hub.example/mitz/notify",
    "mitz_sender": "sender.pem",
    "mitz_gateway": "urn:oid:2.16.840.1.113883.2.4.6.6.1",
    "mitz_source": "urn:oid:2.16.840.1.113883.2.4.6.6.90000017",
}


def test_without_a_url_nobody_is_asked() -> None:
    assert Terms.of(Settings.model_validate(NEEDED)) is None


def test_whole_terms_are_taken(stub: StubMitz) -> None:
    asked_alone = Terms.of(settings_for(stub, mitz_seconds=2.0, mitz_at_once=7))
    copied = Terms.of(settings_for(stub, **COPIES))

    assert asked_alone is not None
    assert (asked_alone.url, asked_alone.seconds, asked_alone.at_once) == (stub.address, 2.0, 7)
    assert asked_alone.copies is None
    assert copied is not None
    assert copied.copies is not None
    assert copied.copies.notify_url == COPIES["mitz_notify_url"]


@pytest.mark.parametrize("name", ["mitz_certificate", "mitz_key", "mitz_roots"])
@pytest.mark.parametrize("value", ["", "no/such/file.pem"])
def test_half_of_the_files_are_refused(stub: StubMitz, name: str, value: str) -> None:
    with pytest.raises(InvalidTerms, match=f"HUB_{name.upper()}: is no"):
        Terms.of(settings_for(stub, **{name: value}))


@pytest.mark.parametrize("name", ["mitz_certificate", "mitz_key", "mitz_roots", *COPIES])
def test_what_is_set_for_nobody_is_refused(name: str) -> None:
    alone = Settings.model_validate(NEEDED | {name: "a.pem"})

    with pytest.raises(InvalidTerms, match=f"HUB_{name.upper()}: is of no use"):
        Terms.of(alone)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:9", "http://mitz.example", "mitz.example", "https://"),
        *("https://hunter2@mitz.example", "https://mitz.example/?hunter2", "https://[hunter2"),
        *("https://mitz.example/", "https://mitz.example/#hunter2", "https://mitz.example:0"),
    ],
)
@pytest.mark.parametrize("name", ["mitz_url", "mitz_notify_url"])
def test_no_bsn_goes_over_an_open_line(stub: StubMitz, name: str, url: str) -> None:
    with pytest.raises(InvalidTerms, match=f"^HUB_{name.upper()}: must be https") as refused:
        Terms.of(settings_for(stub, **(COPIES | {name: url})))
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", COPIES)
def test_half_of_a_subscription_is_refused(stub: StubMitz, name: str) -> None:
    with pytest.raises(InvalidTerms, match=f"HUB_{name.upper()}: is not set"):
        Terms.of(settings_for(stub, **(COPIES | {name: ""})))


@pytest.mark.parametrize("name", ["mitz_gateway", "mitz_source"])
@pytest.mark.parametrize("oid", ["2.16.840.1", "urn:oid:", "urn:oid:3.1", "urn:oid:2.01"])
def test_what_is_no_oid_is_refused(stub: StubMitz, name: str, oid: str) -> None:
    with pytest.raises(InvalidTerms, match=f"HUB_{name.upper()}: must be an OID"):
        Terms.of(settings_for(stub, **(COPIES | {name: oid})))


def test_files_that_hold_something_else_are_refused(stub: StubMitz, tmp_path: Path) -> None:
    words = tmp_path / "words.pem"
    words.write_text("hunter2")
    _, others = stub.clients.issue("another")

    with pytest.raises(InvalidTerms, match=r"^HUB_MITZ_ROOTS: holds no certificates"):
        Terms.of(settings_for(stub, mitz_roots=str(words)))
    for key in (words, others):
        with pytest.raises(InvalidTerms, match=r"^HUB_MITZ_KEY: is not the key of"):
            Terms.of(settings_for(stub, mitz_key=str(key)))


def test_a_key_with_a_password_is_refused_and_the_password_not_asked_for(stub: StubMitz) -> None:
    certificate, key = stub.clients.issue("sealed", password=b"hunter2")

    with pytest.raises(InvalidTerms, match=r"^HUB_MITZ_KEY: .* without a password"):
        Terms.of(settings_for(stub, mitz_certificate=str(certificate), mitz_key=str(key)))


@pytest.mark.parametrize(("name", "value"), [("mitz_seconds", 11), ("mitz_at_once", 0)])
def test_numbers_have_bounds(stub: StubMitz, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        settings_for(stub, **{name: value})


def test_a_start_on_unsafe_terms_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        monkeypatch.delenv(name)
    for name, value in NEEDED.items():
        monkeypatch.setenv(f"HUB_{name.upper()}", value)
    assert settings().mitz_url == ""
    monkeypatch.setenv("HUB_MITZ_URL", "http://mitz.example")

    with pytest.raises(ConfigurationRefused, match="HUB_MITZ_URL: must be https"):
        settings()


@pytest.mark.parametrize(
    ("days", "level", "said"),
    [
        (-60, "ok", "61 days left"),
        (0, "warn", "1 days left; ask for a new one"),
        (2, "fail", "is over"),
    ],
)
def test_the_end_of_the_certificate_is_foretold(
    stub: StubMitz, days: int, level: str, said: str
) -> None:
    # The certificates of a test end within a day and a moment.
    now = datetime.now(UTC) + timedelta(days=days, minutes=-5)

    (found,) = of_mitz(settings_for(stub), now)

    assert found.level == level
    assert said in found.said


def test_of_a_mitz_that_nobody_asks_nothing_is_foretold() -> None:
    assert of_mitz(Settings.model_validate(NEEDED), datetime.now(UTC)) == []
