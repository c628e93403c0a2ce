"""The composition root: the only place that knows all parts."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from joserfc.jwk import ECKey
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.access.access import Access
from hub.access.beside import Beside
from hub.errors import Unavailable
from hub.fhir.catalogue import Catalogue
from hub.fhir.endpoint import FhirEndpoint
from hub.fhir.medmij import BASE as MEDMIJ
from hub.fhir.medmij import medmij_door
from hub.fhir.notification import PATH, NotificationDoor
from hub.fhir.parts import Hub
from hub.fhir.rates import Rates
from hub.garbage import settled
from hub.http.door import Door
from hub.http.protocol import DOOR
from hub.http.proxied import CertificateHeader
from hub.http.tls import TLS, Tls
from hub.http.turned import Turned
from hub.ledger.duty import Duty
from hub.ledger.own import started, stopped
from hub.monitoring.backlog import Backlog
from hub.monitoring.readiness import Readiness
from hub.monitoring.web_door import WebDoor
from hub.monitoring.worker import Told, telling, told
from hub.oauth.entrance import Providers, announced, entrance
from hub.oauth.medmij.medmij import MedMij
from hub.oauth.people.doors import Doors
from hub.oauth.sign_in import SignIn
from hub.outbound.mitz.mitz import Mitz
from hub.outbound.mitz.sender import Sender
from hub.pages.assets import shared_routes
from hub.pages.door.lost import FULL, is_of_oauth, is_of_people, tell_people
from hub.pages.paper.letter import Agreed, LetterPage
from hub.pages.paper.press import Press
from hub.pages.rtp.streams import Streams
from hub.pages.validate import ValidatePage
from hub.query.available import available
from hub.query.open_region import open_region_of
from hub.security.buckets import Buckets
from hub.security.holders import Holders
from hub.security.keys import signing_key
from hub.security.places import Places
from hub.security.tokens import TokenVerifier
from hub.security.trust import Trust
from hub.settings import Settings
from hub.storage.admission import admitted
from hub.storage.database import Database
from hub.storage.failures import FAILURES
from hub.storage.live import Hearing
from hub.storage.packages import kept, opened_package
from hub.storage.proofs import UsedProofs
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from hub.stu3.endpoint import DOOR as STU3
from hub.stu3.endpoint import stu3_door
from hub.validation.line import Aside, Line
from hub.validation.policy_file import load_policy
from hub.validation.verdicts import Verdicts
from hub.wiring import (
    Clock,
    agreed,
    back_at_medmij,
    crossing,
    doors_of_pages,
    duty_of,
    figures_of,
    front_routes,
    limits_of,
    mitz_of,
    names_of_keys,
    opened,
    providers_of,
    traces_of,
    transfer_points,
    within,
)
from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, shipped
from profiles.validator import Validator

if TYPE_CHECKING:
    from hub.monitoring.traces import Traces

_LOG = logging.getLogger("hub")
BASE = "/fhir"
_SWITCH = 0.0005  # seconds


@dataclass(slots=True)
class Application:
    """The hub as an ASGI application: /fhir goes straight to its endpoint, the rest by FastAPI."""

    web: FastAPI
    fhir: ASGIApp | None = None
    stu3: ASGIApp | None = None
    """The same in STU3."""
    full: ASGIApp | None = None
    """The answer to whom there is no room for."""
    noted: ASGIApp | None = None
    """FastAPI, with what is noted of its answers."""
    tell: Callable[[], Told] | None = None
    """What this process counts."""
    backlog: Backlog | None = None
    """What waits to be told to others; looked at where somebody asks for counts."""
    turned: Turned = field(default_factory=Turned)
    trust: Trust | None = None
    """Whose certificates are believed of clients, where they are asked for any."""
    mitz: Mitz | None = None
    """The national register of choices, where the region asks it."""
    beside: Beside = field(default_factory=Beside)
    """What is done that nobody waits for."""
    sign_in: SignIn | None = None
    """Who lets people log in for the national layer, and sends them back to /medmij/in."""
    medmij: MedMij | None = None
    """The national layer, where the region takes part in it."""
    resources: ASGIApp | None = None
    """Its FHIR door."""
    header: CertificateHeader | None = None
    """The one in which a proxy tells a client's certificate, where there is such a proxy."""
    providers: Providers = field(default_factory=Providers)
    people: Doors | None = None
    """The doors for people, where somebody logs them in."""
    streams: Streams = field(default_factory=Streams)
    """The pages that are open, and are told what changes."""
    browsers: ASGIApp | None = None
    """All of it, that the pages of registered apps may ask too."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        await (self.browsers or self.served)(scope, receive, send)

    async def served(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The same, whichever page it is of."""
        path = scope.get("path", "")
        if self.header is not None:
            self.header.take(scope)
        if self.fhir and (path == BASE or path.startswith(f"{BASE}/")):
            await self.fhir(scope, receive, send)
        elif self.stu3 and (path == STU3 or path.startswith(f"{STU3}/")):
            await self.stu3(scope, receive, send)
        elif self.resources and (path == MEDMIJ or path.startswith(f"{MEDMIJ}/")):
            await self.resources(scope, receive, send)
        else:
            await (self.noted or self.web)(scope, receive, send)

    async def turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request for which there is no room."""
        if is_of_people(scope) or is_of_oauth(scope):
            await (self.noted or self.web)({**scope, FULL: True}, receive, send)
            return
        await (self.full or self.web)(scope, receive, send)


def create_app(
    settings: Settings,
    clock: Clock = lambda: datetime.now(UTC),
    told_in: Path | None = None,
    providers: Providers | None = None,
) -> Application:
    """The hub; it opens its database when the server starts it, or raises DatabaseRefused.

    `told_in` is a folder where this process tells what it counts, at a socket of its own.
    `providers` are those of the settings, where none are given.
    """

    @asynccontextmanager
    async def lifespan(_web: FastAPI) -> AsyncIterator[dict[str, Door | Tls]]:
        await admitted(settings, clock())
        # Else a thread that judges keeps the loop waiting ten times as long at each step.
        sys.setswitchinterval(_SWITCH)
        database, traces = await opened(settings), traces_of(settings)
        async with database.session() as session:
            packages = [opened_package(row) for row in await kept(session)]
        duty = wire(application, settings, database, clock, packages, traces)
        await duty.ledger.write(started(clock(), names_of_keys(settings)))
        door = Door(limits_of(settings), application.turn_away, application.streams.close)
        works = [duty.run(), door.watch(), *_watched(application, settings, told_in)]
        beside = [asyncio.create_task(each) for each in works]
        settled()
        try:
            tell = application.tell
            async with (
                telling(told_in, tell) if told_in and tell else nullcontext(),
                application.mitz or nullcontext(),
                application.beside,
            ):
                yield {DOOR: door, **_tls(settings, application.turned)}
        finally:
            for each in beside:
                each.cancel()
            await _told_to_end(duty)
            await database.close()
            if traces is not None:
                await traces.end()

    web = FastAPI(
        title="Almere exchange hub",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    tell_people(web)
    application = Application(web, providers=providers or Providers())
    return application


def _tls(settings: Settings, turned: Turned) -> dict[str, Tls]:
    """What connections are made with, where this process ends TLS."""
    secure = Tls.of_settings(settings, turned)
    return {TLS: secure} if secure else {}


def _watched(
    app: Application, settings: Settings, told_in: Path | None
) -> list[Coroutine[None, None, None]]:
    """What others keep or do, and is looked for again and again; what changes, for open pages."""
    hears = Hearing(settings.database_url.get_secret_value(), app.streams.tell).run()
    of_systems = [app.trust.watch()] if app.trust else []
    counted = [app.backlog.watch()] if told_in and app.backlog else []
    return [hears, *of_systems, *counted, *(app.medmij.works() if app.medmij else [])]


async def _told_to_end(duty: Duty) -> None:
    """The last row of this process, and its seal."""
    ledger = duty.ledger
    try:
        await ledger.write(stopped(duty.clock(), ledger.pens))
    except Unavailable:
        _LOG.error("the ledger was not told of the end: too many rows wait")
    except FAILURES as failure:
        _LOG.error("the ledger was not told of the end: %s", type(failure).__name__)
    await duty.end()


def wire(
    app: Application,
    settings: Settings,
    database: Database,
    clock: Clock,
    packages: Iterable[Package] = (),
    traces: "Traces | None" = None,
) -> Duty:
    """Give every part what it works with, and every path its part; who seals is to be started.

    `packages` are the installed definitions, beside the shipped ones.
    """
    app.trust, app.mitz = Trust.of_settings(settings), mitz_of(settings, clock)
    if app.providers.sign_in is None:
        app.providers = providers_of(settings)
    hub = _hub(app, settings, database, clock, packages)
    if traces is not None:
        hub = _traced(hub, traces)
    _let_in(app, hub)
    duty = duty_of(settings, hub.access.ledger, clock)
    app.web.router.routes += Readiness(database, duty, hub.access.keyring).routes()
    app.noted = WebDoor(app.web, hub.seen)
    _take_part(app, hub, signing_key(settings.signing_key.get_secret_value()))
    _count(app, hub, duty)
    app.header = CertificateHeader.of_settings(settings, app.turned)
    # The page is open to all: what waits there holds up no write.
    line, definitions = Line(hub.verdicts.large.aside), hub.verdicts.validator.definitions
    _take_notices(app, hub)
    app.beside = hub.access.beside
    app.web.router.routes += ValidatePage(definitions, line, settings.max_body_bytes).routes()
    press = Press()
    app.web.router.routes += LetterPage(press, Agreed.of_settings(settings)).routes()
    app.web.router.routes += [
        *shared_routes(),
        *doors_of_pages(hub, app.people, press, app.streams),
    ]
    app.web.router.routes += front_routes(hub, app.providers, app.web.router.routes, app)
    endpoint = FhirEndpoint(hub)
    app.fhir, app.full, app.stu3 = endpoint, endpoint.turn_away, stu3_door(hub)
    if traces is not None:
        app.fhir, app.noted = traces.door(app.fhir), traces.door(app.noted)
        app.stu3 = traces.door(app.stu3)
    app.browsers = crossing(database).door(app.served)
    return duty


def _let_in(app: Application, hub: Hub) -> None:
    door = entrance(hub.settings, within(hub, app.trust), app.providers)
    app.people = door.people
    app.web.router.routes += door.routes


def _take_notices(app: Application, hub: Hub) -> None:
    sender = Sender.of(hub.settings)
    if sender is not None:
        app.web.add_route(PATH, NotificationDoor(hub, sender).post, methods=["POST"])


def _take_part(app: Application, hub: Hub, key: ECKey) -> None:
    """In the national layer, where the settings say so."""
    keyring = hub.access.keyring
    app.medmij = MedMij.of(
        hub.settings,
        hub.access.ledger,
        key,
        clock=hub.clock,
        available=partial(available, hub.access),
        named=lambda bsn: inhabitant(keyring, bsn).pat,
        sign_in=app.sign_in or back_at_medmij(hub.settings),
    )
    if app.medmij is not None:
        app.web.router.routes += app.medmij.routes()
        app.resources = medmij_door(hub, app.medmij.verifier, app.medmij.stands)


def _count(app: Application, hub: Hub, duty: Duty) -> None:
    """What this process counts, beside what waits of all."""
    database, ledger = hub.access.database, hub.access.ledger
    app.backlog = Backlog(database, hub.clock)
    mitz = app.mitz.seen if app.mitz else None
    lists = app.medmij.layer.keeping if app.medmij else None
    counted = hub.seen.answers, database, ledger, duty, app.turned
    app.tell = partial(told, *counted, mitz, lists, app.backlog)


def _traced(hub: Hub, traces: "Traces") -> Hub:
    # Likewise.
    from hub.monitoring.traced import traced_access, traced_verdicts  # noqa: PLC0415

    hub.seen.traced = traces.tell
    return replace(
        hub,
        access=traced_access(hub.access, traces.tracer),
        verdicts=traced_verdicts(hub.verdicts, traces.tracer),
    )


def _hub(
    app: Application,
    settings: Settings,
    database: Database,
    clock: Clock,
    packages: Iterable[Package],
) -> Hub:
    """The parts that the interactions work with; every profile is compiled before a request."""
    definitions = Definitions((*shipped(), *packages))
    key = signing_key(settings.signing_key.get_secret_value())
    places = Places(settings.requests, settings.urgent_requests)
    access = Access(
        database,
        Keyring.of_settings(settings),
        *agreed(settings),
        app.mitz,
        transfer_points(settings),
    )
    return Hub(
        settings=settings,
        access=access,
        figures=figures_of(access, settings),
        verifier=TokenVerifier(key, settings.public_url),
        holders=Holders(app.trust, UsedProofs(database).use, must=settings.tokens_bound == "yes"),
        clock=clock,
        verdicts=Verdicts(
            validator=_prepared(definitions),
            large=Line(Aside(_prepared(Definitions(definitions.packages)))),
            policy=load_policy(settings.profile_policy),
            others_wait=lambda: places.is_shared,
            takes=frozenset(settings.pzp_takes.split()),
        ),
        catalogue=Catalogue(definitions),
        rates=Rates(
            Buckets(settings.client_rate, settings.client_burst),
            Buckets(settings.bearer_refusals / 60, settings.bearer_refusals),
        ),
        places=places,
        announced=announced(settings, app.providers, certificates=app.trust is not None),
        open_region=open_region_of(settings),
    )


def _prepared(definitions: Definitions) -> Validator:
    validator = Validator(definitions)
    validator.prepare()
    return validator
