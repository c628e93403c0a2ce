"""The bench runs, and would notice a wrong answer."""

import json
from pathlib import Path

import pytest

from bench import doors
from bench.__main__ import main
from bench.desk import FULL_URL, Wrong, checked, counted
from bench.options import options
from bench.stage import stage
from bench.wire import Reply
from bench.works import OF_THE_HUB, WORKS

QUICK = (
    "--seconds 0.1 --connections 2 --ladder 2,3 --repeat 1 --workers 1 --inhabitants 4 --results"
)


@pytest.mark.slow
@pytest.mark.soak
def test_every_work_is_measured_without_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(options([*QUICK.split(), str(tmp_path)]))

    [path] = tmp_path.iterdir()
    kept = json.loads(path.read_text())
    rungs = [(work, number) for work in WORKS for number in (2, 3)]
    on_the_ladder = [each for each in rungs if each[1] == 2 or each[0] in {"floor", "reads"}]
    assert [(each["work"], each["connections"]) for each in kept["figures"]] == on_the_ladder
    assert [each for each in kept["figures"] if each["median"]["errors"]] == []
    asked = {each["work"] for each in kept["figures"] if each["median"]["statements"] > 0}
    assert asked >= set(WORKS) - {"floor"}
    assert kept["sizes"]["resources"] > 4 * 20
    assert "errors" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.soak
def test_a_peer_is_loaded_and_asked_by_its_base_url(capsys: pytest.CaptureFixture[str]) -> None:
    """The hub is one too, for a client with a token."""
    works = [work for work in WORKS if work not in {"import1000", "import3000"}]

    with stage() as empty, empty.hub(1):
        token = empty.tokens()[empty.region.practices[0].ura]
        peer = ["--peer", f"{empty.url}/fhir", "--peer-header", f"Authorization: Bearer {token}"]
        main(options([*QUICK.split(), "unused", *peer, "--works", ",".join(works)]))

    cells = [line.split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    asked = {line[0].removeprefix("| "): line[7] for line in cells}
    assert asked == dict.fromkeys((work for work in works if work not in OF_THE_HUB), "0")


@pytest.mark.slow
@pytest.mark.soak
def test_two_checkouts_are_measured_in_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    ours = str(Path(__file__).parents[2])

    main(options([*QUICK.split(), "unused", "--works", "read", "--against", ours]))

    head, before, after = capsys.readouterr().out.splitlines()
    assert "errors" in head
    assert [line.split()[:2] for line in (before, after)] == [["read", "2"]] * 2
    assert " x" in after


@pytest.mark.slow
@pytest.mark.soak
def test_each_door_is_measured_beside_the_plain_one(capsys: pytest.CaptureFixture[str]) -> None:
    doors.main(["--rounds", "1", "--times", "2", "--inhabitants", "4"])

    _, *lines = capsys.readouterr().out.splitlines()
    assert [line[:28].strip() for line in lines] == [door.name for door in doors.DOORS]
    compared = [door.name for door in doors.DOORS if door.beside]
    assert [line[:28].strip() for line in lines if "of the plain one" in line] == compared


def test_a_directory_without_a_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        options(["--against", str(tmp_path)])


def test_another_status_is_wrong() -> None:
    with pytest.raises(Wrong, match="status 404"):
        checked(Reply(404, b""), 200)


def test_another_number_of_entries_is_wrong() -> None:
    with pytest.raises(Wrong, match="1 entries instead of 2"):
        counted(Reply(200, b'{"fullUrl":1}'), FULL_URL, 2)


@pytest.mark.parametrize(
    "arguments",
    [
        *("--works reed", "--connections 0", "--repeat x", "--size L", "--data somewhere"),
        "--peer https://fhir.example/r4",
    ],
)
def test_what_is_not_understood_is_refused(arguments: str) -> None:
    with pytest.raises(SystemExit):
        options(arguments.split())
