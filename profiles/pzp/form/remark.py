"""A remark on a question: without an answer beside it nobody knows what it is about."""

from profiles.pzp.form.answers import Answers
from profiles.pzp.form.faults import answer_fault


def require_answered(answers: Answers, question: str, remark: str) -> None:
    """Raises UnclearAnswer where there is a remark, and is called where there is no answer."""
    if answers.text(remark) is not None:
        text = "is not answered, though a remark about it is"
        raise answer_fault("required", question, text, remark)
