"""A line of who looked, in words for the inhabitant: equal ones of a day are one.

NEN 7513, chapter 9. docs/decisions/0039-choices-in-words.md
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from consent.choices.catalogue import Language
from consent.question import amsterdam_day
from consent.statement import EMERGENCY
from hub.ledger.entry import Entry
from hub.ledger.own import EXPLAIN, NOTICE, REVIEW, SUBSCRIPTION
from hub.ledger.record import NOTHING, OPENING, SELF

_REFUSED, _BROKEN = 400, 500
_TO_APPS = frozenset({"permitted", "consent-given"})
_NOT_CLOSED = _TO_APPS | {
    *(NOTHING, "S-OWN-LOG", "DIRECTORY", "token-issued", "launch-given", "signed-in"),
    *("revoked", "token-revoked", "scanned", "ticket-opened", "ticket-ended"),
}
_ACTION: Mapping[str, str] = {
    **dict.fromkeys(("read", "vread", "history-instance", "search-type", "get"), "look"),
    **dict.fromkeys(("history-type", "history-system"), "look"),
    **dict.fromkeys(("create", "transaction", "batch", "post"), "write"),
    **dict.fromkeys(("update", "patch", "put"), "change"),
    "delete": "remove",
    "emergency": "emergency",
    "token": "log-in",
    "launch": "launch",
    "authorize": "app-asked",
    "revoke": "app-ended",
    "print": "print",
    "scan": "scan",
    "ticket": "ticket",
    "ticket-ended": "ticket-ended",
    EXPLAIN: "why",
    REVIEW: "review",
    NOTICE: "notice",
    SUBSCRIPTION: "subscription",
}
_BY_ANYBODY = "scan"
"""Whoever holds a paper does this: nobody logs in for it."""
_PUSHED = frozenset({"D-PUSH", "D-PUSH-STORED-OPEN", "D-PUSH-STORED-CLOSED"})
_OPERATION: Mapping[str, str] = {
    "$access-decision": "why",
    "$consent-status": "choices",
    "$access-log": "log",
    **dict.fromkeys(("$document", "$match", "$open", "$summary"), "look"),
}
_MOVED: Mapping[str, str] = {"away": "moved-away", "here": "moved-here"}
"""What a merge did to the record of each of the two."""


COLUMNS = (
    *("day", "first", "last", "count", "organization", "role", "person", "action", "data"),
    *("ground", "emergency", "refused"),
)
"""Of a line as a table has it."""
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """`count` times between `first` and `last`, of one `day` in Amsterdam.

    `organization` is its name, empty where it said none, and `ura` its number. `person` is empty
    where nobody is named; `on_request` says that the organisation knows the name. `event` is the id
    of the newest AuditEvent of these. `himself` is the inhabitant, `is_system` no person at all.
    """

    day: date
    first: datetime
    last: datetime
    count: int
    organization: str
    ura: str | None
    role: str
    person: str
    on_request: bool
    himself: bool
    is_system: bool
    action: str
    data: tuple[str, ...]
    ground: str
    emergency: bool
    refused: bool
    event: str
    alike: tuple[object, ...] = field(repr=False, compare=False)


def lines(entries: Iterable[Entry], language: Language, *, named: bool) -> Sequence[LogLine]:
    """The newest first; `named` is whether who works somewhere is called by his name."""
    found: dict[tuple[object, ...], LogLine] = {}
    words = all_words()[language]
    for entry in entries:
        one = _line(entry, words, named=named)
        same = found.get(one.alike)
        found[one.alike] = one if same is None else _joined(same, one)
    return sorted(found.values(), key=lambda one: one.last, reverse=True)


def cells(line: LogLine, language: Language) -> Mapping[str, str]:
    """The line as text, by column; times are those of a clock in Amsterdam."""
    words = all_words()[language]
    said = {
        name: words["yes" if getattr(line, name) else "no"] for name in ("emergency", "refused")
    }
    return {
        "day": line.day.isoformat(),
        "first": line.first.astimezone(_AMSTERDAM).strftime("%H:%M"),
        "last": line.last.astimezone(_AMSTERDAM).strftime("%H:%M"),
        "count": str(line.count),
        "organization": line.organization,
        "role": line.role,
        "person": line.person or (words["on-request"] if line.on_request else ""),
        "action": line.action,
        "data": ", ".join(line.data),
        "ground": line.ground,
        **said,
    }


@cache
def all_words() -> Mapping[Language, Mapping[str, Any]]:
    """The words by language, group and code."""
    text = files("hub.query").joinpath("log_words.json").read_text("utf-8")
    found: Mapping[Language, Mapping[str, Any]] = json.loads(text)
    return found


def _line(entry: Entry, words: Mapping[str, Any], *, named: bool) -> LogLine:
    record, who = entry.record, entry.who
    rules = record.rule.split()
    action = _ACTION.get(record.interaction, "other")
    if record.interaction == "operation":
        action = _OPERATION.get(str(record.detail.get("operation")), "check")
        action = _MOVED.get(str(record.detail.get("moved")), action)
    if action in {"write", "change"} and not _PUSHED.isdisjoint(rules):
        action = "push"
    if action == "app-asked" and not _TO_APPS.isdisjoint(rules):
        action = "app"
    emergency = who.purpose in EMERGENCY or not {"C-BTG", "C-BTG-DECLARED"}.isdisjoint(rules)
    closed = bool(rules) and OPENING.isdisjoint(rules) and not _NOT_CLOSED.issuperset(rules)
    line = LogLine(
        day=amsterdam_day(record.at),
        first=record.at,
        last=record.at,
        count=1,
        organization=words["hub"] if entry.is_own else who.organization or "",
        ura=who.ura,
        role=_role(entry, words),
        person=(who.name or "") if named and who.number else "",
        on_request=bool(who.number) and not (named and who.name),
        himself=_himself(entry),
        is_system=not (
            entry.is_own or who.stands or who.number or record.interaction == _BY_ANYBODY
        ),
        action=words["action"][action],
        data=_data(entry, words, is_push=action == "push"),
        ground=_ground(entry, rules, words),
        emergency=emergency,
        refused=not entry.is_own and (record.status >= _REFUSED or closed),
        event=str(entry.name),
        alike=(),
    )
    said = line.organization, line.role, line.action, line.ground, line.emergency, line.refused
    return replace(line, alike=(line.day, who.client_id, who.number, who.subject, *said))


def _joined(one: LogLine, other: LogLine) -> LogLine:
    """The two as one: the rows come newest first, and so stays the event."""
    return replace(
        one,
        first=min(one.first, other.first),
        last=max(one.last, other.last),
        count=one.count + other.count,
        data=tuple(dict.fromkeys((*one.data, *other.data))),
    )


def _role(entry: Entry, words: Mapping[str, Any]) -> str:
    """As whom: of who asked for himself or another no name and no number."""
    who = entry.who
    if who.stands:
        stands = SELF if _himself(entry) else who.stands if who.stands != SELF else "someone"
        return str(words["stands"].get(stands, words["stands"]["someone"]))
    if entry.record.interaction == _BY_ANYBODY:
        return str(words["anybody"])
    if entry.is_own or not who.number:
        return str(words["hub"] if entry.is_own else words["system"])
    role = _called(who.role, words)
    if not who.mandated_by:
        return role
    other = _called(who.mandating_role, words)
    return str(words["for"]).replace("{role}", role).replace("{other}", other)


def _himself(entry: Entry) -> bool:
    return entry.who.stands == SELF and entry.who.subject == str(entry.record.pat)


def _called(role: str | None, words: Mapping[str, Any]) -> str:
    code, roles = role or "", words["role"]
    return str(roles.get(code) or roles.get(code.partition(".")[0]) or words["staff"])


def _data(entry: Entry, words: Mapping[str, Any], *, is_push: bool) -> tuple[str, ...]:
    """The kinds of data that were asked, and what came along; of what was sent what has a name."""
    kinds = [entry.record.type, *entry.record.detail.get("along", {})]
    called = words["data"]
    if is_push:
        kinds = [kind for kind in kinds if kind in called and kind != "Bundle"]
    return tuple(dict.fromkeys(called.get(kind, called["other"]) for kind in kinds if kind))


def _ground(entry: Entry, rules: Sequence[str], words: Mapping[str, Any]) -> str:
    """The first of the rules that there is a sentence for, in the order of the sentences."""
    grounds, record = words["ground"], entry.record
    if entry.is_own:
        return str(grounds.get(record.interaction, grounds["NOTHING"]))
    if record.status >= _BROKEN:
        return str(grounds["failed"])
    opened = [one for one in rules if one in OPENING]
    told = next((one for one in grounds if one in (opened or rules)), None)
    return str(grounds[told or ("refused" if record.status >= _REFUSED else "NOTHING")])
