"""The authorities that are believed of clients, as whoever runs the hub pins them."""

from collections.abc import Sequence

from cryptography import x509


class InvalidTrust(ValueError):
    """A file of certificates or of revocations can't be used; the message says why, and no more."""


def authorities_of(text: bytes) -> Sequence[x509.Certificate]:
    """The authorities in a file of PEM, a root among them.

    Raises:
        InvalidTrust: it holds something else, or something besides.
    """
    if b"PRIVATE KEY" in text:
        raise InvalidTrust("holds a private key; name a file of certificates alone")
    try:
        found = x509.load_pem_x509_certificates(text)
        all_issue = all(map(_issues, found))
    except (ValueError, x509.DuplicateExtension, x509.InvalidVersion):
        raise InvalidTrust("holds no certificates in PEM, or one that can't be read") from None
    if not all_issue:
        raise InvalidTrust("holds a certificate that is no authority's")
    if not roots_of(found):
        raise InvalidTrust("holds no root: a certificate that its authority issued to itself")
    return found


def _issues(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def roots_of(authorities: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Those that stand by themselves."""
    return [one for one in authorities if one.subject == one.issuer]
