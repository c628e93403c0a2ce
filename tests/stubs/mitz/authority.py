"""A certificate authority of one test run: nothing of it is ever kept."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)
_USES = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Signs for 127.0.0.1; leaves PEM files in its folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, _name(name)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.roots = folder / f"{name}-roots.pem"
        built = self._builder(self.name, self.key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        self.certificate = built.sign(self.key, hashes.SHA256())
        self.roots.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _builder(self, name: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now, theirs = datetime.now(UTC), x509.SubjectKeyIdentifier.from_public_key(key)
        ours = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return (
            x509.CertificateBuilder(self.name, name, key, x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + _DAY)
            .add_extension(theirs, critical=False)
            .add_extension(ours, critical=False)
        )

    def issue(self, name: str, password: bytes | None = None) -> tuple[Path, Path]:
        """Certificate and key of `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        certificate = (
            self._builder(_name(name), key.public_key())
            .add_extension(address, critical=False)
            .add_extension(x509.ExtendedKeyUsage(_USES), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        files = self.folder / f"{name}.pem", self.folder / f"{name}-key.pem"
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        sealed = (
            serialization.BestAvailableEncryption(password)
            if password
            else serialization.NoEncryption()
        )
        files[1].write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed)
        )
        return files
