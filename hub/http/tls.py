"""TLS as the hub speaks it: 1.2 with forward secrecy, and 1.3.

https://www.rfc-editor.org/rfc/rfc9325
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

from hub.http.turned import Turned
from hub.settings import Settings

TLS = "tls"
"""Where the lifespan's state has a `Tls`, for `Hallway`."""
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of 1.2


@dataclass(frozen=True, slots=True)
class Tls:
    """What it takes to agree on TLS, and the count of those with whom that failed."""

    context: ssl.SSLContext
    turned: Turned

    @classmethod
    def of_settings(cls, settings: Settings, turned: Turned) -> "Tls | None":
        """None where another ends TLS; raises as `server_context`."""
        if not settings.tls_certificate:
            return None
        roots = Path(settings.tls_client_roots) if settings.tls_client_roots else None
        own = Path(settings.tls_certificate), Path(settings.tls_key)
        required = settings.tls_client == "required"
        context = server_context(*own, roots, required=required)
        for certificates in (settings.mitz_sender, settings.medmij_client_roots):
            if certificates:
                _let_in(context, Path(certificates))
        return cls(context, turned)


def server_context(
    certificate: Path, key: Path, roots: Path | None = None, *, required: bool = True
) -> ssl.SSLContext:
    """With `roots` a client is asked for a certificate; `required` says whether it must have one.

    Raises:
        OSError: a file can't be read, or (ssl.SSLError) holds something else.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.load_cert_chain(certificate, key, password=_nobody_types)
    if roots is not None:
        context.load_verify_locations(roots)
        context.verify_mode = ssl.CERT_REQUIRED if required else ssl.CERT_OPTIONAL
    return context


def _let_in(context: ssl.SSLContext, certificates: Path) -> None:
    """Who has one of these, or one that these issued, gets a connection.

    What may be done with it, each door says.
    """
    context.load_verify_locations(certificates)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if context.verify_mode == ssl.CERT_NONE:
        context.verify_mode = ssl.CERT_OPTIONAL


def _nobody_types() -> str:
    """Else OpenSSL asks the terminal for the password of an encrypted key."""
    return ""
