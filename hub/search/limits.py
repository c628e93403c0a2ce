"""What a search may ask of this server."""

from dataclasses import dataclass, field

from profiles.packages.definitions import Definitions, shipped_definitions


@dataclass(frozen=True, slots=True)
class Limits:
    """What a search may ask of this server, its own address, and the codes that it knows."""

    server_url: str
    page_size: int
    max_page_size: int
    deepest_chain: int = 3
    definitions: Definitions = field(default_factory=shipped_definitions)
