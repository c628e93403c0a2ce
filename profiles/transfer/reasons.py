"""Why a candidate says no: the codes of the transfer point, by the words that they are shown as."""

import json
from collections.abc import Mapping
from importlib.resources import files


def _read() -> Mapping[str, str]:
    file = files(__package__).joinpath("definitions", "CodeSystem-rejection-reason.json")
    concepts = json.loads(file.read_text("utf-8"))["concept"]
    return {one["display"].casefold(): one["code"] for one in concepts if one["code"] != CLOCK_S}


CLOCK_S = "no-response"
"""What only the hub says."""
REJECTIONS = _read()
"""By their words in small letters."""
