"""Questions that the form answers itself: they name what another question is about."""

from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import Code
from profiles.pzp.form.faults import answer_fault


def check_preset(answers: Answers, link_id: str, named: Code, *others: str) -> None:
    """Raises UnclearAnswer when the form asks here about something else than we know.

    The answers to `others` then mean nothing either.
    """
    if answers.code(link_id) not in {None, named}:
        text = f"names something else than {named.system}|{named.code}"
        raise answer_fault("code-invalid", link_id, text, *others)
