"""A moment as FHIR writes it. https://hl7.org/fhir/R4/datatypes.html#instant."""

from datetime import UTC, datetime


def instant(at: datetime) -> str:
    """A FHIR instant in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
