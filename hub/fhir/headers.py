"""The headers of a version, and whether who asks has it already.

https://hl7.org/fhir/R4/http.html#versions
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

FIRST = "1"
PASSED_ON = {
    "ifMatch": "if-match",
    "ifNoneExist": "if-none-exist",
    "ifNoneMatch": "if-none-match",
    "ifModifiedSince": "if-modified-since",
}
"""What an entry of a batch says in its request, as the header that a call of its own has."""


def version_headers(version: int | str, last_updated: datetime) -> dict[str, str]:
    """ETag and Last-Modified."""
    return {"ETag": f'W/"{version}"', "Last-Modified": _date(last_updated.replace(microsecond=0))}


def has_already(headers: Mapping[str, str], version: str, last_updated: datetime | None) -> bool:
    """Whether a conditional read is answered by 304; an ETag goes before a date.

    None is of what is told by its day alone: no date says then what somebody has.

    https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2
    """
    etags = headers.get("if-none-match")
    if etags is not None:
        # Weakly: it is the same where what stands between the quotes is.
        held = {one.strip().removeprefix("W/") for one in etags.split(",")}
        return not held.isdisjoint({f'"{version}"', "*"})
    since = _moment(headers.get("if-modified-since"))
    if since is None or last_updated is None or since < last_updated.replace(microsecond=0):
        return False
    # A date has seconds: of two versions in one, who has the first does not have the second.
    return since > last_updated or version == FIRST


def _moment(said: str | None) -> datetime | None:
    """Of HTTP, or of FHIR as a batch says it; what is neither counts for nothing said."""
    if said is None:
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(said)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


@lru_cache(maxsize=4096)
def _date(moment: datetime) -> str:
    """Remembered, for to write a date costs as much as to unseal a resource."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
