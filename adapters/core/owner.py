"""The words of the command line that are for a source's owner: status, show and retry."""

import argparse
import dataclasses
import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.core.outbox import FILE, Outbox
from adapters.core.refusals import Refusal, refusals, retry
from adapters.core.standing import Standing, seconds_since, standing_of
from adapters.core.words import advice, issues_in_words

_WORDS = ("status", "show", "retry")
_UNITS = ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (0.0, "seconds"))


def is_for_owner(argv: Sequence[str]) -> bool:
    """Whether it is one of these words, and no run."""
    return bool(argv) and argv[0] in _WORDS


def run_for_owner(name: str, argv: Sequence[str]) -> int:
    """0 where there is nothing to do, 2 where something is set aside or not taken, 1 on failure."""
    arguments = _parser(name).parse_args(argv)
    if not (arguments.state / FILE).is_file():
        return _failed(name, "--state holds nothing of an adapter that ran")
    try:
        outbox = Outbox(arguments.state)
    except sqlite3.Error as error:
        return _failed(name, str(error))
    except OSError as error:
        return _failed(name, type(error).__name__)  # its message names a file
    try:
        return int(arguments.does(name, outbox, arguments))
    finally:
        outbox.database.close()


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m adapters.{name}")
    words = parser.add_subparsers(required=True)
    status = words.add_parser("status", help="how it stands, as a table")
    status.add_argument("--json", action="store_true", help="for a program")
    status.set_defaults(does=_status)
    show = words.add_parser("show", help="what was said of one that is set aside")
    show.add_argument("label")
    show.add_argument("--content", action="store_true", help="with its content, on a terminal")
    show.set_defaults(does=_show)
    again = words.add_parser("retry", help="bring what is set aside to the hub once more")
    again.add_argument("label", nargs="?", help="one; without it all")
    again.set_defaults(does=_retry)
    for one in (status, show, again):
        one.add_argument("--state", required=True, type=Path, help="the folder of the adapter")
    return parser


def _failed(name: str, why: str) -> int:
    sys.stderr.write(f"{name}: {why}\n")
    return 1


def _status(name: str, outbox: Outbox, arguments: argparse.Namespace) -> int:
    standing = standing_of(outbox)
    if arguments.json:
        fields = dataclasses.asdict(standing)
        aside = [{"label": one.label, "status": one.status} for one in refusals(outbox)]
        sys.stdout.write(f"{json.dumps({**fields, 'set_aside': aside})}\n")
    else:
        _write([*_table(standing), *_untaken(outbox), *_aside(name, outbox)])
    return 2 if standing.rejected or standing.not_taken else 0


def _table(standing: Standing) -> list[str]:
    silent = standing.silent_since
    rows = [
        ("taken", str(standing.taken)),
        ("pushed", str(standing.pushed)),
        ("waiting", str(standing.waiting)),
        ("set aside", str(standing.rejected)),
        ("not taken", str(standing.not_taken)),
        ("oldest waiting", _ago(standing.oldest, "nothing waits")),
        ("last push", _ago(standing.last_push, "never")),
        ("hub", f"silent since {_ago(silent, '')}" if silent else "no trouble known"),
    ]
    return [f"{name:<16}{value}" for name, value in rows]


def _ago(moment: float | None, never: str) -> str:
    seconds = seconds_since(moment)
    if seconds is None:
        return never
    size, unit = next(one for one in _UNITS if seconds >= 2 * one[0])
    return f"{seconds / (size or 1.0):.0f} {unit} ago"


def _untaken(outbox: Outbox) -> list[str]:
    found = outbox.database.execute("SELECT substr(place, 1, 8), why FROM untaken ORDER BY place")
    return [f"{label} not taken: {why}" for label, why in found]


def _aside(name: str, outbox: Outbox) -> list[str]:
    found = [f"{one.label} set aside: {advice(one.status)}" for one in refusals(outbox)]
    return [*found, f"More: python -m adapters.{name} show LABEL"] if found else []


def _show(name: str, outbox: Outbox, arguments: argparse.Namespace) -> int:
    found = [one for one in refusals(outbox) if one.label.startswith(arguments.label)]
    if arguments.content and not sys.stdout.isatty():
        return _failed(name, "content is shown on a terminal, and nowhere else")
    untaken = outbox.database.execute(
        "SELECT name, why FROM untaken WHERE place LIKE ? || '%'", (arguments.label,)
    ).fetchall()
    if not found and not untaken:
        return _failed(name, "nothing of that label is set aside or left")
    for file, why in untaken:
        _write([f"not taken: {why}", *([f"it is {file}"] if arguments.content else [])])
    for one in found:
        _write(_told(one, with_content=arguments.content))
    return 2


def _told(refusal: Refusal, *, with_content: bool) -> list[str]:
    by = f"refused with {refusal.status}" if refusal.status else "not valid"
    lines = [f"{refusal.label} {by}, {_ago(refusal.judged, 'some time ago')}"]
    lines += [f"  {line}" for line in issues_in_words(refusal.issues())]
    lines.append(advice(refusal.status))
    if with_content:
        lines += [refusal.name or "", refusal.content.decode(errors="replace")]
    return lines


def _retry(name: str, outbox: Outbox, arguments: argparse.Namespace) -> int:
    again = retry(outbox, arguments.label or "")
    if not again and arguments.label:
        return _failed(name, "nothing of that label is set aside")
    _write([f"{again} will be brought to the hub again, at the next pass"])
    return 0


def _write(lines: Sequence[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
