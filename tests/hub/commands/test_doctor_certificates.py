"""The doctor sees certificates and lists end before they do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from hub.commands.doctor.of_certificates import of_certificates
from hub.commands.doctor.of_settings import of_settings
from hub.commands.pki.region import Pki
from hub.settings import Settings
from tests.plugins.certificates import certificates

NOW = datetime.now(UTC)
YEARS = timedelta(days=3 * 365)


def found(folder: Path, settings: Settings, pki: Pki, **lists: timedelta) -> list[tuple[str, str]]:
    """Level and setting of each finding; `lists` says for how long the lists are good."""
    files = certificates(folder, pki)
    if lists:
        (folder / "crl.pem").write_bytes(
            b"".join(
                one.crl(NOW - timedelta(days=1), lists["last"]).public_bytes(Encoding.PEM)
                for one in (pki.uzi, pki.cards, pki.staff, pki.servers)
            )
        )
    named = {name.removeprefix("HUB_").lower(): value for name, value in files.items()}
    return [
        (one.level, one.said.partition(":")[0])
        for one in of_certificates(settings.model_copy(update=named))
    ]


def test_what_ends_within_a_month_is_told(tmp_path: Path, settings: Settings) -> None:
    old = Pki.made(NOW - YEARS + timedelta(days=29))

    told = found(tmp_path, settings, old, last=timedelta(days=8))

    assert told == [("warn", "HUB_TLS_CERTIFICATE"), ("warn", "HUB_TLS_CLIENT_ROOTS")]


@pytest.mark.parametrize(
    ("last", "level"),
    [(timedelta(hours=23), "fail"), (timedelta(hours=47), "warn"), (timedelta(hours=49), "ok")],
)
def test_a_list_that_ends_is_told_a_day_before(
    tmp_path: Path, settings: Settings, last: timedelta, level: str
) -> None:
    [(told, _)] = found(tmp_path, settings, Pki.made(NOW), last=last)

    assert told == level


def test_where_there_are_none_nothing_is_told(settings: Settings) -> None:
    assert of_certificates(settings) == []


def test_a_hub_without_lists_of_the_revoked_is_looked_at_too(
    tmp_path: Path, settings: Settings
) -> None:
    files = certificates(tmp_path, Pki.made(NOW))
    named = {"tls_client_roots": files["HUB_TLS_CLIENT_ROOTS"]}

    [told] = of_certificates(settings.model_copy(update=named))

    assert told.level == "ok"


@pytest.mark.parametrize(("said", "told"), [("no", 1), ("yes", 0)])
def test_a_hub_that_others_reach_is_told_to_bind_its_tokens(
    tmp_path: Path, settings: Settings, said: str, told: int
) -> None:
    served = settings.model_copy(
        update={"public_url": "https://hub.example.org", "tokens_bound": said}
    )

    lines = [one.line() for one in of_settings(served, tmp_path)]

    assert sum("HUB_TOKENS_BOUND" in line for line in lines) == told
