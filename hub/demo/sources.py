"""What the adapters of the demo bring, and the adapters themselves."""

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from hub.demo.organizations import REGION
from hub.demo.place import DemoClient, Place
from hub.demo.processes import Running, push_all, start_adapter

SAMPLES = Path(__file__).with_name("region")


@dataclass(frozen=True, slots=True)
class Sources:
    """What the adapters bring to the hub at `url`; `ecd` is a server, all others are folders."""

    place: Place
    url: str
    clients: Mapping[str, DemoClient]
    ecd: str


def push(sources: Sources, running: ExitStack) -> None:
    """The sources through their adapters; what was pushed at an earlier start is not again."""
    place = sources.place
    shutil.copytree(SAMPLES / "stories", place.demo / "stories", dirs_exist_ok=True)
    for one in REGION:
        if one.adapter and not one.ecd and not place.source(one.client).exists():
            unfinished = place.source(f".{one.client}")
            shutil.copytree(SAMPLES / one.client, unfinished, dirs_exist_ok=True)
            unfinished.rename(place.source(one.client))
    print("The adapters push their sources")
    push_all(adapters(sources, running, once=True))


def adapters(sources: Sources, running: ExitStack, *, once: bool) -> list[Running]:
    """Those of the region, started."""
    started = []
    for one in REGION:
        if one.adapter:
            adapter = start_adapter(
                sources.place,
                one.adapter,
                sources.clients[one.client],
                sources.url,
                once=once,
                ecd=sources.ecd if one.ecd else None,
            )
            running.callback(adapter.stop)
            started.append(adapter)
    return started
