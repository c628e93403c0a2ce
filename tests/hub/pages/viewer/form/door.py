"""The form behind a door of its own: one professional, one inhabitant, and no log-in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from consent.asker import Professional
from hub.access.drafts import StoredDrafts
from hub.errors import FhirError
from hub.pages.assets import served, shared_routes, style_path, styled
from hub.pages.rendering import templates
from hub.pages.viewer.form.pages import form_page, form_sent
from hub.pages.viewer.form.seat import Seat, Tools
from hub.pages.words import words_of
from hub.query.search import Limits
from hub.query.wishes import Wishes, wishes_of_number
from hub.security.errand import Client, Errand
from profiles.identifiers import BSN
from tests.plugins.hub import Caller, Running

ROOT = "/viewer/w/hier/schrijven"
SCOPES = ("user/*.rs", "user/*.cu")


@dataclass(slots=True)
class Desk:
    """He sits at the form of this inhabitant; `refused` are the rules that a page told itself."""

    running: Running
    caller: Caller
    bsn: str
    number: str = "900000501"
    only: str | None = None
    relation: bool = True
    emergency: Any = None
    scopes: tuple[str, ...] = SCOPES
    refused: list[str] = field(default_factory=list)
    url: str = ""
    app: Starlette = field(init=False)
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.app = Starlette(
            routes=[
                Route(f"{ROOT}{{rest:path}}", self.serve, methods=["GET", "POST"]),
                served("viewer/form/form.css", "/viewer/form.css"),
                served("viewer/form/form.js", "/viewer/form.js"),
                styled("viewer"),
                *shared_routes(),
            ]
        )
        transport = httpx.ASGITransport(app=self.app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")

    def errand(self) -> Errand:
        asker = Professional(
            ura=self.caller.ura,
            organization_type=self.caller.organization_type,
            number=self.number,
            name="A. Visser",
            role="01.015",
            assurance="substantial",
            only=self.only,
        )
        named = {"client_id": "viewer", "name": "viewer", "token_id": "sessie"}
        return Errand(
            asker=asker,
            purpose="TREAT",
            now=self.running.clock(),
            request_id=secrets.token_hex(16),
            client=Client(**named, scopes=self.scopes, level="user"),
            emergency=self.emergency,
            relation=self.relation,
        )

    def seat(self, rest: str, fields: Mapping[str, str]) -> Seat:
        hub, errand = self.running, self.errand()
        url = f"{hub.settings.public_url}/fhir"
        known: list[Wishes] = []

        async def wishes() -> Wishes:
            if not known:
                asked = Limits(url, 500, 500)
                known.append(await wishes_of_number(hub.access, errand, asked, BSN(self.bsn)))
            return known[0]

        async def record(refusal: Exception) -> None:
            self.refused.append(str(getattr(refusal, "rule", "")))

        return Seat(
            tools=tools_of(hub),
            errand=errand,
            bsn=self.bsn,
            now=errand.now,
            root=ROOT,
            steps=[one for one in rest.split("/") if one],
            fields=fields,
            organization="Huisartsen De Sluis",
            render=_render,
            leave=lambda url: RedirectResponse(url, 303),
            record=record,
            wishes=wishes,
        )

    async def serve(self, request: Request) -> Response:
        body = (await request.body()).decode()
        fields = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=400))
        seat = self.seat(request.path_params["rest"], fields)
        try:
            return await (form_page if request.method == "GET" else form_sent)(seat)
        except FhirError as refusal:
            self.refused.append(refusal.rule)
            return PlainTextResponse("", refusal.status)

    async def get(self, step: str = "") -> httpx.Response:
        return await self.client.get(f"{ROOT}{step}")

    async def post(self, step: str, fields: Mapping[str, str] | None = None) -> httpx.Response:
        return await self.client.post(f"{ROOT}{step}", data=dict(fields or {}))

    async def begun(self) -> str:
        """The step of a new draft."""
        answer = await self.post("/nieuw")
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix(ROOT)


def tools_of(running: Running) -> Tools:
    """As the hub itself has them."""
    access = running.access
    drafts = StoredDrafts(access.database, access.keyring)
    url = f"{running.settings.public_url}/fhir"
    return Tools(access, running.app.fhir.app.hub.verdicts, drafts, url)


def _render(template: str, status: int = 200, **values: Any) -> Response:
    shared = {
        "token_field": "teken",
        "form_token": "geheim",
        "t": words_of("viewer", "nl"),
        "style": style_path("viewer"),
        "to": lambda name="": f"/viewer/{name}",
        "language": "nl",
        "who": None,
        "until": "12.00 uur",
        "page": "w/hier/schrijven",
        "help_line": "",
    }
    text = templates("viewer").get_template(template).render(shared | values)
    return Response(text, status, media_type="text/html")
