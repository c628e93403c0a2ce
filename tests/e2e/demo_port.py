"""A port for `hub demo`, which takes others beside it."""

import random
import socket

from hub.demo.secured import FURTHER

BESIDE = (0, 1, FURTHER)
"""The hub's, that of who logs people in, and for TLS."""
_CHOOSE_FROM = range(10_000, 32_000)
"""Below those that a system gives to whoever calls out."""


def demo_port() -> str:
    """One at which nothing listens, nor at those beside it."""
    chance = random.SystemRandom()
    while True:
        port = chance.choice(_CHOOSE_FROM)
        if all(_is_free(port + one) for one in BESIDE):
            return str(port)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
