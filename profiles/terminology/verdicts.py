"""Whether codings are in a code system or a value set, and are called as they should be.

https://hl7.org/fhir/R4/valueset-operation-validate-code.html
https://hl7.org/fhir/R4/codesystem-operation-validate-code.html
"""

from collections.abc import Callable, Sequence

from profiles.systems import SNOMED
from profiles.terminology import snomed
from profiles.terminology.at_hand import AtHand, Resource
from profiles.terminology.coded import Coded, NotAtHand, Verdict

_ELSEWHERE = "ask a terminology server that has it"


def in_value_set(hand: AtHand, value_set: Resource, codings: Sequence[Coded]) -> Verdict:
    """Of several codings one will do; one that can't be told is not, and it is said."""
    return _best(hand, codings, lambda one: _of_value_set(hand, value_set, one))


def in_code_system(hand: AtHand, url: str, codings: Sequence[Coded]) -> Verdict:
    """The same of a code system; a coding of another system is not in it.

    Raises:
        NotAtHand: nothing is known of this system, or not in this version.
    """
    if hand.code_system(url) is None and url not in hand.listed and url != SNOMED:
        raise NotAtHand("there is no such code system here; CodeSystem?url= finds those that are")
    return _best(hand, codings, lambda one: _of_code_system(hand, url, one))


def _best(hand: AtHand, codings: Sequence[Coded], judge: Callable[[Coded], Verdict]) -> Verdict:
    found = [_named(hand, one, judge(one)) for one in codings]
    good = next((one for one in found if one.result), None)
    if good is not None or len(found) == 1:
        return good or found[0]
    return _no("; ".join(one.message for one in found))


def _of_value_set(hand: AtHand, value_set: Resource, one: Coded) -> Verdict:
    url = value_set["url"]
    is_in = hand.membership(url).has(one.system, one.code)
    where = f"in the value set {value_set.get('name', url)}"
    if is_in is False:
        return _no(_not_so(one, where))
    if other := _of_other_version(hand, one):
        return _no(other)
    return Verdict(result=True) if is_in else _no(_unknown(hand, one, where))


def _of_code_system(hand: AtHand, url: str, one: Coded) -> Verdict:
    if one.system != url:
        return _no(f"{_told(one)} is of another code system than {url}")
    if other := _of_other_version(hand, one):
        return _no(other)
    concepts = hand.concepts(url)
    known = concepts.codes if concepts is not None else hand.listed.get(url, ())
    if _as_defined(hand, one) in known:
        return Verdict(result=True)
    if hand.is_complete(url):
        return _no(f"{hand.called(url)} has no code {one.code}")
    return _no(_unknown(hand, one, f"a code of {hand.called(url)}"))


def _no(message: str) -> Verdict:
    return Verdict(result=False, message=message)


def _of_other_version(hand: AtHand, one: Coded) -> str:
    """Why nothing can be said of the version that the coding names; nothing if it can."""
    try:
        hand.code_system(one.system, one.version)
    except NotAtHand as other:
        return str(other)
    return ""


def _as_defined(hand: AtHand, one: Coded) -> str:
    """The code as the system writes it, where case means nothing to it."""
    concepts = hand.concepts(one.system)
    if concepts is None or hand.is_cased(one.system):
        return one.code
    wanted = one.code.lower()
    return next((code for code in concepts.codes if code.lower() == wanted), one.code)


def _named(hand: AtHand, one: Coded, found: Verdict) -> Verdict:
    """With the name that it should have; and not so, if it has another's."""
    code = _as_defined(hand, one)
    known = hand.names.of(one.system, code)
    display = known[0] if known else ""
    found = found._replace(display=display, system=one.system, code=code)
    if not found.result or not one.display or hand.names.is_of(one.system, code, one.display):
        return found
    other = hand.names.whose(one.system, code, one.display)
    if other is not None:
        text = f'"{one.display}" is what {other} is called; {code} is "{display}"'
        return found._replace(result=False, message=text)
    if known and hand.is_complete(one.system):
        text = f'{code} is not called "{one.display}", but "{display}"'
        return found._replace(result=False, message=text)
    text = f'whether {code} is also called "{one.display}" can\'t be told here'
    return found._replace(message=f"{text}; it is {display}" if known else text)


def _unknown(hand: AtHand, one: Coded, what: str) -> str:
    if _fault(one):
        return _not_so(one, what)
    called = hand.called(one.system)
    return f"whether {_told(one)} is {what} can't be told: {called} is not here; {_ELSEWHERE}"


def _not_so(one: Coded, what: str) -> str:
    fault = _fault(one)
    return f"{_told(one)} is not {what}: {fault}" if fault else f"{_told(one)} is not {what}"


def _fault(one: Coded) -> str | None:
    """Why it can be in nothing; of SNOMED CT that is told by the number alone."""
    return snomed.fault(one.code) if one.system == SNOMED else None


def _told(one: Coded) -> str:
    return f"{one.system}|{one.code}" if one.system else one.code
