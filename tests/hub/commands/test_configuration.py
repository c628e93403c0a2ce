"""A setting that is missing, malformed or unsafe is refused by its name."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.commands.configuration import (
    ConfigurationRefused,
    database_urls,
    owner_url,
    retention_settings,
    settings,
)
from hub.security.keys import new_checkpoint_key, new_client_key, new_signing_key
from hub.transfer.figures.agreed import shipped_figures

OWNER = "postgresql://owner@db.example/hub"
RETENTION = "postgresql://retention@db.example/hub"
GOOD = {
    "HUB_DATABASE_URL": "postgresql://hub@db.example/hub",
    "HUB_INDEX_KEY": secrets.token_hex(32),
    "HUB_SEALING_KEYS": f"1:{secrets.token_hex(32)}",
    "HUB_SIGNING_KEY": json.dumps(new_signing_key()),
    "HUB_CHECKPOINT_KEY": json.dumps(new_checkpoint_key()),
    "HUB_PUBLIC_URL": "https://hub.example",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.parametrize("name", [name for name in GOOD if name != "HUB_PUBLIC_URL"])
def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.delenv(name)

    with pytest.raises(ConfigurationRefused, match=f"^{name}: is not set$"):
        settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_DATABASE_URL", "mysql://hub:hunter2@db.example/hub"),
        ("HUB_INDEX_KEY", "hunter2"),
        ("HUB_INDEX_KEY", "0" * 64),
        pytest.param("HUB_SEALING_KEYS", GOOD["HUB_INDEX_KEY"], id="keys-without-number"),
        ("HUB_SEALING_KEYS", "1:" + "ab" * 32),
        ("HUB_SIGNING_KEY", '{"d": "hunter2"}'),
        pytest.param("HUB_SIGNING_KEY", json.dumps(new_client_key()[0]), id="key-of-a-client"),
        ("HUB_CHECKPOINT_KEY", '{"d": "hunter2"}'),
        pytest.param("HUB_CHECKPOINT_KEY", json.dumps(new_signing_key()), id="a-signing-key"),
        ("HUB_SEAL_SECONDS", "hunter2"),
        ("HUB_CHECKPOINT_URL", "http://hunter2.example/checkpoints"),
        ("HUB_CHECKPOINT_URL", "https://collector:hunter2@collector.example/"),
        ("HUB_CHECKPOINT_URL", "hunter2"),
        ("HUB_PUBLIC_URL", "http://hunter2.example"),
        ("HUB_PUBLIC_URL", "http://10.0.0.1:8000"),
        ("HUB_PUBLIC_URL", "https://hunter2.example/"),
        ("HUB_PUBLIC_URL", "hunter2"),
        ("HUB_POOL_SIZE", "hunter2"),
        ("HUB_POOL_SIZE", "0"),
        ("HUB_PAGE_SIZE", "100000"),
        ("HUB_PROFILE_POLICY", "hunter2.json"),
        ("HUB_METRICS_ADDRESS", "hunter2"),
        ("HUB_TRACES_URL", "hunter2"),
        ("HUB_DEZI_KEYS", "http://hunter2.example/jwks.json"),
        ("HUB_DEZI_KEYS", "https://auth.example/jwks.json=hunter2.jwks"),
        ("HUB_DEZI_KEYS", "https://local.invalid/jwks.json=hunter2.jwks"),
        ("HUB_DEZI_AUTHORITIES", "hunter2.pem"),
        ("HUB_PERSON_ISSUER", "hunter2.jwks"),
        ("HUB_DEMO_PLACE", "hunter2"),
        ("HUB_INHABITANTS_ISSUER", "http://127.0.0.1:8001/hunter2"),
        ("HUB_PROFESSIONALS_ISSUER", "https://hunter2@dezi.example"),
        ("HUB_MANDATES_URL", "https://hunter2.example"),
        ("HUB_SIGN_IN_AUTHORITIES", "hunter2.pem"),
        ("HUB_TRACES_URL", "http://hunter2:port"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)

    with pytest.raises(ConfigurationRefused) as refusal:
        settings()

    assert str(refusal.value).startswith(f"{name}: ")
    assert value not in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_all_faults_are_told_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HUB_PUBLIC_URL", "http://hub.example")
    environment.setenv("HUB_INDEX_KEY", "short")

    with pytest.raises(ConfigurationRefused) as refusal:
        settings()

    assert [line.split(":")[0] for line in str(refusal.value).splitlines()] == [
        "HUB_INDEX_KEY",
        "HUB_PUBLIC_URL",
    ]


@pytest.mark.parametrize(
    "url", ["https://hub.example", "http://127.0.0.1:8000", "http://localhost", "http://[::1]:80"]
)
def test_a_good_configuration_is_taken(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("HUB_PUBLIC_URL", url)

    assert settings().public_url == url


def test_a_demo_is_never_reached_from_elsewhere(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("HUB_DEMO_PLACE", str(tmp_path))
    environment.setenv("HUB_PUBLIC_URL", "http://127.0.0.1:8000")
    assert settings().demo_place == str(tmp_path)
    environment.setenv("HUB_PUBLIC_URL", "https://hub.example")

    with pytest.raises(ConfigurationRefused, match=r"^HUB_DEMO_PLACE: a demo is"):
        settings()


def test_a_policy_of_the_region_s_own_is_taken(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "policy.json"
    environment.setenv("HUB_PROFILE_POLICY", str(file))

    file.write_text('{"default": "warn"}')
    assert settings().profile_policy == file
    file.write_text('{"default": "hunter2"}')
    with pytest.raises(ConfigurationRefused, match="HUB_PROFILE_POLICY: default"):
        settings()


def test_what_is_agreed_on_figures_is_taken(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "figures.json"
    environment.setenv("HUB_FIGURES", str(file))

    file.write_text(shipped_figures())
    assert settings().figures == file
    file.write_text('{"smallest": 3}')
    with pytest.raises(ConfigurationRefused, match="HUB_FIGURES: the file says"):
        settings()


def test_a_table_of_the_region_that_cannot_be_read_is_told(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    environment.setenv("HUB_TRANSFER_INHABITANTS", str(file))

    file.write_text("first;last;gender;postcode;inhabitants\n1940;1949;male;1354;60\n")
    assert settings().transfer_inhabitants == str(file)
    file.write_text("first;last;gender;postcode;inhabitants\n1940;1949;man;1354;60\n")
    with pytest.raises(ConfigurationRefused, match="HUB_TRANSFER_INHABITANTS: line 2"):
        settings()


def test_to_migrate_no_key_is_needed(environment: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        if name != "HUB_DATABASE_URL":
            environment.delenv(name)
    environment.setenv("HUB_DATABASE_OWNER_URL", OWNER)

    assert database_urls() == (OWNER, GOOD["HUB_DATABASE_URL"], None)
    environment.setenv("HUB_DATABASE_RETENTION_URL", RETENTION)
    assert database_urls() == (OWNER, GOOD["HUB_DATABASE_URL"], RETENTION)


@pytest.mark.parametrize("name", ["HUB_INDEX_KEY", "HUB_SEALING_KEYS"])
def test_to_remove_months_the_ledgers_keys_are_needed(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.setenv("HUB_DATABASE_RETENTION_URL", RETENTION)
    assert retention_settings().database_retention_url.get_secret_value() == RETENTION
    environment.setenv(name, "hunter2")

    with pytest.raises(ConfigurationRefused, match=f"^{name}: ") as refused:
        retention_settings()
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("read", [retention_settings, database_urls])
def test_a_url_that_removes_nothing_of_postgresql_is_refused(
    environment: pytest.MonkeyPatch, read: Callable[[], object]
) -> None:
    environment.setenv("HUB_DATABASE_OWNER_URL", OWNER)
    environment.setenv("HUB_DATABASE_RETENTION_URL", "mysql://hunter2@db.example/hub")

    with pytest.raises(ConfigurationRefused, match=r"^HUB_DATABASE_RETENTION_URL: must begin"):
        read()


def test_to_register_the_owner_is_enough(environment: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        environment.delenv(name)
    environment.setenv("HUB_DATABASE_OWNER_URL", OWNER)

    assert owner_url() == OWNER


@pytest.mark.parametrize("asked", [database_urls, owner_url])
@pytest.mark.parametrize("value", [None, "mysql://hunter2@db.example/hub"])
def test_without_an_owner_nothing_is_migrated_or_registered(
    environment: pytest.MonkeyPatch, asked: Callable[[], object], value: str | None
) -> None:
    if value:
        environment.setenv("HUB_DATABASE_OWNER_URL", value)

    with pytest.raises(ConfigurationRefused, match=r"^HUB_DATABASE_OWNER_URL: ") as refusal:
        asked()

    assert "hunter2" not in str(refusal.value)


def test_a_number_of_two_sealing_keys_is_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HUB_SEALING_KEYS", f"1:{secrets.token_hex(32)},01:{secrets.token_hex(32)}")

    with pytest.raises(ConfigurationRefused, match=r"^HUB_SEALING_KEYS: a number is there twice"):
        settings()


@pytest.mark.parametrize("url", ["https://collector.example/c?of=us", "http://127.0.0.1:9/c"])
def test_a_second_place_for_checkpoints_needs_a_file_to_send_from(
    environment: pytest.MonkeyPatch, url: str
) -> None:
    environment.setenv("HUB_CHECKPOINT_URL", url)
    assert settings().checkpoint_url == url
    environment.setenv("HUB_CHECKPOINT_FILES", " , ")

    with pytest.raises(ConfigurationRefused, match="is sent to from a file"):
        settings()
