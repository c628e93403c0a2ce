"""`hub migrate`: the schema to its newest version, and to the hub's roles what they may."""

from sqlalchemy.exc import DBAPIError

from hub.commands.configuration import ConfigurationRefused, database_urls
from hub.storage.migrate import upgrade


def migrate() -> None:
    """Safe to repeat, and by two at once.

    Raises:
        ConfigurationRefused, DatabaseRefused: with what to do; or a database failure.
    """
    owner, app, retention = database_urls()
    try:
        upgrade(owner, app, retention)
    except DBAPIError as error:
        # Only its kind: the text would quote names out of the setting.
        cause = error.orig.__cause__ if error.orig else None
        kind = type(cause or error).__name__
        raise ConfigurationRefused(f"HUB_DATABASE_OWNER_URL: the database says {kind}") from None
