"""Whether Mitz will know the hub tomorrow: past its certificate's end every answer is unknown."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from hub.commands.doctor.finding import Findings, fail, ok, warn
from hub.settings import Settings

ABOUT = "mitz"
SOON = timedelta(days=30)


def of_mitz(settings: Settings, now: datetime) -> Findings:
    """Nothing where the region does not ask Mitz; `now` is aware."""
    if not settings.mitz_url:
        return []
    certificate = x509.load_pem_x509_certificate(Path(settings.mitz_certificate).read_bytes())
    left = certificate.not_valid_after_utc - now
    if left <= timedelta():
        return [fail(ABOUT, "HUB_MITZ_CERTIFICATE: is over; Mitz opens nothing until it is new")]
    said = f"HUB_MITZ_CERTIFICATE: {left.days} days left"
    return [warn(ABOUT, f"{said}; ask for a new one") if left < SOON else ok(ABOUT, said)]
