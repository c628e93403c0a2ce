"""Take it with me: the whole record as one FHIR Bundle, byte for byte as it is kept.

Wabvpz article 15d: https://wetten.overheid.nl/BWBR0023864
"""

from collections.abc import Iterator

import msgspec
from starlette.responses import Response

from hub.errors import Damaged
from hub.pages.headers import KEPT_APART
from hub.pages.mijn.visit import Visit
from hub.query.own_record import OwnRecord, own_record
from profiles.instant import instant

FILE = "bestand"
_NAME = "mijn-gegevens.json"


async def take_along(visit: Visit) -> Response:
    """The page that says what there is to take, and the file itself behind it."""
    if visit.rest == (FILE,):
        return await _file(visit)
    if visit.rest:
        return visit.see("meenemen")
    return visit.page("take-along.html")


async def _file(visit: Visit) -> Response:
    record = await own_record(visit.parts.access, visit.errand, visit.parts.limits)
    if record.is_damaged or not record.is_all:
        # A file that lacks something would be believed to be all.
        raise Damaged("not all of this record can be given", recorded=True)
    headers = {
        **KEPT_APART,
        "Content-Disposition": f'attachment; filename="{_NAME}"',
    }
    body = _bundle(visit, record)
    return Response(body, headers=headers, media_type="application/fhir+json")


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
