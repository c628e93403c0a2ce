"""Wills against agreements on the same treatment, as the facts that are shown.

docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from profiles.pzp.contradiction.compared import Contradiction, compare
from profiles.pzp.reading.directive import subject_of
from profiles.pzp.reading.fact import Contrary, Fact, Subject
from profiles.pzp.reading.record import Tree


def contraries(
    found: Sequence[tuple[Tree, Fact]], facts: Sequence[Fact], at: datetime
) -> dict[Subject, tuple[Contrary, ...]]:
    """By subject what is contrary among the directives, each said as the fact that it became."""
    trees = {id(tree): tree for tree, _ in found if tree.get("resourceType") == "Consent"}
    pairs: dict[Subject, set[Contrary]] = {}
    for one in compare(trees.values(), at).treatments:
        subject = subject_of(one.treatment)
        said = pairs.setdefault(subject, set())
        said |= set(_shown(one.contradictions, subject, found, facts, linked=False))
        said |= set(_shown(one.linked, subject, found, facts, linked=True))
    return {subject: tuple(sorted(some, key=repr)) for subject, some in pairs.items()}


def _shown(
    pairs: Iterable[Contradiction],
    subject: Subject,
    found: Sequence[tuple[Tree, Fact]],
    facts: Sequence[Fact],
    *,
    linked: bool,
) -> Iterator[Contrary]:
    for pair in pairs:
        agreement = _fact(pair.agreement.consent, subject, found, facts)
        will = _fact(pair.will.consent, Subject.WILL, found, facts)
        if agreement is not None and will is not None:
            yield Contrary(agreement, will, linked)


def _fact(
    consent: object, subject: Subject, found: Sequence[tuple[Tree, Fact]], facts: Sequence[Fact]
) -> Fact | None:
    """What a Consent is shown as on a subject, alone or with what says the same."""
    for tree, raw in found:
        if tree is consent and raw.subject is subject:
            for one in facts:
                is_it = set(raw.addresses) <= set(one.addresses) and one.subject is subject
                if is_it and one.content == raw.content and one.standing is raw.standing:
                    return one
    return None
