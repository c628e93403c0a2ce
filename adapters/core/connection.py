"""The way to the hub, of what the command line says: keys, certificates, bound tokens."""

import json
import ssl

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from adapters.core.arguments import Arguments
from adapters.core.client import HubClient
from adapters.core.errors import NotAuthorized
from adapters.core.proof import Proofs
from adapters.core.token import Professional, TokenSource

_CURVE = "P-384"


def client_of(arguments: Arguments, person: Professional | None = None) -> HubClient:
    """A client of this hub, in the name of a person or not.

    Raises NotAuthorized where key or certificate are of no use.
    """
    key = _private_key(arguments)
    proofs = Proofs() if arguments.dpop else None
    tokens = TokenSource(arguments.hub, arguments.client_id, key, person, proofs=proofs)
    return HubClient(arguments.hub, tokens, tls=_tls(arguments))


def _private_key(arguments: Arguments) -> ECKey:
    try:
        key = ECKey.import_key(json.loads(arguments.key.read_bytes()))
    except (ValueError, TypeError, JoseError) as error:
        raise NotAuthorized("the key file holds no JWK of type EC") from error
    if not key.is_private or key.curve_name != _CURVE:
        raise NotAuthorized(f"the key file holds no private key on {_CURVE}")
    return key


def _tls(arguments: Arguments) -> ssl.SSLContext | None:
    """None where nothing was said of it: then as the system has it.

    https://www.rfc-editor.org/rfc/rfc8705
    """
    if arguments.roots is None and arguments.certificate is None:
        return None
    try:
        context = ssl.create_default_context(cafile=arguments.roots)
        if arguments.certificate is not None:
            context.load_cert_chain(arguments.certificate, arguments.certificate_key)
    except (ssl.SSLError, ValueError) as error:
        raise NotAuthorized("certificate, key and roots are no PEM that fits together") from error
    return context
