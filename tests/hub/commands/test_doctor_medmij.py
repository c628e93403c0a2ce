"""The doctor looks for the lists of the national layer; settings of it are whole or refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.commands.doctor.of_medmij import of_medmij
from hub.commands.medmij import medmij_faults
from hub.commands.pki.region import Pki
from hub.outbound.medmij.lists import NAMES
from hub.settings import Settings
from tests.plugins.certificates import certificates
from tests.stubs.stelselnode import PROVIDER, Lists, Stelselnode

pytestmark = pytest.mark.anyio


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Stelselnode]:
    with Stelselnode(tmp_path) as node:
        yield node


@pytest.fixture
def taking_part(settings: Settings, node: Stelselnode, tmp_path: Path) -> Settings:
    pki = Pki.made(datetime.now(UTC))
    files = certificates(tmp_path, pki)
    (tmp_path / "app-roots.pem").write_bytes(pki.app_roots())
    (tmp_path / "app-crl.pem").write_bytes(pki.app_crl())
    url = "https://127.0.0.1:8443"
    node.lists = Lists(f"{url}/medmij/authorize")
    named = {name.removeprefix("HUB_").lower(): text for name, text in files.items()}
    return settings.model_copy(
        update={
            **named,
            "tls_client": "optional",
            "public_url": url,
            "medmij_provider": PROVIDER,
            "medmij_provider_name": "Zorg in Almere",
            "medmij_lists": node.address,
            "medmij_list_authorities": node.authorities,
            "medmij_client_roots": str(tmp_path / "app-roots.pem"),
            "medmij_crl": str(tmp_path / "app-crl.pem"),
        }
    )


async def levels(settings: Settings) -> list[tuple[str, str]]:
    return [(one.level, one.said.partition(":")[0]) for one in await of_medmij(settings)]


async def test_where_all_is_well_each_list_has_a_line(taking_part: Settings) -> None:
    assert await levels(taking_part) == [("ok", name) for name in NAMES]
    assert list(medmij_faults(taking_part)) == []


async def test_where_the_hub_takes_no_part_there_is_nothing_to_tell(settings: Settings) -> None:
    assert await levels(settings) == []
    assert list(medmij_faults(settings)) == []


@pytest.mark.parametrize(
    "mode", ["expired", "tampered", "unreachable", "redirecting", "document type"]
)
async def test_a_list_that_is_not_to_be_had_is_told(
    taking_part: Settings, node: Stelselnode, mode: str
) -> None:
    node.mode = mode

    assert await levels(taking_part) == [("fail", name) for name in NAMES]


async def test_a_list_on_which_this_hub_is_not_is_told(
    taking_part: Settings, node: Stelselnode
) -> None:
    node.lists.providers[PROVIDER] = {"48": "https://elders.example/authorize"}

    found = await of_medmij(taking_part)

    assert found[-1].level == "warn"
    assert "/medmij/authorize" in found[-1].said


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"tls_client": "required"}, "HUB_TLS_CLIENT"), ({"medmij_crl": ""}, "HUB_MEDMIJ_CRL")],
)
async def test_what_is_less_safe_or_less_use_is_told(
    taking_part: Settings, changes: dict[str, str], named: str
) -> None:
    assert ("warn", named) in await levels(taking_part.model_copy(update=changes))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"medmij_provider": ""}, "HUB_MEDMIJ_PROVIDER_NAME"),
        ({"tls_certificate": ""}, "HUB_MEDMIJ_CLIENT_ROOTS"),
        ({"medmij_client_roots": "none.pem"}, "HUB_MEDMIJ_CLIENT_ROOTS"),
        ({"medmij_client_roots": "hub.key"}, "HUB_MEDMIJ_CLIENT_ROOTS"),
        ({"medmij_crl": "none.pem"}, "HUB_MEDMIJ_CRL"),
        ({"medmij_crl": "crl.pem"}, "HUB_MEDMIJ_CRL"),
        ({"medmij_services": "none.json"}, "HUB_MEDMIJ_SERVICES"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named(
    taking_part: Settings, tmp_path: Path, changes: dict[str, str], named: str
) -> None:
    said = {
        name: str(tmp_path / text) if text.endswith(("pem", "key")) else text
        for name, text in changes.items()
    }
    if "medmij_services" in said:
        said["medmij_services"] = tmp_path / "none.json"  # type: ignore[assignment] # a path

    faults = list(medmij_faults(taking_part.model_copy(update=said)))

    assert any(named in fault for fault in faults), faults
