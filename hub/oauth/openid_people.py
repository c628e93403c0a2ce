"""Whom a verified ID token is of: an inhabitant by his BSN, or a professional as Dezi writes it."""

from dataclasses import replace

from hub.oauth.dezi_statement import practitioner, subscriber
from hub.oauth.id_token import Verified
from hub.oauth.refusals import InvalidGrant
from hub.oauth.sign_in import SignedIn, SignInRefused
from profiles.identifiers import BSN, InvalidIdentifier


def inhabitant(token: Verified, claim: str, issuer: str) -> SignedIn:
    """He whose BSN stands in this claim. Raises SignInRefused where there is none."""
    said = token.claims.get(claim)
    try:
        bsn = BSN(said if isinstance(said, str) else "")
    except InvalidIdentifier:
        raise SignInRefused("id-token-bsn") from None
    return SignedIn(
        assurance=token.level,
        authenticated_at=token.authenticated_at,
        vouched_by=issuer,
        bsn=bsn,
    )


def professional(token: Verified, issuer: str) -> SignedIn:
    """He with this UZI number, name and role, at the organisation of this URA.

    Raises:
        SignInRefused: they are not whole, or the role is of another list than the UZI register's.
    """
    try:
        named, ura = practitioner(token.claims), subscriber(token.claims)
    except InvalidGrant:
        raise SignInRefused("id-token-professional") from None
    level, since = token.level, token.authenticated_at
    return SignedIn(
        assurance=level,
        authenticated_at=since,
        vouched_by=issuer,
        practitioner=replace(named, assurance=level, authenticated_at=since, vouched_by=issuer),
        ura=ura,
    )
