"""What is told of a form that is taken: nothing of what it says that has no resource is silent.

No text repeats an answer, nor a linkId that is not a number of the form's kind.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from profiles.dialect import Dialect
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.capacity import BOOLEAN, CHOICE, Capacity
from profiles.pzp.form.questionnaire import is_known, version_of
from profiles.pzp.form.questions import QUESTIONS

_NUMBER = re.compile(r"[0-9]{1,5}")
_BEFORE_RC3 = frozenset({Dialect.BETA3, Dialect.RC1, Dialect.RC2})
_RC3 = frozenset({Dialect.RC3})
_EVERY = _BEFORE_RC3 | _RC3
_SINCE_RC2 = frozenset({Dialect.RC2, Dialect.RC3})

# How a question is answered where versions differ; what no version was seen to do is let be.
_OF_KIND: Mapping[str, Mapping[str, frozenset[Dialect]]] = {
    "967": {
        "valueDateTime": frozenset({Dialect.BETA3, Dialect.RC1}),
        "valueDate": _EVERY - {Dialect.BETA3},
    },
    "984": {"valueCoding": _BEFORE_RC3, "valueBoolean": _RC3},
    "1200": {"valueCoding": _BEFORE_RC3, "valueBoolean": _RC3},
    CHOICE: {"valueCoding": _BEFORE_RC3},
    BOOLEAN: {"valueBoolean": _RC3},
}
_SEEN: Mapping[str, frozenset[Dialect]] = {
    "1430": _BEFORE_RC3,
    "1644": _SINCE_RC2 | {Dialect.RC1},
    "1648": _RC3,
    "1649": _RC3,
    "1650": _RC3,
}


def told_of_form(canonical: str, answers: Answers, capacity: Capacity) -> Iterator[str]:
    """What is to be looked at, a sentence each."""
    if not is_known(canonical):
        yield "the form is of a version that is not known here, and was read by its answers"
    version = version_of(canonical)
    if version is not None and (odd := _odd(answers, version)):
        yield f"answered as another version of the form has it: question {', '.join(odd)}"
    if others := [one for one in answers.every() if one not in QUESTIONS]:
        yield f"other answers, kept in the form only: {_named(others)}"
    yield from _told_of_capacity(capacity)


def _told_of_capacity(capacity: Capacity) -> Iterator[str]:
    if capacity.is_contradicted:
        yield (
            f"questions {CHOICE} and {BOOLEAN} differ on capacity: taken as not capable, with a "
            "remark; correct the form"
        )
    if capacity.remark and capacity.capable is None and capacity.reason is None:
        yield "a remark on capacity without an answer stands in the form only"


def _odd(answers: Answers, version: Dialect) -> list[str]:
    """The questions that this version does not ask, or not so."""
    judges: tuple[Callable[[str], bool], ...] = (
        lambda one: one in _SEEN and version not in _SEEN[one],
        lambda one: any(
            version not in _OF_KIND[one].get(kind, _EVERY)
            for kind in (answers.kinds(one) if one in _OF_KIND else ())
        ),
    )
    return [one for one in answers.every() if any(judge(one) for judge in judges)]


def _named(link_ids: list[str]) -> str:
    numbers = [one for one in link_ids if _NUMBER.fullmatch(one)]
    rest = len(link_ids) - len(numbers)
    words = [f"question {one}" for one in numbers]
    return ", ".join([*words, *([f"{rest} whose linkId is no number"] if rest else [])])
