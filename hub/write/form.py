"""The signed form that a desk attaches to what an inhabitant says over the data of others.

docs/decisions/0035-why-it-is-open-or-closed.md
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from hub.errors import Unprocessable
from hub.storage.pseudonym import rid
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.plan import Plan, Writing
from profiles.issue import Issue
from profiles.search.references import local_literal

RULE = "DESK-1"
_MISSING = (
    "what an inhabitant says at a desk over the data of others comes with the form that was "
    "signed: name it in sourceReference, a current DocumentReference about the same inhabitant "
    "that you send along or keep here, with the data or the hash of its attachment"
)


def refuse_without_form(draft: Draft, plan: Plan, setting: Writing, found: Found) -> None:
    """Raise Unprocessable where no form of this inhabitant, kept by the desk itself, is named."""
    source = (draft.resource or {}).get("sourceReference")
    said = source.get("reference") if isinstance(source, Mapping) else None
    forms = _forms(str(said), plan, setting, found) if isinstance(said, str) else ()
    pat = plan.patients[draft]
    if any(whose == pat and _is_form(form) for whose, form in forms):
        return
    missing = Issue("error", "required", f"{draft.expression}.source", _MISSING, rule=RULE)
    raise Unprocessable("no signed form", issues=[missing], rule=RULE)


def _forms(
    said: str, plan: Plan, setting: Writing, found: Found
) -> Iterator[tuple[UUID | None, Mapping[str, Any]]]:
    """Whose it is and what it says: of this request, or as the desk keeps it."""
    draft = setting.links.internal.get(said)
    if draft is not None and not plan.names[draft].stays:
        yield plan.patients[draft], draft.resource or {}
        return
    address = local_literal(plan.links.get(said, ""))
    if address is None:
        return
    for row in found.words(*address):
        body = found.documents.get(rid(setting.keyring, *address))
        if row.custodian == setting.custodian and body is not None:
            yield row.pat, msgspec.json.decode(body)


def _is_form(resource: Mapping[str, Any]) -> bool:
    if resource.get("status") != "current":
        return False
    if resource.get("docStatus") == "entered-in-error":
        return False
    listed = resource.get("content")
    return isinstance(listed, list) and any(map(_has_attachment, listed))


def _has_attachment(content: object) -> bool:
    attachment = content.get("attachment") if isinstance(content, Mapping) else None
    return isinstance(attachment, Mapping) and bool(
        attachment.get("data") or attachment.get("hash")
    )
