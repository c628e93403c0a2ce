"""What a source's owner asks and reads: never of a person, always what to do."""

import json
import time

import pytest

from adapters.core.command import run_command
from adapters.core.outbox import Outbox
from adapters.core.records import Folder, Record
from adapters.core.run import Mapped
from tests.adapters.core.running import BSN, NAME, Desk, a_goal
from tests.plugins.shared_data import shared_data
from tests.stubs.hub import outcome

REFUSAL = outcome("processing", "this goal is not taken")


def _refusing(desk: Desk, text: str) -> None:
    desk.hub.refuse = lambda bundle: REFUSAL if text in json.dumps(bundle) else None


def test_the_table_says_how_it_stands(desk: Desk) -> None:
    _refusing(desk, "slecht")
    desk.leave(f"{NAME}-1.json", a_goal(1))
    desk.leave(f"{NAME}-2.json", a_goal(2, "slecht"))
    desk.leave(f"{NAME}-3.hl7", b"MSH|")
    desk.run()

    ended, shown = desk.ask("status")

    assert ended == 2
    table = dict(line.split(maxsplit=1) for line in shown.splitlines()[:5] if line[0] in "tpw")
    assert (table["taken"], table["pushed"], table["waiting"]) == ("2", "1", "0")
    assert "set aside       1" in shown
    assert "not taken       1" in shown
    assert "last push       " in shown
    assert "mend it at the source" in shown
    assert NAME not in shown
    assert BSN not in shown


def test_the_table_for_a_program_is_json(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    desk.run()

    ended, shown = desk.ask("status", "--json")

    told = json.loads(shown)
    assert ended == 0
    assert (told["taken"], told["pushed"], told["waiting"], told["set_aside"]) == (1, 1, 0, [])


def test_the_table_says_for_how_long_the_hub_is_silent(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    desk.run()
    outbox = Outbox(desk.state)
    outbox.keep("silent since", time.time() - 3 * 3600)
    outbox.close()

    assert "silent since 3 hours ago" in desk.ask("status")[1]

    desk.leave("b.json", a_goal(2))
    desk.run()
    assert "silent" not in desk.ask("status")[1]


def test_a_clock_that_was_put_back_makes_no_age_below_none(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    desk.run()
    outbox = Outbox(desk.state)
    outbox.keep("last push", time.time() + 3600)
    outbox.close()

    assert "last push       0 seconds ago" in desk.ask("status")[1]


def test_what_was_said_of_a_refusal_is_shown_in_words_without_its_content(desk: Desk) -> None:
    _refusing(desk, "slecht")
    desk.leave(f"{NAME}.json", a_goal(1, "slecht"))
    desk.run()
    [label] = [one["label"] for one in json.loads(desk.ask("status", "--json")[1])["set_aside"]]

    ended, shown = desk.ask("show", label)

    assert ended == 2
    assert "refused with 422" in shown
    assert "error: this goal is not taken" in shown
    assert "mend it at the source" in shown
    assert NAME not in shown
    assert "slecht" not in shown


def test_content_is_shown_on_a_terminal_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _refusing(desk, "slecht")
    desk.leave(f"{NAME}.json", a_goal(1, "slecht"))
    desk.run()

    ended, shown = desk.ask("show", "", "--content")
    assert (ended, "slecht" in shown) == (1, False)

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    ended, shown = desk.ask("show", "", "--content")
    assert (ended, "slecht" in shown, f"{NAME}.json" in shown) == (2, True, True)


def test_a_label_that_is_not_there_is_told(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    desk.run()

    for word in ("show", "retry"):
        ended, shown = desk.ask(word, "0123abcd")
        assert ended == 1
        assert "nothing of that label" in shown


def test_a_state_that_is_none_is_told_and_none_is_made(desk: Desk) -> None:
    ended, shown = desk.ask("status")

    assert (ended, desk.state.exists()) == (1, False)
    assert "holds nothing" in shown


def test_a_retry_brings_what_is_set_aside_once_more(desk: Desk) -> None:
    _refusing(desk, "slecht")
    desk.leave("a.json", a_goal(1, "slecht"))
    desk.leave("b.json", a_goal(2, "slecht", "999900018"))
    desk.run()
    _refusing(desk, "nothing")
    assert desk.run()[0] == 2

    assert desk.ask("retry")[1].startswith("2 will be brought")
    ended, _ = desk.run()

    assert ended == 0
    assert desk.goals() == {"1": "slecht", "2": "slecht"}
    assert list((desk.state / "rejected").iterdir()) == []


def test_a_retry_never_undoes_what_was_told_later(desk: Desk) -> None:
    _refusing(desk, "oud")
    desk.leave("a.json", a_goal(1, "oud"))
    desk.leave("b.json", a_goal(2, "oud"))
    desk.run()
    _refusing(desk, "nothing")
    desk.leave("c.json", a_goal(1, "nieuw"))
    desk.run()

    desk.ask("retry")
    ended, _ = desk.run()

    assert ended == 2
    assert desk.goals() == {"1": "nieuw", "2": "oud"}
    assert "told the same anew" in desk.ask("show", "")[1]


def test_a_retry_leaves_the_patient_as_he_was_told_later(desk: Desk) -> None:
    _refusing(desk, "slecht")
    desk.leave("a.json", a_goal(1, "slecht"))
    desk.leave("b.json", a_goal(2).replace(NAME.encode(), b"Pietersen"))
    desk.run()
    _refusing(desk, "nothing")
    desk.ask("retry")
    desk.run()

    last = json.loads(desk.hub.pushes[-1].body)
    requests = {entry["resource"]["resourceType"]: entry["request"] for entry in last["entry"]}
    assert requests["Patient"]["method"] == "POST"
    assert requests["Patient"]["ifNoneExist"].startswith("identifier=")
    assert requests["Goal"]["method"] == "PUT"


def test_a_dry_run_says_what_would_be_and_pushes_and_writes_nothing(desk: Desk) -> None:
    desk.leave(f"{NAME}-1.json", a_goal(1))
    desk.leave(f"{NAME}-2.json", b"half a fi")
    desk.leave(f"{NAME}-3.xml", b"<x/>")

    ended, shown = desk.run("--dry-run")

    assert ended == 2
    assert "1 would be pushed, 1 refused, 1 not taken" in shown
    assert [one.path for one in desk.hub.operations] == ["/fhir/Bundle/$validate"]
    assert desk.hub.pushes == []
    assert not desk.state.exists()
    assert NAME not in shown


def _validated(desk: Desk, severity: str, text: str) -> None:
    issue = {"severity": severity, "code": "business-rule", "diagnostics": text}
    said = {"resourceType": "OperationOutcome", "issue": [issue]}
    desk.hub.refuse = lambda _: said


def test_a_dry_run_shows_what_the_hub_warns_of(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    _validated(desk, "warning", "closed to everybody else")

    ended, shown = desk.run("--dry-run")

    assert ended == 0
    assert "would be pushed\n  warning: closed to everybody else" in shown


@pytest.mark.parametrize("fails", [True, False])
def test_a_dry_run_counts_as_a_run_would(desk: Desk, fails: bool) -> None:  # noqa: FBT001 -- a case
    for name in ("a.json", "b.json"):
        desk.leave(name, a_goal(1))

    def mapping(record: Record) -> Mapped:
        if fails and record.name == "a.json":
            raise KeyError("Jansen")
        return Mapped((), ("a zone",), () if fails else ("the form has another name",))

    ended = run_command("a", lambda folder: (Folder(folder), mapping), desk.arguments("--dry-run"))
    shown = "".join(desk.said.readouterr())

    assert ended == 2
    assert "mended: a zone" in shown
    if fails:
        assert "1 would be pushed, 1 refused" in shown
        assert "the adapter fails at it (KeyError)" in shown
    else:
        assert "0 would be pushed, 2 refused" in shown
        assert "to mend: the form has another name" in shown


def test_a_dry_run_without_a_hub_checks_here(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    desk.hub.client_id = "somebody-else"
    arguments = desk.arguments("--dry-run")
    arguments[arguments.index("--client-id") + 1] = "a-source"

    ended, shown = desk.run(*arguments)

    assert ended == 0
    assert "checked here alone" in shown


def test_a_trace_holds_pseudonyms_alone(desk: Desk) -> None:
    _refusing(desk, "slecht")
    desk.leave(f"{NAME}-1.json", a_goal(1))
    desk.leave(f"{NAME}-2.json", a_goal(2, "slecht"))
    trace = desk.source.parent / "trace.jsonl"

    desk.run("--trace", str(trace))

    steps = [json.loads(line) for line in trace.read_text().splitlines()]
    assert [one["step"] for one in steps] == [
        "taken",
        "taken",
        "mapped",
        "mapped",
        "pushed",
        "refused",
    ]
    assert {one["status"] for one in steps if "status" in one} == {"200", "422"}
    assert len({one["lane"] for one in steps if one["lane"]}) == 1
    assert NAME not in trace.read_text()
    assert BSN not in trace.read_text()


def test_a_source_of_other_files_is_no_success(desk: Desk) -> None:
    for file in shared_data("field", "folder-with-hl7").iterdir():
        desk.leave(file.name, file.read_bytes())

    ended, shown = desk.run()

    assert ended == 2
    lines = sorted(line.partition(" ")[2] for line in shown.splitlines())
    assert lines == [
        "not taken: a file .hl7: this adapter takes .json, .ndjson",
        "not taken: a file .xml: this adapter takes .json, .ndjson",
    ]
