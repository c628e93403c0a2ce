"""Dezi on a real local port over TLS: its keys, its statements, and whether they still hold."""

import json
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from tests.hub.security.systems import NOW, segment
from tests.stubs.listening import Listening, Serving

HIGH = "http://eidas.europa.eu/LoA/high"
ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}


@cache
def ministry_key() -> RSAKey:
    """One for all tests: making one is slow."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


class Ministry(Listening):
    """`status` and `keys_status` are what it answers, `keys` what it publishes; `asked` the paths.

    Where it `holds`, who asks has `arrived` and waits until it is `open`.
    Where it sends somebody elsewhere all is well; `pause` is the seconds between two bytes.

    `authorities` is the PEM file that vouches for its server.
    """

    def __init__(self, folder: Path) -> None:
        self.restore()
        self.asked: list[str] = []
        super().__init__(_Handler)
        self.authorities = folder / "authorities.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self_signed(folder, self.authorities))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def restore(self) -> None:
        """All is well."""
        self.key: RSAKey | ECKey = ministry_key()
        self.keys: list[dict[str, Any]] = [self.key.as_dict(private=False)]
        self.status: tuple[int, bytes] = (200, b'{"status": "geldig"}')
        self.keys_status = 200
        self.pause = 0.0
        self.holds = False
        self.arrived, self.open = threading.Semaphore(0), threading.Event()

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    @property
    def jku(self) -> str:
        return f"https://{self.host}/dezi/jwks.json"

    def claims(self, **changes: Any) -> dict[str, Any]:
        """A right statement at noon; a change to None takes a claim away."""
        name, noon = str(uuid4()), int(NOW.timestamp())
        good = {
            "jti": str(uuid4()),
            "iss": "https://abonnee.dezi.nl",
            "nbf": noon - 3_600,
            "exp": noon + 7_776_000,
            "json_schema": "https://www.dezi.nl/json_schemas/v1/verklaring.json",
            "loa_dezi": HIGH,
            "verklaring_id": name,
            "dezi_nummer": "900000501",
            "voorletters": "B.B.",
            "voorvoegsel": "van der",
            "achternaam": "Voorbeeld",
            "abonnee_nummer": "90000101",
            "abonnee_naam": "Huisartsenpost De Sluis",
            "rol_code": "01.015",
            "rol_naam": "Huisarts",
            "rol_code_bron": "http://www.dezi.nl/rol_bron/big",
            "status_uri": f"https://{self.host}/status/v1/verklaring/{name}",
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    def header(self, **changes: Any) -> dict[str, Any]:
        algorithm = ALGORITHMS[self.key.key_type]
        good = {"alg": algorithm, "kid": self.key.kid, "typ": "JWT", "jku": self.jku}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def statement(self, claims: Any = None, **header: Any) -> str:
        """Signed with its key, whatever the header says."""
        signed = f"{segment(self.header(**header))}.{segment(claims or self.claims())}"
        algorithm = JWSRegistry.algorithms[ALGORITHMS[self.key.key_type]]
        return f"{signed}.{segment(algorithm.sign(signed.encode(), self.key))}"


class _Handler(Serving):
    def serve(self) -> None:
        ministry: Ministry = self.server.stub
        ministry.asked.append(self.path)
        if ministry.holds:
            ministry.arrived.release()
            ministry.open.wait(60)
        status, body = ministry.status
        if self.path.endswith("jwks.json"):
            status, body = ministry.keys_status, json.dumps({"keys": ministry.keys}).encode()
        if self.path == "/elsewhere":
            status, body = 200, b'{"status": "geldig"}'
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", f"https://{ministry.host}/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not ministry.pause:
            self.wfile.write(body)
            return
        with suppress(OSError):  # who asked has gone
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                time.sleep(ministry.pause)


def self_signed(folder: Path, authorities: Path) -> Path:
    """Key and certificate of the server in one file; who trusts itself is its own authority."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dezi stub")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    authorities.write_bytes(public)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    both = folder / "server.pem"
    both.write_bytes(private + public)
    return both
