"""What is wrong with the settings by which others are told of a change."""

from collections.abc import Iterator

from hub.outbound.notifications.terms import InvalidTerms, Terms
from hub.settings import Settings


def notification_faults(found: Settings) -> Iterator[str]:
    """A line each."""
    try:
        Terms.of(found)
    except InvalidTerms as error:
        yield str(error)
