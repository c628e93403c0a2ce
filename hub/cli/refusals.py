"""What went wrong, in words for who typed the command."""

from hub.cli.failing import LedgerFaulty, NotWell
from hub.commands.asked import NotAsked
from hub.commands.configuration import ConfigurationRefused
from hub.commands.devices import InvalidDevice
from hub.commands.pki.refused import PkiRefused
from hub.demo.failure import DemoFailed
from hub.ledger.term import NotExpired
from hub.oauth.registration import InvalidRegistration
from hub.pages.paper.press import NotPrinted
from hub.security.keys import InvalidKey
from hub.security.professional import InvalidProfessional
from hub.storage.failures import FAILURES, DatabaseRefused
from hub.storage.task import NoSuchTask
from profiles.identifiers import InvalidIdentifier
from profiles.packages.archive import InvalidPackage

NOT_AS_OWNER = {
    "InsufficientPrivilegeError": "its role may not do this; name the role that owns the tables",
    "UndefinedTableError": "the database is not migrated; run `hub migrate`",
}
REFUSALS = (
    ConfigurationRefused,
    DatabaseRefused,
    DemoFailed,
    InvalidDevice,
    InvalidIdentifier,
    InvalidKey,
    InvalidPackage,
    InvalidProfessional,
    InvalidRegistration,
    LedgerFaulty,
    NotExpired,
    NoSuchTask,
    NotAsked,
    NotPrinted,
    NotWell,
    PkiRefused,
)


def reason(failure: Exception) -> str | None:
    """A line for each thing that is wrong; None of a fault of our own, which is no refusal."""
    if isinstance(failure, REFUSALS):
        return str(failure)
    return _failed(failure) if isinstance(failure, FAILURES) else None


def _failed(failure: Exception) -> str:
    if isinstance(failure, OSError) and failure.filename is not None:
        return f"{failure.filename}: {failure.strerror}"
    kind = type(failure).__name__
    if kind in NOT_AS_OWNER:
        return f"HUB_DATABASE_OWNER_URL: {NOT_AS_OWNER[kind]}"
    return f"the database does not answer: {kind}"
