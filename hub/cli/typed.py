"""Numbers as somebody types them behind an option."""

import argparse

PORT = 8000


def port(text: str) -> int:
    """Of TCP. Raises ArgumentTypeError."""
    number = int(text)
    if not 1 <= number <= 65_535:  # noqa: PLR2004 -- the largest port there is
        raise argparse.ArgumentTypeError("a port is 1 to 65535")
    return number


def count(text: str) -> int:
    """Of things of which there is one at least. Raises ArgumentTypeError."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def seconds(text: str) -> float:
    """Of time, more than none. Raises ArgumentTypeError."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("some seconds, as 0.5")
    return number
