"""With whom a directive was agreed, and when; what was not agreed is said to be so."""

from functools import cache
from importlib.resources import files

from profiles.invalid import JsonObject
from profiles.stu3.kept import url_of
from profiles.stu3.piece import Piece
from profiles.stu3.release import r4, targets_of
from profiles.stu3.rules.consent_actors import (
    CONSENTER,
    VERIFICATION,
    actor,
    is_actor,
    parts,
    verification,
    verified_with,
)
from profiles.stu3.rules.exact import kept_whole
from profiles.stu3.step import Step
from profiles.systems import NICTIZ

_COMMENT = f"{NICTIZ}Comment"
_COMMENT_R4 = f"{NICTIZ}ext-Comment"
_KEPT = url_of(r4(), "Consent.provision", "actor")


@cache
def _not_agreed() -> str:
    return files("profiles.stu3").joinpath("not-agreed.tsv").read_text("utf-8").strip()


def up(step: Step) -> list[JsonObject]:
    """The actors; the moment is that at which it was agreed."""
    patient: JsonObject = step.node.get("patient", {})
    found = step.take_extension(VERIFICATION)
    if len(found) > 1:
        step.refuse("extension", step.walk.say("verified-twice"))
    said = found[0] if found else None
    agreed = said is None or parts(said, "Verified", "valueBoolean") == [True]
    references = verified_with(said, patient) if said is not None and agreed else []
    if said is not None:
        date = step.node.get("dateTime")
        if said != verification(references, patient, date) or not references:
            step.put_extension(step.walk.extension(said, f"{step.at}.extension"))
        _moment(step, parts(said, "VerificationDate", "valueDateTime"))
    if not agreed:
        _say_so(step)
        return []
    actors = [actor(_reference(step, one, "extension"), CONSENTER) for one in references]
    parties = step.take("consentingParty")
    actors += [actor(_reference(step, one.value, one.step), CONSENTER) for one in parties]
    return [*actors, *_kept(step)]


def _moment(step: Step, dates: list[str]) -> None:
    """The day of the agreement stands before that of the record, which is kept."""
    if not dates or step.node.get("dateTime") in {None, dates[0]}:
        if dates and "dateTime" not in step.node:
            step.put("dateTime", Piece("dateTime", dates[0]))
            step.lose("dateTime", step.walk.say("moment"))
        return
    step.keep("dateTime", step.take("dateTime"))
    step.put("dateTime", Piece("dateTime", dates[0]))


def _say_so(step: Step) -> None:
    step.lose("extension", step.walk.say("not-agreed"))
    step.keep("consentingParty", step.take("consentingParty"))
    found = step.take_extension(_COMMENT)
    said = [one["valueString"] for one in found if "valueString" in one]
    step.put_extension({"url": _COMMENT_R4, "valueString": " ".join([*said, _not_agreed()])})


def _reference(step: Step, node: JsonObject, at: str) -> JsonObject:
    row = step.walk.target.row("Consent.provision.actor", "reference")
    targets = targets_of(row) if row is not None else frozenset()
    return step.walk.object(node, "Reference", "Reference", f"{step.at}.{at}", targets)


def _kept(step: Step) -> list[JsonObject]:
    row = r4().row("Consent.provision", "actor")
    found = step.take_extension(_KEPT)
    made = [step.walk.keeping.restored(one, row) for one in found] if row is not None else []
    return [one.value for one in made if one is not None]


def down(step: Step, actors: list[JsonObject]) -> None:
    """With whom it was verified, and the parties."""
    said = step.take_extension(VERIFICATION)
    patient: JsonObject = step.node.get("patient", {})
    moment = kept_whole(step, "dateTime")
    spoken = _spoken(step, actors, patient)
    if said:
        step.put_extension(step.walk.extension(said[0], f"{step.at}.extension"))
        if parts(said[0], "Verified", "valueBoolean") != [True]:
            _unsay(step)
    elif spoken:
        step.put_extension(verification(spoken, patient, step.node.get("dateTime")))
    if moment is not None:
        step.take("dateTime")
        step.put("dateTime", moment)


def _spoken(step: Step, actors: list[JsonObject], patient: JsonObject) -> list[JsonObject]:
    """Those with whom it was verified; of the others the parties are written, the rest is kept."""
    spoken: list[JsonObject] = []
    for index, one in enumerate(actors):
        at = f"provision.actor[{index}]"
        reference = one.get("reference", {})
        if not is_actor(one, CONSENTER) or not reference:
            _keep(step, one, at)
            continue
        if one != actor(reference, CONSENTER):
            step.lose(f"{at}.role", step.walk.say("display"))
        if _is_patient(reference, patient):
            spoken.append(patient)
            if reference != patient:
                step.lose(at, step.walk.say("as-patient"))
        elif reference.keys() == {"display"}:
            spoken.append(reference)
        else:
            _party(step, reference, at)
    return spoken


def _is_patient(reference: JsonObject, patient: JsonObject) -> bool:
    said = reference.get("reference")
    return said is not None and said == patient.get("reference")


def _party(step: Step, reference: JsonObject, at: str) -> None:
    targets = step.targets_of("consentingParty")
    made = step.walk.object(reference, "Reference", "Reference", f"{step.at}.{at}", targets)
    step.put("consentingParty", Piece("Reference", made))


def _keep(step: Step, node: JsonObject, at: str) -> None:
    row = r4().row("Consent.provision", "actor")
    if row is not None:
        piece = Piece("BackboneElement", node)
        step.put_extension(step.walk.keeping.as_extension(_KEPT, piece, row))
        step.lose(at, step.walk.say("kept"))


def _unsay(step: Step) -> None:
    """The comment without what was added to it."""
    for one in step.take_extension(_COMMENT_R4):
        text = str(one.get("valueString", "")).removesuffix(_not_agreed()).rstrip()
        if text:
            step.put_extension({"url": _COMMENT, "valueString": text})
