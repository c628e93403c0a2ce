"""An authorization request that the browser brings itself: of apps that run in it, and of no other.

What no app in a browser can do is left out, and what holds it together stays: the client is
registered so, its redirect address is equal letter by letter, and PKCE S256 binds the code.
https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1 and docs/decisions/0044-smart-app-launch.md
"""

from collections.abc import Mapping

from hub.oauth.client_authentication import SMART, RegisteredClient
from hub.oauth.people.authorization_request import Pushed, pushed, state_of
from hub.oauth.people.doorway import GONE, Stopped
from hub.oauth.people.sent_back import sent_to
from hub.oauth.refusals import Refusal


class Returned(Exception):
    """An error that the app is told, by way of the browser; `rule` is for the ledger."""

    def __init__(self, url: str, rule: str, client_id: str, status: int = GONE) -> None:
        super().__init__(rule)
        self.url, self.rule, self.client_id, self.status = url, rule, client_id, status


def asked_in_front(
    pairs: Mapping[str, str], client: RegisteredClient | None, public_url: str
) -> Pushed:
    """What an app in a browser asks for.

    Raises:
        Stopped: nobody knows where it would be safe to go. Returned: it can be told to the app.
    """
    if client is None or client.disabled:
        raise Stopped("client-unknown")
    if client.kind != SMART:
        raise Stopped("request-uri-absent", client.client_id)
    form = {name: said for name, said in pairs.items() if said}
    back = form.get("redirect_uri", "")
    if back not in client.redirect_uris.split():
        raise Stopped("redirect-uri", client.client_id)
    try:
        state = state_of(form, client)
    except Refusal as refusal:
        raise Stopped(refusal.reason, client.client_id) from None
    try:
        return pushed(form, client, None, f"{public_url}/fhir")
    except Refusal as refusal:
        url = sent_to(back, state, public_url, error=str(refusal.error))
        raise Returned(url, refusal.reason, client.client_id) from None
