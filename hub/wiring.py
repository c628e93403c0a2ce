"""Parts that the settings alone make, and what the doors to tokens have of a hub."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from consent.policy import Policy
from hub.access.access import Access
from hub.access.addresses import StoredAddresses
from hub.access.devices import StoredDevices
from hub.access.drafts import StoredDrafts
from hub.access.emergency import Emergencies, Most
from hub.access.sessions import INHABITANTS, PROFESSIONALS, StoredSessions
from hub.access.tickets import StoredTickets
from hub.fhir.openapi.document import openapi
from hub.fhir.parts import Hub
from hub.http.cross_origin import CrossOrigin
from hub.http.door import Limits
from hub.ledger.append import Ledger
from hub.ledger.checkpoint_file import checkpoint_files
from hub.ledger.courier import Courier
from hub.ledger.duty import Duty
from hub.monitoring.listener import OFF
from hub.oauth.entrance import Providers, Within
from hub.oauth.people.doors import Doors
from hub.oauth.sign_in import SignIn
from hub.oauth.sign_in_settings import MEDMIJ_RETURN, representation_registry, sign_in
from hub.outbound.mitz.mitz import Mitz
from hub.outbound.mitz.terms import Terms
from hub.pages import mijn, rtp, viewer
from hub.pages.door.docs import Docs
from hub.pages.door.door import Offers, TheDoor
from hub.pages.door.running import Demo, folder_of
from hub.pages.mijn.log_in import NotLoggedIn
from hub.pages.paper.press import Press
from hub.pages.rtp.streams import Streams
from hub.pages.ticket.device import DeviceDoor
from hub.pages.ticket.door import TicketDoor
from hub.pages.viewer.form.seat import Tools
from hub.pages.viewer.log_in import NotLoggedIn as NobodyCame
from hub.query.launches import SearchedLaunches
from hub.query.own_patient import own_patient
from hub.query.transfer_figures import Figures
from hub.security.keys import checkpoint_key, signing_key
from hub.security.trust import Trust
from hub.settings import Settings
from hub.storage.clients import of_browsers
from hub.storage.database import Database
from hub.storage.failures import FAILURES
from hub.storage.sealing import Keyring
from hub.transfer.figures.agreed import load_agreed
from hub.write.mandate_over import mandate_over

if TYPE_CHECKING:
    from hub.monitoring.traces import Traces

Clock = Callable[[], datetime]


def agreed(settings: Settings) -> tuple[Policy, Emergencies]:
    """What the region agreed on where the law leaves it room."""
    policy = Policy(
        mitz_deny_overrules=settings.mitz_deny == "overrules",
        emergency_opens_objections=settings.emergency_objections == "open",
        minor_mode=settings.minors,
        desk_form=settings.desk_form == "required",
        desk_second_person=settings.desk_second_person == "yes",
        staff_named=settings.log_names == "shown",
    )
    most = Most(settings.emergencies, settings.organization_emergencies)
    return policy, Emergencies(most)


def transfer_points(settings: Settings) -> dict[str, str]:
    """The sub-region of each transfer point, by its URA."""
    pairs = (one.split("=") for one in settings.transfer_points.split(",") if one)
    return dict(pairs)


def figures_of(access: Access, settings: Settings) -> Figures:
    """Who counts months of the transfer point, by what the region agreed on."""
    fresh_for = timedelta(hours=settings.capacity_fresh_hours)
    return Figures(access, load_agreed(settings.figures, fresh_for))


def limits_of(settings: Settings) -> Limits:
    """Of connections."""
    return Limits(
        head=settings.head_timeout,
        body=settings.body_timeout,
        idle=settings.idle_timeout,
        connections=settings.connections,
        of_an_address=settings.address_connections,
    )


def duty_of(settings: Settings, ledger: Ledger, clock: Clock) -> Duty:
    """Who seals the ledger."""
    return Duty(
        url=settings.database_url.get_secret_value(),
        ledger=ledger,
        key=checkpoint_key(settings.checkpoint_key.get_secret_value()),
        clock=clock,
        files=checkpoint_files(settings.checkpoint_files),
        seconds=settings.seal_seconds,
        courier=_courier(settings),
    )


def doors_of_pages(hub: Hub, people: Doors | None, press: Press, streams: Streams) -> list[Route]:
    """`/mijn`, `/viewer` and `/rtp`; nobody comes in there where nobody logs people in."""
    access, settings = hub.access, hub.settings
    kept, tickets = (access.database, access.keyring), StoredTickets(access)
    inhabitants = mijn.Parts(
        settings=settings,
        access=access,
        clock=hub.clock,
        places=hub.places,
        sessions=StoredSessions.of_settings(*kept, settings, INHABITANTS),
        log_in=people.log_in(NotLoggedIn) if people else None,
        press=press,
        tickets=tickets,
    )
    devices = StoredDevices(*kept, access.ledger)
    professionals = viewer.Parts(
        settings=settings,
        access=access,
        clock=hub.clock,
        places=hub.places,
        sessions=StoredSessions.of_settings(*kept, settings, PROFESSIONALS),
        addresses=StoredAddresses(*kept),
        tools=Tools(access, hub.verdicts, StoredDrafts(*kept), hub.fhir_url),
        log_in=people.professionals_log_in(NobodyCame) if people else None,
        devices=devices,
        press=press,
        tickets=tickets,
    )
    door, url = viewer.viewer(professionals), settings.public_url
    by_paper = viewer.ByPaper(door) if people else None
    return [
        *mijn.mijn(inhabitants).routes(),
        *TicketDoor(tickets, hub.clock, url, by_paper).routes(),
        *DeviceDoor(devices, hub.clock, url).routes(),
        *door.routes(),
        *_transfers(hub, door, streams).routes(),
    ]


def _transfers(hub: Hub, door: viewer.ViewerDoor, streams: Streams) -> rtp.RtpDoor:
    """`/rtp`, where professionals come in by the `door` of `/viewer`."""
    parts = rtp.Parts(
        settings=hub.settings,
        access=hub.access,
        clock=hub.clock,
        places=hub.places,
        viewer=door,
        verdicts=hub.verdicts,
        figures=hub.figures,
        open_region=hub.open_region,
        streams=streams,
    )
    return rtp.rtp(parts)


def _courier(settings: Settings) -> Courier | None:
    url = settings.checkpoint_url
    return Courier(url, checkpoint_files(settings.checkpoint_files)[0]) if url else None


def providers_of(settings: Settings) -> Providers:
    """Who logs people in, and who says for whom they may act."""
    if not (settings.inhabitants_issuer or settings.professionals_issuer):
        return Providers()
    key = signing_key(settings.signing_key.get_secret_value())
    return Providers(
        sign_in(settings, key),
        representation_registry(settings, key),
        professionals=bool(settings.professionals_issuer),
    )


def back_at_medmij(settings: Settings) -> SignIn | None:
    """Who logs inhabitants in for the national layer; None where nobody does."""
    if not settings.inhabitants_issuer:
        return None
    key = signing_key(settings.signing_key.get_secret_value())
    return sign_in(settings, key, returns=MEDMIJ_RETURN)


def mitz_of(settings: Settings, clock: Clock) -> Mitz | None:
    """The national register of choices, where the region asks it."""
    terms = Terms.of(settings)
    return Mitz(terms, clock) if terms else None


def crossing(database: Database) -> CrossOrigin:
    """Which pages of others may read what the hub answers."""

    async def addresses() -> list[str] | None:
        try:
            async with database.connection() as connection:
                return await of_browsers(connection)
        except FAILURES:
            return None

    return CrossOrigin(addresses)


def front_routes(
    hub: Hub, providers: Providers, others: Sequence[BaseRoute], app: ASGIApp
) -> list[Route]:
    """The first page, beside the `others` that are there by now: it leads to none that is not.

    `app` is what a demo asks its own calls of.
    """
    settings = hub.settings
    logs_in = providers.sign_in is not None
    only_professionals = providers.professionals and not settings.inhabitants_issuer
    offers = Offers(
        paths=frozenset(getattr(one, "path", "") for one in others),
        inhabitants=logs_in and not (settings.professionals_issuer and only_professionals),
        professionals=logs_in and providers.professionals,
        demo=bool(settings.demo_place),
        help_line=settings.help_line,
    )
    folder = folder_of(settings.demo_place, settings.public_url)
    demo = Demo(folder, settings.public_url, hub.clock, app) if folder else None
    door = TheDoor(offers, partial(openapi, hub.announced, hub.catalogue))
    return [*door.routes(), *Docs(settings, hub.announced, demo).routes()]


def names_of_keys(settings: Settings) -> dict[str, str]:
    """The numbers of the sealing keys, and the other keys by their public names."""
    checkpoints = checkpoint_key(settings.checkpoint_key.get_secret_value()).public_key()
    return {
        "sealing_keys": " ".join(map(str, sorted(Keyring.of_settings(settings).sealing_keys))),
        "signing_key": str(signing_key(settings.signing_key.get_secret_value()).kid),
        "checkpoint_key": checkpoints.public_bytes_raw().hex(),
    }


def within(hub: Hub, trust: Trust | None) -> Within:
    """What of it those doors work with."""
    access = hub.access
    return Within(
        database=access.database,
        keyring=access.keyring,
        ledger=access.ledger,
        clock=hub.clock,
        places=hub.places,
        trust=trust,
        verifier=hub.verifier,
        holders=hub.holders,
        own_patient=partial(own_patient, access),
        mandate_over=partial(mandate_over, access),
        launches=SearchedLaunches(access, hub.limits),
        announced=hub.announced,
    )


def traces_of(settings: Settings) -> "Traces | None":
    """Whom each request is told to; None where there is no collector."""
    if settings.traces_url == OFF:
        return None
    # Loaded late: who has no collector has nothing of it in memory.
    from hub.monitoring.traces import Traces  # noqa: PLC0415

    return Traces.to(settings.traces_url)


async def opened(settings: Settings) -> Database:
    """As many connections as these say, and as long as they wait."""
    return await Database.open(
        settings.database_url.get_secret_value(),
        settings.pool_size,
        settings.statement_timeout,
        reserve=settings.urgent_connections,
        locked=settings.lock_timeout,
    )
