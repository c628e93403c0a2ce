"""A listener as a process of its own, to be killed: `serving.py STATE PORT`."""

import asyncio
import sys
from pathlib import Path

from adapters.hospital.mllp.listener import Listener
from tests.adapters.hospital.mllp.standing import SITE, Place


async def main(state: str, port: int) -> None:
    place = Place(Path(state))
    listener = Listener(SITE, place.take, place, lambda _line: None)
    async with listener.listening("127.0.0.1", port):
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
