"""gzip, of what comes and of what goes; of any other content coding it is said which one is known.

https://www.rfc-editor.org/rfc/rfc9110#section-8.4
"""

import asyncio
import zlib
from collections.abc import Mapping

from msgspec import structs

from hub.errors import Invalid, TooLarge, UnsupportedMediaType
from hub.fhir.call import Answer
from hub.fhir.ranges import ranges

SMALLEST = 16_384
"""Bytes of an answer from which on it is worth the work."""
_NAMES = frozenset({"gzip", "x-gzip"})
_GZIP = 31  # how zlib is told that it is gzip, with a window of 32 KB
_QUICK, BEST = 1, 9
_STEP = 262_144  # bytes between two turns of others


def accepts_gzip(header: str) -> bool:
    """Whether who asks reads it so. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3."""
    weights = {name.lower(): weight for name, weight in ranges(header)}
    return max((weights[one] for one in _NAMES if one in weights), default=weights.get("*", 0)) > 0


def deflated(body: bytes, level: int = _QUICK) -> bytes:
    """The same as gzip: as quick as can be, unless it is kept for many."""
    return zlib.compress(body, level, _GZIP)


async def as_read(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """The answer as who asks reads it in the fewest bytes; what is small goes as it is."""
    if len(answer.body) < SMALLEST or "Content-Encoding" in answer.headers:
        return answer
    if not accepts_gzip(headers.get("accept-encoding", "")):
        return answer
    if len(answer.body) <= _STEP:
        return coded(answer, deflated(answer.body))
    return coded(answer, await asyncio.to_thread(deflated, answer.body))


def coded(answer: Answer, body: bytes) -> Answer:
    """The answer with this body, which is gzip."""
    more = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return structs.replace(answer, body=body, headers={**answer.headers, **more})


async def decoded(body: bytes, headers: Mapping[str, str], largest: int) -> bytes:
    """The body as it was before it was coded, with turns for others meanwhile.

    Raises:
        UnsupportedMediaType: another coding. TooLarge: it comes to more than `largest` bytes.
        Invalid: it is no gzip, or not all of it.
    """
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        return body
    if coding not in _NAMES:
        raise UnsupportedMediaType(
            "a body comes as it is, or as gzip", headers={"Accept-Encoding": "gzip"}
        )
    reader, found, waiting = zlib.decompressobj(_GZIP), bytearray(), body
    try:
        while not reader.eof and (piece := reader.decompress(waiting, _STEP)):
            found += piece
            if len(found) > largest:
                raise TooLarge(f"a request has at most {largest} bytes; send it in parts")
            waiting = reader.unconsumed_tail
            await asyncio.sleep(0)
    except zlib.error:
        raise _not_gzip() from None
    if not reader.eof or reader.unused_data:
        raise _not_gzip()
    return bytes(found)


def _not_gzip() -> Invalid:
    return Invalid("the body is not the gzip that Content-Encoding says, or not all of it")
