"""Whether the lists of the national layer can be had, and whether people reach its page."""

from datetime import UTC, datetime

from hub.commands.doctor.finding import Findings, fail, ok, warn
from hub.outbound.medmij.keeping import Keeping
from hub.outbound.medmij.lists import NAMES
from hub.outbound.medmij.terms import Terms
from hub.settings import Settings

ABOUT = "medmij"


async def of_medmij(settings: Settings) -> Findings:
    """Nothing where the hub takes no part; each list is looked for once."""
    terms = Terms.of(settings)
    if terms is None:
        return []
    keeping = Keeping(terms, lambda: datetime.now(UTC))
    await keeping.look()
    found: Findings = [
        fail(
            ABOUT,
            f"{name}: is not to be had ({keeping.faults[name]}); a hub that starts now"
            " lets nobody in",
        )
        if name in keeping.faults
        else ok(ABOUT, f"{name}: is good")
        for name in NAMES
    ]
    lists = keeping.now()
    if (
        lists is not None
        and terms.authorize not in lists.providers.get(terms.provider, {}).values()
    ):
        found.append(warn(ABOUT, f"no service of HUB_MEDMIJ_PROVIDER is at {terms.authorize}"))
    if settings.tls_certificate and settings.tls_client == "required":
        found.append(
            warn(
                ABOUT,
                "HUB_TLS_CLIENT: is required, so no browser gets a connection; a hub for"
                " people needs optional",
            )
        )
    if not settings.medmij_crl:
        found.append(warn(ABOUT, "HUB_MEDMIJ_CRL: is not set; a stolen certificate is believed"))
    return found
