"""What the hub holds of decisions from call to call, forgotten here for every test alike."""

from tests.plugins.hub import Running


def forget(running: Running) -> None:
    """Forget what was decided."""
    running.forget()
