"""Settings of certificates that are incomplete or unsafe are refused by name, all at once."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from hub.commands.configuration import ConfigurationRefused, settings
from hub.commands.pki.region import Pki, pem
from hub.security.trust import Trust
from hub.settings import Settings
from tests.hub.commands.test_configuration import GOOD
from tests.plugins.certificates import certificates

Change = Callable[[Path, dict[str, str]], None]
PKI = Pki.made(datetime.now(UTC))
LATER = Pki.made(datetime.now(UTC) - timedelta(days=3 * 365 + 1))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """A complete set; what it is changed to is the environment."""
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return certificates(tmp_path, PKI)


def found(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings()


def without(name: str) -> Change:
    return lambda _folder, environment: environment.update({name: ""})


def with_(name: str, value: str) -> Change:
    return lambda _folder, environment: environment.update({name: value})


def holding(file: str, content: bytes) -> Change:
    return lambda folder, _environment: (folder / file).write_bytes(content) and None


def gone(file: str) -> Change:
    return lambda folder, _environment: (folder / file).unlink()


def readable(folder: Path, _environment: dict[str, str]) -> None:
    (folder / "hub.key").chmod(0o644)


PART = PKI.servers.crl().public_bytes(Encoding.PEM)
CERTIFICATE, KEY = "HUB_TLS_CERTIFICATE", "HUB_TLS_KEY"
ROOTS, CRL = "HUB_TLS_CLIENT_ROOTS", "HUB_TLS_CRL"
HEADER, PROXIES = "HUB_CERTIFICATE_HEADER", "HUB_CERTIFICATE_PROXIES"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(without(CERTIFICATE), f"{CERTIFICATE}: is not set", id="no certificate"),
        pytest.param(without(KEY), f"{KEY}: is not set", id="no key"),
        pytest.param(
            gone("hub.pem"), f"{CERTIFICATE}, {KEY}: can't be read", id="certificate gone"
        ),
        pytest.param(gone("hub.key"), f"{CERTIFICATE}, {KEY}: can't be read", id="key gone"),
        pytest.param(
            holding("hub.key", PKI.hub()[1]), f"{CERTIFICATE}, {KEY}: are no", id="another's key"
        ),
        pytest.param(holding("hub.pem", b"x"), f"{CERTIFICATE}, {KEY}: are no", id="no PEM"),
        pytest.param(readable, f"{KEY}: everybody on this machine", id="a key for everybody"),
        pytest.param(
            with_("HUB_PUBLIC_URL", "http://127.0.0.1:8000"),
            "HUB_PUBLIC_URL: must be https",
            id="http",
        ),
        pytest.param(gone("roots.pem"), f"{ROOTS}: can't be read", id="roots gone"),
        pytest.param(
            holding("roots.pem", pem(PKI.servers.issued.certificate)),
            f"{ROOTS}: holds no root",
            id="no root",
        ),
        pytest.param(without(CRL), f"{CRL}: is not set", id="nothing revoked, in production"),
        pytest.param(without(ROOTS), f"{CRL}: is of nobody", id="revocations of nobody"),
        pytest.param(gone("crl.pem"), f"{CRL}: can't be read", id="revocations gone"),
        pytest.param(holding("crl.pem", b"x"), f"{CRL}: holds no list", id="no revocations"),
        pytest.param(holding("crl.pem", PART), f"{CRL}: lacks the list", id="some revocations"),
        pytest.param(with_("HUB_UZI_PROFILE", "loose"), "HUB_UZI_PROFILE: ", id="a loose profile"),
        pytest.param(with_("HUB_UZI_COLON", "maybe"), "HUB_UZI_COLON: ", id="a colon, maybe"),
        pytest.param(with_("HUB_TLS_CLIENT", "never"), "HUB_TLS_CLIENT: ", id="no client ever"),
        pytest.param(with_("HUB_TOKENS_BOUND", "maybe"), "HUB_TOKENS_BOUND: ", id="bound, maybe"),
        pytest.param(with_(HEADER, "Client-Cert"), f"{PROXIES}: is not set", id="no proxies"),
        pytest.param(with_(PROXIES, "10.0.0.1"), f"{HEADER}: is not set", id="no header"),
    ],
)
def test_a_fault_is_told_by_the_name_of_its_setting(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    change: Change,
    told: str,
) -> None:
    change(tmp_path, environment)

    with pytest.raises(ConfigurationRefused) as refusal:
        found(environment, monkeypatch)

    assert [line for line in str(refusal.value).splitlines() if line.startswith(told)]


@pytest.mark.parametrize(
    ("name", "value"), [(HEADER, "Authorization"), (HEADER, "a b"), (PROXIES, "proxy.example")]
)
def test_a_proxy_is_named_by_address_and_header(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment |= {HEADER: "Client-Cert", PROXIES: "10.0.0.1"} | {name: value}

    with pytest.raises(ConfigurationRefused, match=f"^{name}: must be"):
        found(environment, monkeypatch)


def test_an_expired_certificate_is_not_served_with(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for file, text in zip(("hub.pem", "hub.key"), LATER.hub(), strict=True):
        (tmp_path / file).write_bytes(text)

    with pytest.raises(ConfigurationRefused, match=f"^{CERTIFICATE}: is expired$"):
        found(environment, monkeypatch)


def test_roots_that_nobody_shows_a_certificate_of_are_told(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment |= {CERTIFICATE: "", KEY: ""}

    with pytest.raises(ConfigurationRefused, match=f"^{ROOTS}: nobody shows a certificate"):
        found(environment, monkeypatch)


def test_a_header_of_certificates_that_nobody_believes_is_told(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment |= {ROOTS: "", CRL: "", HEADER: "Client-Cert", PROXIES: "10.0.0.1"}

    with pytest.raises(ConfigurationRefused, match=f"^{HEADER}: no certificate is believed"):
        found(environment, monkeypatch)


def test_a_complete_set_is_taken_and_made_use_of(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = found(environment | {HEADER: "Client-Cert", PROXIES: "10.0.0.1, ::1"}, monkeypatch)

    assert Trust.of_settings(complete)


@pytest.mark.parametrize("colon", ["yes", "no"])
def test_a_lab_needs_no_revocations_and_a_colon_is_read_where_it_is_let(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, colon: str
) -> None:
    lab = {CRL: "", "HUB_UZI_PROFILE": "lab", "HUB_UZI_COLON": colon}
    trust = Trust.of_settings(found(environment | lab, monkeypatch))

    assert trust
    assert trust.profile.colon == (colon == "yes")
    assert len(trust.profile.passes) > 4


def test_tls_alone_asks_for_no_certificate(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = found(environment | {ROOTS: "", CRL: ""}, monkeypatch)

    assert Trust.of_settings(alone) is None
