"""Which client it is that asks, and what it proves to have.

https://www.rfc-editor.org/rfc/rfc7523#section-3
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.oauth.binding import Binding, Shown
from hub.oauth.client_authentication import (
    SMART,
    RegisteredClient,
    VerifiedAssertion,
    verify_assertion,
)
from hub.oauth.refusals import InvalidClient, InvalidRequest
from hub.security.assertion import ASSERTION_TYPE
from hub.security.bound import Bound
from hub.security.dpop import Proof

OTHER_CREDENTIALS = frozenset({"client_secret", "username", "password"})
CODE = "authorization_code"


@dataclass(slots=True)
class Proving:
    """`registered` is whom the form claims to come from; `shown` came beside the form.

    `assertion` is there as soon as it is known to be the client's: it is used up then, whatever
    else is refused.
    """

    form: Mapping[str, str]
    registered: RegisteredClient | None
    shown: Shown
    now: datetime
    assertion: VerifiedAssertion | None = None
    bound: Bound | None = None
    proof: Proof | None = None

    def name(self, binding: Binding, url: str) -> RegisteredClient:
        """An app in a browser, which has nothing to prove: it says who it is, and others prove.

        Its code came to its own address, and the verifier is of who asked for it.

        Raises:
            InvalidRequest, InvalidClient, InvalidProof: it is none, or its proof is not right.
        """
        client = self.registered
        if client is None or client.disabled or client.kind != SMART:
            raise InvalidClient("assertion-absent", "a client_assertion of type jwt-bearer is due")
        self._refuse_others()
        self.bound, self.proof = binding.of(client, self.shown, url, self.now)
        return client

    def _refuse_others(self) -> None:
        form = self.form
        has_code = "code" in form and form.get("grant_type") != CODE
        if has_code or OTHER_CREDENTIALS & set(form):
            raise InvalidRequest("other-credentials", "prove who you are by one assertion only")

    def prove(self, binding: Binding, url: str, others: Collection[str] = ()) -> RegisteredClient:
        """The client, if its assertion is for this URL, or for one of the other audiences.

        Raises:
            InvalidRequest, InvalidClient, InvalidProof: it proved nothing, or not enough.
        """
        form = self.form
        self._refuse_others()
        if form.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in form:
            raise InvalidClient("assertion-absent", "a client_assertion of type jwt-bearer is due")
        assertion = form["client_assertion"]
        verified = verify_assertion(assertion, self.registered, url, self.now, others)
        self.assertion = verified
        if form.get("client_id", verified.client_id) != verified.client_id:
            raise InvalidClient("client-differs", "client_id is not the assertion's")
        client = self.registered
        assert client is not None  # noqa: S101 - narrowing: an assertion of nobody is not verified
        self.bound, self.proof = binding.of(client, self.shown, url, self.now)
        return client
