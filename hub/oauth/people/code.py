"""The authorization code that an app comes back with: for a minute, once.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
"""

from datetime import datetime

from hub.oauth.people.authorization_request import Pushed
from hub.oauth.people.permission import CODE_LIVES, Code, Permission, packed
from hub.storage.database import Connection
from hub.storage.handles import NewHandle, give
from hub.storage.sealing import Keyring


async def code_for(
    connection: Connection,
    keyring: Keyring,
    now: datetime,
    pushed: Pushed,
    permission: Permission,
) -> str:
    """One that stands for this permission, for who proves that he sent that request."""
    code = Code(
        permission=permission,
        redirect_uri=pushed.redirect_uri,
        challenge=pushed.challenge,
        nonce=pushed.nonce,
    )
    new = NewHandle(
        kind="code", content=packed(code), until=now + CODE_LIVES, subject=permission.subject
    )
    return await give(connection, keyring, new, now)
