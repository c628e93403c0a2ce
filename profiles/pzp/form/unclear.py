"""What is made of a form when some of its answers have no single meaning: all the rest.

An unclear answer comes to nothing, and takes along what only it gives a meaning. Nothing of it is
withdrawn either: what an earlier version of the form said of it was the last clear word.
docs/decisions/0011-form-and-resources-differences.md
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from profiles.invalid import InvalidRecord
from profiles.issue import Issue
from profiles.pzp.form.contact_person import FIRST_CONTACT_KIND, REPRESENTATIVE_KIND
from profiles.pzp.form.export import Export
from profiles.pzp.form.faults import UnclearAnswer
from profiles.pzp.form.goal import GOAL_KIND
from profiles.pzp.form.guide import NEWEST, Guide
from profiles.pzp.form.icd import DEVICE_KIND, DEVICE_USE_KIND, SWITCH_OFF_KIND
from profiles.pzp.form.legally_capable import CAPACITY_KIND
from profiles.pzp.form.mapping import Resources, to_resources
from profiles.pzp.form.observation import WISHES
from profiles.pzp.form.relatives import RELATIVES_KIND
from profiles.pzp.form.treatment_limit import LIMITS, OTHER_LIMIT_KIND

_REFUSING = frozenset({"963", "967"})
"""The day of the talk, and whom it is about by his day of birth: without them nothing is sure."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Questions of which none has a meaning without the others, and what is made of them."""

    questions: frozenset[str]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clear:
    """What the clear answers come to, by kind; `unclear` has a warning for each that is not.

    Nothing was made of the answers to the questions in `without`.
    """

    resources: Resources
    unclear: tuple[Issue, ...] = ()
    without: frozenset[str] = frozenset()


def _unit(questions: str, *kinds: str) -> Unit:
    return Unit(frozenset(questions.split()), kinds)


_ICD_KINDS = (DEVICE_KIND, DEVICE_USE_KIND, SWITCH_OFF_KIND)
UNITS = (
    *(
        Unit(
            frozenset(
                {
                    one.preset,
                    one.question.decision,
                    str(one.question.otherwise),
                    one.question.remark,
                }
            ),
            (one.kind,),
        )
        for one in LIMITS
    ),
    *(
        Unit(
            frozenset({
                *one.presets, one.answer, *filter(None, (one.remark,)),
                *((one.method[0],) if one.method else ()),
            }),
            (one.kind,),
        )
        for one in WISHES
    ),
    _unit("1422 1402 1404", OTHER_LIMIT_KIND),
    _unit("1408 999", GOAL_KIND),
    _unit("1197 1198 1199"),
    _unit("1406 1651 1407", CAPACITY_KIND),
    _unit("1008", *_ICD_KINDS),
    _unit("1426 1005 1010", *_ICD_KINDS),
    _unit("1006 1008 1009 1426 1005 1010", *_ICD_KINDS),
    _unit("1200", RELATIVES_KIND),
    _unit("964 965 966"),
    _unit("968 969 970"),
    _unit("973 974 975", REPRESENTATIVE_KIND),
    _unit("982 411", REPRESENTATIVE_KIND),
    _unit("983 408", REPRESENTATIVE_KIND),
    _unit("985 986 987", FIRST_CONTACT_KIND),
    _unit("995 412", FIRST_CONTACT_KIND),
    _unit("997 414"),
    _unit("998 413"),
)  # fmt: skip
_ALONE = frozenset({"1008", "1199", "411", "408", "412", "414", "413"})
"""What is wrong with one of these leaves the answer that it goes with as it is."""
_BY_QUESTION: Mapping[str, Unit] = {
    question: unit for unit in reversed(UNITS) for question in unit.questions
}
"""Of those of two units the first, which is the smaller."""


def clear_resources(export: Export, guide: Guide = NEWEST) -> Clear:
    """All that the clear answers of the form come to.

    Raises:
        InvalidRecord: the record can't be mapped at all, or it is not clear whom or which day it is
            about.
    """
    without: frozenset[str] = frozenset()
    unclear: list[Issue] = []
    while True:
        try:
            resources = to_resources(export, guide, without, kinds_of(without))
        except UnclearAnswer as error:
            fallen = fallen_with(error.questions)
            if error.questions & _REFUSING or fallen <= without:
                raise InvalidRecord([*unclear, *error.issues]) from None
            without |= fallen
            unclear.extend(error.issues)
        else:
            return Clear(resources, tuple(map(_as_warning, unclear)), without)


def fallen_with(questions: Iterable[str]) -> frozenset[str]:
    """These questions, and those that mean nothing without them."""
    return frozenset().union(*(_fallen_with(one) for one in questions))


def kinds_of(questions: Iterable[str]) -> frozenset[str]:
    """What may be made of these questions."""
    return frozenset(_kinds(questions))


def _fallen_with(question: str) -> frozenset[str]:
    if question in _ALONE or question not in _BY_QUESTION:
        return frozenset({question})
    return _BY_QUESTION[question].questions


def _kinds(questions: Iterable[str]) -> Iterator[str]:
    for question in questions:
        if question in _BY_QUESTION:
            yield from _BY_QUESTION[question].kinds


def _as_warning(issue: Issue) -> Issue:
    return Issue("warning", issue.code, issue.expression, issue.text)
