"""The answer that an app's redirect address gets by way of the browser.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2 and https://www.rfc-editor.org/rfc/rfc9207
"""

from urllib.parse import urlencode

from hub.oauth.people.authorization_request import Pushed

DENIED, BUSY = "access_denied", "temporarily_unavailable"
"""The first is the one answer to whoever did not log in, may not, or does not want to."""
NOT_REGISTERED = "unauthorized_client"
"""To a page of the hub alone: who logged in is of an organisation that is not registered."""


def sent_back(pushed: Pushed, issuer: str, **answer: str) -> str:
    """The redirect address with the answer, the state as it came, and who answers."""
    return sent_to(pushed.redirect_uri, pushed.state, issuer, **answer)


def sent_to(redirect_uri: str, state: str, issuer: str, **answer: str) -> str:
    """The same of a request that is not right, at an address that is."""
    pairs = urlencode({**answer, "state": state, "iss": issuer})
    mark = "&" if "?" in redirect_uri else "?"
    return f"{redirect_uri}{mark}{pairs}"
