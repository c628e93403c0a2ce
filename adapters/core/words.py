"""What the hub's answer means for who owns the source, in words."""

from collections.abc import Iterable

from profiles.invalid import JsonObject

_NOT_VALID = 0
ADVICE = {
    _NOT_VALID: "It can not be a record as it is: mend it at the source. Mended, it is taken anew.",
    400: "The adapter asks what the hub does not understand: tell whoever made the adapter.",
    403: "This client is not registered for what it sends: ask whoever runs the hub, then retry.",
    404: "It names what is not at the hub: mend it at the source, or push that first; then retry.",
    409: "It does not fit what the hub has now. If a later delivery told the same, do nothing; "
    "else have the source send it anew.",
    412: "What it names is not one thing at the hub: tell whoever runs the hub.",
    413: "It is too large for the hub: have the source send less at a time.",
    422: "The hub refuses what it says: mend it at the source. Mended, it is taken anew.",
    500: "The hub fails at it: tell whoever runs the hub, and retry when that is mended.",
}
_OTHERWISE = "Read what the hub says; when it is mended, at the source or at the hub, retry."


def advice(status: int | None) -> str:
    """What the owner has to do."""
    return ADVICE.get(status or _NOT_VALID, _OTHERWISE)


def issues_in_words(issues: Iterable[JsonObject]) -> list[str]:
    """A line for each issue: how bad, where, what."""
    return [_line(issue) for issue in issues]


def _line(issue: JsonObject) -> str:
    where = ", ".join(issue.get("expression", []))
    text = issue.get("diagnostics") or issue.get("details", {}).get("text") or issue.get("code")
    return f"{issue.get('severity')}{f' at {where}' if where else ''}: {text}"
