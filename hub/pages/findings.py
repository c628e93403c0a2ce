"""What a pasted text is found to be: each finding with the line it stands on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Any

from profiles.issue import Issue, Severity, told_once
from profiles.text.lines import lines
from profiles.text.parse import Malformed, parse
from profiles.text.place import Place
from profiles.validator import Validator

_SEVERITIES: tuple[Severity, ...] = ("fatal", "error", "warning", "information")


def found_in(validator: Validator, text: str, profiles: Sequence[str] | None) -> dict[str, Any]:
    """The findings in the order of the text, counted, with the time they took."""
    started = perf_counter()
    found = [_finding(issue, place) for issue, place in _placed(validator, text, profiles)]
    found.sort(key=lambda one: (one["line"], _SEVERITIES.index(one["severity"]), one["column"]))
    counted = Counter(one["severity"] for one in found)
    return {
        "findings": found,
        "summary": {severity: counted[severity] for severity in _SEVERITIES},
        "milliseconds": round((perf_counter() - started) * 1000, 1),
    }


def _placed(
    validator: Validator, text: str, profiles: Sequence[str] | None
) -> Iterable[tuple[Issue, Place]]:
    try:
        resource = parse(text.encode())
    except Malformed as wrong:
        return [(wrong.issue, wrong.place)]
    issues = told_once(validator.validate(resource, profiles))
    places = lines(text, {issue.expression for issue in issues})
    return [(issue, places[issue.expression]) for issue in issues]


def _finding(issue: Issue, place: Place) -> dict[str, Any]:
    return {
        "line": place.line,
        "column": place.column,
        "severity": issue.severity,
        "code": issue.code,
        "expression": issue.expression,
        "text": issue.text,
        "rule": issue.rule,
        "profile": issue.profile,
    }
