"""How confidential one resource is: the labels that an objection may name."""

from dataclasses import dataclass

RESTRICTED = frozenset({"R"})
LABELS = {"R": RESTRICTED, "V": RESTRICTED | {"V"}}
"""By code: what is very restricted is restricted too. Below that no label closes anything.

https://terminology.hl7.org/CodeSystem-v3-Confidentiality.html
"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One resource (`Type/id`) as `custodian` keeps it, with its labels, of `LABELS`."""

    custodian: str
    resource: str
    labels: frozenset[str]
