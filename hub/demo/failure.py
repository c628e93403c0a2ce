"""The one way in which the demo fails."""


class DemoFailed(Exception):
    """The demo cannot go on; the message says why, and what to do about it."""
