"""The notification of the Nuts bolt for eOverdracht: an empty POST to the id of a Task."""

from hub.outbound.notifications.notice import Notice
from hub.outbound.notifications.sending import Message


def bolt(endpoint: str, notice: Notice) -> Message:
    """Behind the address of the partner."""
    return Message(f"{endpoint}/{notice.task}")
