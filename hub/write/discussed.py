"""A professional says that he read one version of an inhabitant's own words, and discussed it.

That is a Provenance: it names the version and who did it, comes along by
`_revinclude=Provenance:target`, and changes nothing. docs/decisions/0040-own-words.md
https://hl7.org/fhir/R4/provenance.html
"""

from typing import Any

from consent.section import INHABITANT
from hub.errors import FhirError, Forbidden, Unprocessable
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.plan import Plan, Writing
from profiles.correction import has_code
from profiles.own_words import TYPE
from profiles.search.references import local_literal

KIND, CODE = "Provenance", "read-and-discussed"
_WHICH = "name one version of an inhabitant's own words, as QuestionnaireResponse/id/_history/n"
_WHO = "its one agent is the professional of the token, who.identifier his own number"


def check_discussed(draft: Draft, plan: Plan, setting: Writing, found: Found) -> None:
    """Return where it says no such thing, or says it of a version that is there, for himself.

    Raises:
        Forbidden: it is not the professional of the token who says so. Unprocessable: of nothing
            that the writer sees.
    """
    resource = draft.resource or {}
    if draft.type != KIND or not has_code(resource.get("activity"), CODE):
        return
    if setting.person is None:
        raise Forbidden(
            "that it was read and discussed a professional says: ask by a token that names him",
            expression=f"{draft.expression}.agent",
            rule="A-ROLE",
        )
    if _numbers(resource) != [setting.person.number]:
        raise _fault(draft, "agent", _WHO)
    targets = [one.get("reference") for one in resource.get("target", ())]
    if len(targets) != 1 or not _is_there(str(targets[0]), plan, found):
        raise _fault(draft, "target", _WHICH)


def _numbers(resource: dict[str, Any]) -> list[object]:
    agents = resource.get("agent", ())
    return [one.get("who", {}).get("identifier", {}).get("value") for one in agents]


def _is_there(said: str, plan: Plan, found: Found) -> bool:
    """Whether it names a version of an inhabitant's own words."""
    stored, _, version = plan.links.get(said, said).partition("/_history/")
    address = local_literal(stored)
    if address is None or address[0] != TYPE:
        return False
    row = found.visible(*address)
    if row is None or row.custodian != INHABITANT:
        return False
    return version.isdecimal() and 1 <= int(version) <= row.newest


def _fault(draft: Draft, element: str, text: str) -> FhirError:
    return Unprocessable(text, expression=f"{draft.expression}.{element}", rule="REFERENCE")
