"""`hub migrate`: the schema to its newest version."""

from sqlalchemy.exc import DBAPIError

from hub.commands.configuration import ConfigurationRefused, database_url
from hub.storage.migrate import upgrade


def migrate() -> None:
    """Safe to repeat, and by two at once. Raises ConfigurationRefused, or a database failure."""
    url = database_url()
    try:
        upgrade(url)
    except DBAPIError as error:
        # Only its kind: the text would quote names out of the setting.
        cause = error.orig.__cause__ if error.orig else None
        kind = type(cause or error).__name__
        raise ConfigurationRefused(f"HUB_DATABASE_URL: the database says {kind}") from None
