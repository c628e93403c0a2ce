"""Take it with me: my wishes on paper; the whole record as one FHIR Bundle, as it is kept.

Wabvpz article 15d: https://wetten.overheid.nl/BWBR0023864
"""

from collections.abc import Iterator

import msgspec
from starlette.responses import Response

from hub.errors import Damaged
from hub.pages.mijn.papers import PAPERS, papers
from hub.pages.mijn.printed import paper_of
from hub.pages.mijn.visit import Visit
from hub.pages.mijn.wishes import my_wishes
from hub.pages.paper.letter import PATHS
from hub.pages.paper.press import NotPrinted
from hub.pages.paper.ticketed import ticketed
from hub.pages.paper.wishes import wishes_pdf
from hub.pages.visit import KEPT_APART
from hub.query.own_plan import own_plan
from hub.query.own_record import OwnRecord, own_record
from hub.query.own_words import own_words
from profiles.instant import instant
from profiles.pzp.sheet.version import version_of

FILE, PAPER = "bestand", "wensen.pdf"
_NAMES = {FILE: "mijn-gegevens.json", PAPER: "mijn-wensen.pdf"}


async def take_along(visit: Visit) -> Response:
    """The page that says what there is to take, and the files themselves behind it."""
    if visit.rest == (FILE,):
        return await _file(visit)
    if visit.rest == (PAPER,):
        return await _paper(visit)
    if visit.rest[:1] == (PAPERS,):
        return await papers(visit)
    if visit.rest:
        return visit.see("meenemen")
    return visit.page("take-along.html", letter=PATHS[visit.language])


async def _file(visit: Visit) -> Response:
    record = await own_record(visit.parts.access, visit.errand, visit.parts.limits)
    if record.is_damaged or not record.is_all:
        # A file that lacks something would be believed to be all.
        raise Damaged("not all of this record can be given", recorded=True)
    return _given(FILE, _bundle(visit, record), "application/fhir+json")


async def _paper(visit: Visit) -> Response:
    mine = await my_wishes(visit)
    written = await own_words(visit.parts.access, visit.errand)
    plan = await own_plan(visit.parts.access, visit.errand, visit.parts.limits)
    who, words = visit.known.who.subject, paper_of(visit, mine, written)
    parts = visit.parts

    async def draw(address: str) -> bytes:
        return await wishes_pdf(parts.press, words, who, address)

    version, url = version_of(plan), parts.public_url
    try:
        pdf = await ticketed(parts.tickets, visit.errand, version, url, draw)
    except NotPrinted as refusal:
        return visit.page("problem.html", refusal.status, kind=f"print-{refusal.reason}")
    return _given(PAPER, pdf, "application/pdf")


def _given(name: str, body: bytes, media_type: str) -> Response:
    headers = {**KEPT_APART, "Content-Disposition": f'attachment; filename="{_NAMES[name]}"'}
    return Response(body, headers=headers, media_type=media_type)


def _bundle(visit: Visit, record: OwnRecord) -> bytes:
    """A collection: https://hl7.org/fhir/R4/bundle.html#collection."""
    envelope = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": instant(visit.now),
    }
    entries = b",".join(_entries(visit, record))
    return msgspec.json.encode(envelope)[:-1] + b',"entry":[' + entries + b"]}"


def _entries(visit: Visit, record: OwnRecord) -> Iterator[bytes]:
    base = f"{visit.parts.limits.server_url}"
    for one in (*([record.patient] if record.patient else []), *record.resources):
        url = msgspec.json.encode(f"{base}/{one.address}")
        yield b'{"fullUrl":%b,"resource":%b}' % (url, one.body)
