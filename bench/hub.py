"""The hub for uvicorn's `--factory`, its settings from the environment."""

from hub.app import Application, create_app
from hub.settings import Settings


def hub() -> Application:
    """The application, as `hub serve` runs it."""
    return create_app(Settings())  # type: ignore[call-arg]  # they come from the environment
