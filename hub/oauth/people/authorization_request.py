"""What an app asks a person for: to the letter, or refused before he sees anything.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1 and
https://openid.net/specs/fapi-security-profile-2_0-final.html
"""

import re
from collections.abc import Mapping

import msgspec

from consent.asker import Assurance
from hub.oauth.client_authentication import SMART, RegisteredClient
from hub.oauth.people.permission import FHIR_USER, LAUNCH, OPENID, split
from hub.oauth.refusals import (
    InvalidRequest,
    LoginRequired,
    Refusal,
    RequestNotSupported,
    ScopeRefused,
    UnsupportedResponseType,
)
from hub.oauth.sign_in import Who
from hub.security.assurance import LEVEL_OF, LEVELS
from hub.security.patient_request import LEVEL
from hub.security.scopes import InvalidScope, grant, launchable

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""SHA-256 in base64url. https://www.rfc-editor.org/rfc/rfc7636#section-4.2"""
SHORTEST, LONGEST = 22, 512
"""Characters of state and nonce: 128 random bits at least."""
OF_BROWSERS = 16
"""Characters of the state of an app in a browser: its code is bound to it by PKCE as well."""
_OPAQUE = re.compile(r"[\x21-\x7e]+")
_LAUNCH = re.compile(r"[A-Za-z0-9_-]{43}")
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_AGE = re.compile(r"[0-9]{1,9}")
LEAST: Assurance = "substantial"
LANGUAGES = ("nl", "en")
RESPONSE_TYPE, RESPONSE_MODE, METHOD = "code", "query", "S256"


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """A right request; `key` is the thumbprint that its tokens will be bound to, where it says.

    `level` is how sure it must be who logs in, `max_age` how many seconds ago at most he did. Where
    an EHR opened the app it has the `launch` that it was given. Only a page of the hub's own says
    `who` is to come without one.
    """

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str
    nonce: str | None = None
    key: str | None = None
    level: Assurance = LEAST
    max_age: int | None = None
    language: str | None = None
    launch: str | None = None
    who: Who = "inhabitant"


def pushed(
    form: Mapping[str, str], client: RegisteredClient, proven: str | None, fhir_url: str
) -> Pushed:
    """The request; `proven` is the thumbprint of the key of a proof that came beside it.

    Raises:
        Refusal: an OAuth error that the app's own server reads; nobody is sent anywhere.
    """
    _refuse_unsupported(form)
    if form.get("redirect_uri", "") not in client.redirect_uris.split():
        raise InvalidRequest("redirect-uri", "redirect_uri is not one that is registered")
    if form.get("code_challenge_method") != METHOD:
        raise InvalidRequest("challenge-method", f"code_challenge_method must be {METHOD}")
    challenge = form.get("code_challenge", "")
    if not CHALLENGE.fullmatch(challenge):
        raise InvalidRequest("challenge", "code_challenge must be a SHA-256 in base64url")
    scopes = _scopes(form, client)
    launch = _launch(form, scopes)
    _require_audience(form, fhir_url, must=launch is not None or client.kind == SMART)
    must_nonce = OPENID in scopes and client.kind != SMART
    return Pushed(
        client_id=client.client_id,
        redirect_uri=form["redirect_uri"],
        scopes=scopes,
        state=state_of(form, client),
        challenge=challenge,
        nonce=_opaque(form, "nonce") if must_nonce or "nonce" in form else None,
        key=_key(form.get("dpop_jkt"), proven),
        level=_level(form.get("acr_values", "")),
        max_age=_max_age(form.get("max_age")),
        language=_language(form.get("ui_locales", "")),
        launch=launch,
    )


def _refuse_unsupported(form: Mapping[str, str]) -> None:
    if "request" in form:
        raise RequestNotSupported("request-object", "request objects are not supported")
    if "request_uri" in form:
        raise InvalidRequest("request-uri", "a pushed request has no request_uri")
    if form.get("response_type") != RESPONSE_TYPE:
        raise _response_type(form)
    if form.get("response_mode", RESPONSE_MODE) != RESPONSE_MODE:
        raise InvalidRequest("response-mode", f"response_mode must be {RESPONSE_MODE}")
    if "none" in form.get("prompt", "").split(" "):
        raise LoginRequired("prompt-none", "who asks logs in, each time")


def _response_type(form: Mapping[str, str]) -> Refusal:
    if "response_type" not in form:
        return InvalidRequest("response-type", "response_type is missing")
    return UnsupportedResponseType("response-type", f"response_type must be {RESPONSE_TYPE}")


def _scopes(form: Mapping[str, str], client: RegisteredClient) -> tuple[str, ...]:
    """Of records as many as it is registered for; an app that asks none needs nobody to log in."""
    of_record, others = split(form.get("scope", ""))
    if not of_record:
        raise ScopeRefused("scope-refused", "scope must name what of the record is asked for")
    if FHIR_USER in others and OPENID not in others:
        raise ScopeRefused("scope-refused", f"{FHIR_USER} goes with {OPENID}")
    try:
        if LAUNCH in others:
            granted = launchable(of_record, client.scopes)
        else:
            granted = grant(of_record, client.scopes, LEVEL)
    except InvalidScope as refusal:
        raise ScopeRefused("scope-refused", str(refusal)) from None
    return tuple(dict.fromkeys((*map(str, granted), *others)))


def _launch(form: Mapping[str, str], scopes: tuple[str, ...]) -> str | None:
    """What the EHR gave the app, which comes with the scope for it and not without.

    https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-authorization-code
    """
    said = form.get("launch")
    if (said is not None) != (LAUNCH in scopes):
        raise InvalidRequest("launch", "launch and the scope of that name come together")
    if said is not None and not _LAUNCH.fullmatch(said):
        raise InvalidRequest("launch", "launch is not what the EHR was given")
    return said


def _require_audience(form: Mapping[str, str], fhir_url: str, *, must: bool) -> None:
    """Return where the app means this hub: else it would show its token to whoever it takes for it.

    https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-authorization-code
    """
    said = form.get("aud", "" if must else fhir_url)
    if said not in {fhir_url, f"{fhir_url}/"}:
        raise InvalidRequest("audience", f"aud must be {fhir_url}")


def state_of(form: Mapping[str, str], client: RegisteredClient) -> str:
    """The state; raises Refusal where it is none."""
    return _opaque(form, "state", OF_BROWSERS if client.kind == SMART else SHORTEST)


def _opaque(form: Mapping[str, str], name: str, shortest: int = SHORTEST) -> str:
    """A value that nobody guesses. https://hl7.org/fhir/smart-app-launch/app-launch.html."""
    said = form.get(name, "")
    if not shortest <= len(said) <= LONGEST or not _OPAQUE.fullmatch(said):
        raise InvalidRequest(
            name, f"{name} must be random: {shortest} to {LONGEST} visible characters"
        )
    return said


def _key(said: str | None, proven: str | None) -> str | None:
    """https://www.rfc-editor.org/rfc/rfc9449#section-10.1."""
    if said is not None and not _THUMBPRINT.fullmatch(said):
        raise InvalidRequest("dpop-jkt", "dpop_jkt must be a thumbprint by SHA-256")
    if said is not None and proven is not None and said != proven:
        raise InvalidRequest("dpop-jkt", "dpop_jkt is not the key of the proof")
    return said or proven


def _level(said: str) -> Assurance:
    """The least sure of those that are asked and that we know, and never less than ours."""
    asked = [LEVEL_OF[one] for one in said.split(" ") if one in LEVEL_OF]
    least = min(asked, key=LEVELS.index, default=LEAST)
    return max(least, LEAST, key=LEVELS.index)


def _max_age(said: str | None) -> int | None:
    if said is None:
        return None
    if not _AGE.fullmatch(said):
        raise InvalidRequest("max-age", "max_age must be a number of seconds")
    return int(said)


def _language(said: str) -> str | None:
    """The first that we speak. https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest."""
    spoken = (one.partition("-")[0].lower() for one in said.split(" "))
    return next((one for one in spoken if one in LANGUAGES), None)
