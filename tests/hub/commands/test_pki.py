"""`hub pki` makes all that a hub, its clients and people have, and writes over nothing."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hub.cli import main
from hub.commands.pki.directory import make
from hub.demo.organizations import REGION
from hub.security.uzi import profile, subject_name

STRICT = profile("strict")


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, list[str]]:
    """The directory, and the lines that told of it."""
    place = tmp_path / "pki"
    assert main(["pki", str(place)]) == 0
    return place, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("kept", ["crl.pem", "notes.txt"])
def test_where_something_is_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kept: str
) -> None:
    (tmp_path / kept).write_text("mine")

    assert main(["pki", str(tmp_path)]) == 1

    assert "something is there" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [kept]
    assert (tmp_path / kept).read_text() == "mine"


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert main(["pki", str(tmp_path / "file")]) == 1


def test_private_keys_are_for_their_owner_alone(made: tuple[Path, list[str]]) -> None:
    place, _ = made
    keys = list(place.rglob("*.key"))

    assert keys
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert {stat.S_IMODE(one.stat().st_mode) for one in place.rglob("*") if one.is_dir()} == {0o700}


def test_each_thing_that_is_made_has_its_line(made: tuple[Path, list[str]]) -> None:
    place, lines = made
    files = sorted(str(path) for path in place.rglob("*") if path.is_file())

    assert sorted(line.split(": ")[0] for line in lines) == files


def test_every_system_of_the_region_has_the_name_of_its_organisation(
    made: tuple[Path, list[str]],
) -> None:
    place, _ = made
    found = {
        one.client: subject_name(certificate(place / "systems" / f"{one.client}.pem"), STRICT)
        for one in REGION
    }

    assert {name: said.ura for name, said in found.items()} == {
        one.client: one.ura for one in REGION
    }
    assert {said.kind for said in found.values()} == {"S"}
    assert len({said.number for said in found.values()}) == len(REGION)


def test_people_have_cards_and_every_key_fits_its_certificate(
    made: tuple[Path, list[str]],
) -> None:
    place, _ = made
    people = {path.stem: certificate(path) for path in (place / "people").glob("*.pem")}

    assert {name: subject_name(one, STRICT).kind for name, one in people.items()} == {
        "doctor": "Z",
        "nurse": "N",
    }
    for path in place.rglob("*.key"):
        key = load_pem_private_key(path.read_bytes(), None)
        assert key.public_key() == certificate(path.with_suffix(".pem")).public_key()


def test_the_list_of_the_revoked_has_the_revoked_one_and_no_other(tmp_path: Path) -> None:
    list(make(tmp_path, {"one": "90000101"}, datetime.now(UTC)))
    number = certificate(tmp_path / "systems" / "revoked.pem").serial_number

    lists = (tmp_path / "crl.pem").read_bytes().split(b"-----BEGIN")[1:]
    found = [
        one.serial_number for part in lists for one in x509.load_pem_x509_crl(b"-----BEGIN" + part)
    ]
    assert found == [number]


def certificate(path: Path) -> x509.Certificate:
    """The first in the file."""
    return x509.load_pem_x509_certificate(path.read_bytes())
