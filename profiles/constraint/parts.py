"""The parts of a complex extension: each has a name that its definition gives."""

from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge
from profiles.constraint.mark import urls_of
from profiles.element import Element


def parts(tree: Element) -> Judge | None:
    """Refuses a part that the definition has not; None where it says nothing of parts.

    https://hl7.org/fhir/R4/defining-extensions.html
    """
    whole = (tree.children or {}).get("extension")
    if whole is None or not whole.max or not whole.slices:
        return None
    known = frozenset(url for member in whole.slices.values() for url in urls_of(member))
    text = f"This extension has no such part; write one of {', '.join(sorted(known))}."

    def judge(value: Any, _: Circumstances) -> Faults:
        listed = value.get("extension")
        if type(listed) is not list:
            return None
        return [
            Fault("extension", text, "url", index, "extension", rule=whole.id)
            for index, one in enumerate(listed)
            if type(one) is dict
            if type(url := one.get("url")) is str
            if ":" not in url and url not in known
        ] or None

    return judge
