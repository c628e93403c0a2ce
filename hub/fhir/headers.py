"""The headers of a version. https://hl7.org/fhir/R4/http.html#versions."""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache


def version_headers(version: int | str, last_updated: datetime) -> dict[str, str]:
    """ETag and Last-Modified."""
    return {"ETag": f'W/"{version}"', "Last-Modified": _date(last_updated.replace(microsecond=0))}


@lru_cache(maxsize=4096)
def _date(moment: datetime) -> str:
    """Remembered, for to write a date costs as much as to unseal a resource."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
