"""Bodies made small before they are sealed: zstd, with a dictionary of what such bodies say.

docs/decisions/0004-bodies-sealed-index-keyed.md
"""

from importlib.resources import files

import zstandard

LEVEL = 4
STEP = 32
"""Bytes: lengths are multiples of it."""
NEWEST = 1
"""Number of the dictionary for what is written now; each that was ever used stays, unchanged."""


def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    path = files("hub.storage") / "dictionaries" / f"{number}.dict"
    return zstandard.ZstdCompressionDict(path.read_bytes())


_KNOWN = {number: _dictionary(number) for number in range(1, NEWEST + 1)}
_KNOWN[NEWEST].precompute_compress(level=LEVEL)
# One of each a process: a request is served by one thread from beginning to end.
_COMPRESSOR = zstandard.ZstdCompressor(
    level=LEVEL, dict_data=_KNOWN[NEWEST], write_content_size=True
)
# A frame says by which dictionary it was made; 0 is none, as long bodies once were.
_DECOMPRESSORS = {
    0: zstandard.ZstdDecompressor(),
    **{number: zstandard.ZstdDecompressor(dict_data=one) for number, one in _KNOWN.items()},
}


def compressed(plain: bytes) -> bytes:
    """A zstd frame, with noughts behind it up to a whole step of length.

    A seal hides no length, and a wish that the dictionary knows takes a byte less than another.
    """
    frame = _COMPRESSOR.compress(plain)
    return frame + bytes(-len(frame) % STEP)


def decompressed(frame: bytes) -> bytes:
    """What was made small; `frame` bore a seal, so it is one of ours."""
    number = zstandard.get_frame_parameters(frame).dict_id
    return _DECOMPRESSORS[number].decompress(frame, allow_extra_data=True)
