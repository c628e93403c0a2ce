"""The press: in a line, in time, in a process that has nothing of the hub's."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import pytest

from hub.pages.paper import press, worker
from hub.pages.paper.press import MOST_WAITING, NotPrinted, Press, draw

pytestmark = pytest.mark.anyio

PAGE = "<!doctype html><html lang=nl><title>a</title><p>a"


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program of the test's in place of the one that draws."""
    monkeypatch.setattr(press, "PROGRAM", tmp_path / "program.py")
    monkeypatch.setattr(worker, "LOADS", ())
    return tmp_path / "program.py"


async def refused(work: object) -> str:
    with pytest.raises(NotPrinted) as refusal:
        await work
    return refusal.value.reason


def has_ended(pid: int) -> bool:
    """It is gone, or what is left of it waits for whoever adopted it."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


def test_what_takes_too_long_is_ended_and_its_process_with_it(
    program: Path, tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    program.write_text(f"import os; open({str(pid)!r}, 'w').write(str(os.getpid()))\nwhile 1: pass")
    began = time.monotonic()

    with pytest.raises(NotPrinted) as refusal:
        draw(PAGE, seconds=1)

    assert refusal.value.reason == "late"
    while not has_ended(int(pid.read_text())):
        time.sleep(0.01)
    assert time.monotonic() - began < 20


@pytest.mark.usefixtures("paper")
def test_a_page_that_is_endless_work_is_ended_too() -> None:
    deep = PAGE + "<table><tr><td>" * 3_000 + "a"

    with pytest.raises(NotPrinted) as refusal:
        draw(deep, seconds=5)

    assert refusal.value.reason in ("late", "failed")


def test_each_is_drawn_in_a_process_of_its_own_that_was_loaded_before(program: Path) -> None:
    program.write_text("import os; print(os.getppid(), os.getpid())")

    drawn = [draw(PAGE).pdf.split() for _ in range(2)]

    assert len({stands_by for stands_by, _ in drawn}) == 1
    assert len({draws for _, draws in drawn}) == 2
    assert has_ended(int(drawn[0][1]))


def test_who_stood_by_and_is_gone_is_replaced(program: Path) -> None:
    program.write_text("import os; print(os.getppid())")
    gone = int(draw(PAGE).pdf)
    os.kill(gone, signal.SIGKILL)
    while not has_ended(gone):
        time.sleep(0.01)

    assert int(draw(PAGE).pdf) != gone


def test_who_is_killed_while_it_is_drawn_draws_nothing_and_the_next_is_drawn(
    program: Path,
) -> None:
    program.write_text(
        "import os, signal, sys\n"
        "if b'b' in sys.stdin.buffer.read(): os.kill(os.getppid(), signal.SIGKILL)\n"
        "print('drawn')"
    )

    with pytest.raises(NotPrinted) as refusal:
        draw("b")

    assert refusal.value.reason == "failed"
    assert draw("a").pdf == b"drawn\n"


def test_what_draws_knows_nothing_of_the_hub(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_SEALING_KEYS", "secret")
    program.write_text(
        "import os, sys, json\n"
        "print(json.dumps([dict(os.environ), sys.argv[1:], sys.flags.isolated]))"
    )

    environment, arguments, isolated = json.loads(draw(PAGE, (10, 8.5), 3).pdf)

    assert "secret" not in json.dumps(environment)
    assert {name for name in environment if name.startswith("HUB")} == set()
    assert arguments == ["3", "10", "8.5"]
    assert isolated == 1


@pytest.mark.usefixtures("paper")
def test_what_draws_confines_itself(tmp_path: Path) -> None:
    """Memory, time, files, and after everybody else."""
    told = tmp_path / "told.py"
    told.write_text(
        "import os, resource, sys\n"
        f"sys.path.insert(0, {str(press.PROGRAM.parent)!r})\n"
        "import drawing\n"
        "drawing._confine(7)\n"
        "limits = (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)\n"
        "print([resource.getrlimit(one)[1] for one in limits], os.nice(0),\n"
        "  resource.getrlimit(resource.RLIMIT_AS)[1] < 2e9)\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "PROGRAM", told)
        said = draw(PAGE).pdf.decode()

    assert said.split() == ["[7,", "0,", "0]", "5", "True"]


@pytest.mark.parametrize("fault", ["raise SystemExit(1)", "import os; os.abort()", "1/0"])
def test_a_program_that_fails_gives_no_pdf(program: Path, fault: str) -> None:
    program.write_text(f"import sys; sys.stdout.write('half a PDF'); sys.stdout.flush(); {fault}")

    with pytest.raises(NotPrinted) as refusal:
        draw(PAGE)

    assert refusal.value.reason == "failed"


def waiting(program: Path, tmp_path: Path) -> Path:
    """Each drawing waits until this file is there."""
    gate = tmp_path / "gate"
    program.write_text(
        "import os, time\n"
        f"while not os.path.exists({str(gate)!r}): time.sleep(0.01)\n"
        "print('drawn')"
    )
    return gate


async def test_of_each_one_is_under_way_and_of_all_some(program: Path, tmp_path: Path) -> None:
    gate, line = waiting(program, tmp_path), Press()

    works = [asyncio.create_task(line.draw(PAGE, (10,), 0))]
    await asyncio.sleep(0)
    assert await refused(line.draw(PAGE, (10,), 0)) == "busy"
    works += [asyncio.create_task(line.draw(PAGE, (10,), n)) for n in range(1, MOST_WAITING)]
    await asyncio.sleep(0)
    assert await refused(line.draw(PAGE, (10,), "another")) == "busy"
    gate.touch()

    assert [drawn.pdf for drawn in await asyncio.gather(*works)] == [b"drawn\n"] * MOST_WAITING
    assert (await line.draw(PAGE, (10,), 0)).pdf == b"drawn\n"


async def test_who_goes_away_keeps_his_place_until_his_work_is_done(
    program: Path, tmp_path: Path
) -> None:
    gate, line = waiting(program, tmp_path), Press()
    work = asyncio.create_task(line.draw(PAGE, (10,), "he"))
    await asyncio.sleep(0)

    work.cancel()
    await asyncio.gather(work, return_exceptions=True)

    assert await refused(line.draw(PAGE, (10,), "he")) == "busy"
    gate.touch()
    assert (await line.draw(PAGE, (10,), "she")).pdf == b"drawn\n"
    assert (await line.draw(PAGE, (10,), "he")).pdf == b"drawn\n"


async def test_after_a_failure_the_next_one_is_drawn(program: Path) -> None:
    line = Press()
    assert await refused(line.draw(PAGE, (10,), "he")) == "failed"  # there is no program yet

    await asyncio.to_thread(program.write_text, "print('drawn')")

    assert (await line.draw(PAGE, (10,), "he")).pdf == b"drawn\n"


@pytest.mark.usefixtures("paper")
async def test_others_are_answered_while_something_is_drawn() -> None:
    work = asyncio.create_task(Press().draw(PAGE + "<p>tekst" * 2_000, (10,), "he"))
    beats = 0

    while not work.done():
        await asyncio.sleep(0.001)
        beats += 1

    assert (await work).pdf.startswith(b"%PDF")
    assert beats > 100
