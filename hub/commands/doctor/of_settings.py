"""Whether the settings are complete and safe, and nobody else's."""

from collections.abc import Iterator
from pathlib import Path

from hub.commands.configuration import ConfigurationRefused, is_loopback, settings
from hub.commands.doctor.finding import Finding, Findings, fail, ok, warn
from hub.monitoring.listener import address
from hub.settings import Settings
from hub.storage.key_checks import alike
from hub.storage.sealing import Keyring

ABOUT = "settings"
KEYS = ("index_key", "sealing_keys", "signing_key", "checkpoint_key")


def read() -> tuple[Settings | None, Findings]:
    """The settings where they can be used, and what is wrong with them."""
    try:
        found = settings()
    except ConfigurationRefused as refusal:
        return None, [fail(ABOUT, line) for line in str(refusal).splitlines()]
    return found, []


def of_settings(found: Settings, demo_keys: Path) -> Findings:
    """`demo_keys` is the folder where a demo on this machine keeps its own."""
    return list(_wrong(found, demo_keys)) or [ok(ABOUT, "all there, every key of its kind")]


def _wrong(found: Settings, demo_keys: Path) -> Iterator[Finding]:
    keyring = Keyring.of_settings(found)
    if fault := alike(keyring):
        yield fail(ABOUT, fault)
    for name in KEYS:
        kept = demo_keys / name
        if kept.exists() and kept.read_text().strip() == getattr(found, name).get_secret_value():
            yield fail(ABOUT, f"HUB_{name.upper()}: is the demo's on this machine; make your own")
    if found.public_url.startswith("http:"):
        yield warn(ABOUT, "HUB_PUBLIC_URL: is this machine alone; callers need https")
    elif found.tokens_bound == "no":
        yield warn(ABOUT, "HUB_TOKENS_BOUND: a stolen token opens what its owner's does; set yes")
    metrics = address(found.metrics_address)
    if metrics and not is_loopback(metrics[0]):
        yield warn(ABOUT, "HUB_METRICS_ADDRESS: whoever reaches it may ask; keep others out")
