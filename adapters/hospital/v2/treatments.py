"""Which treatment OBX-3 names, by either of its codes; one that names two is refused.

The treatments are those of the national guide; docs/hospital.md tells the site's own.
"""

from typing import Final

from adapters.hospital.v2.decisions import TRIPLETS, decides
from adapters.hospital.v2.message import Segment
from adapters.hospital.v2.refusal import DATA_TYPE, Refusal
from adapters.hospital.v2.site import Limits
from profiles import systems
from profiles.pzp.form.treatment_limit import LIMITS
from profiles.pzp.named import contradicts

TREATMENTS = {limit.code: limit.display for limit in LIMITS}
"""What has a code of its own in the guide; every other treatment is "other", in words."""
_NAME, _VALUE = 3, 5
_SNOMED: Final = frozenset(
    {"SCT", "SNOMED CT", "SNOMED-CT", "SNOMEDCT", "2.16.840.1.113883.6.96", systems.SNOMED.upper()}
)
_TWO = "two treatments stand in it; send a decision on each"


def treatment_in(segment: Segment, tables: Limits) -> tuple[str, str] | None:
    """The code and the words of the treatment; None where it is no such limit. Raises Refusal."""
    name = segment[_NAME]
    written = [(name(place), name(place + 1), name(place + 2)) for place in TRIPLETS]
    words = next((text for place in (2, 5, 9, 1, 4) if (text := name(place))), "")
    found = [code for one, _, system in written if (code := _listed(one, system, tables))]
    if not found:
        # Another treatment than the guide's, decided on in the words of such a decision.
        is_decided = bool(words) and decides(segment[_VALUE], tables)
        return (f"{name()}^{name(3)}", words) if is_decided else None
    code = next((one for one in found if one in TREATMENTS), found[0])
    if len({*found} & TREATMENTS.keys()) > 1 or len([*name.filled()]) > 1:
        raise Refusal(DATA_TYPE, segment.where(_NAME), _TWO)
    if any(contradicts(systems.SNOMED, code, text) for _, text, _ in written if text):
        text = "the code of one treatment bears the name of another: nobody knows which is meant"
        raise Refusal(DATA_TYPE, segment.where(_NAME), text)
    return code, words


def _listed(code: str, system: str, tables: Limits) -> str:
    """What the site's tables make of this code; empty where they do not know it."""
    if tables.snomed_as_is and code in TREATMENTS and system.upper() in _SNOMED:
        return code
    listed = tables.treatments.get(f"{code}^{system}")
    if listed is None:
        return ""
    return listed if listed in TREATMENTS else f"{code}^{system}"
