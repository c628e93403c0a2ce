"""What the ledger keeps of what a search asked."""

from hub.search.query import SearchQuery
from profiles.systems import BSN_SYSTEM


def written_down(query: SearchQuery) -> str:
    """The parameters; of values only what names nobody: codes with their system, and ours."""
    return "&".join(
        f"{name}={value}" if name.startswith("_in") or _is_code(name, value) else name
        for name, value in query.pairs
    )


def _is_code(name: str, value: str) -> bool:
    """One value with its system: of a composite the other part may be anybody's words."""
    is_text = "identifier" in name or "$" in value or BSN_SYSTEM in value
    return value.startswith("http") and not is_text
