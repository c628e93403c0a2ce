"""Questions that have no resource: their answers stay in the form, and have to be clear there too.

docs/decisions/0011-form-and-resources-differences.md
"""

from collections.abc import Mapping

from profiles.pzp.form.answers import Answers
from profiles.pzp.form.code import ABSENT, UNKNOWN, YES, YES_NO_UNKNOWN, Code
from profiles.pzp.form.faults import answer_fault, gathered
from profiles.pzp.form.options import SHARING
from profiles.pzp.form.remark import require_answered

_EARLIER, _REMARK, _DIFFERS, _SHARED = "1197", "1198", "1199", "1201"
_KNOWN: Mapping[Code, bool] = {code: code == YES for code in (*YES_NO_UNKNOWN, *ABSENT)}
_SHARING: Mapping[Code, bool] = {
    **{one.code: one.code != UNKNOWN for one in SHARING},
    **dict.fromkeys(ABSENT, False),
}


def check_kept(answers: Answers) -> None:
    """Raises UnclearAnswer for each that has no single meaning."""
    gathered(
        [
            lambda: _check_earlier(answers),
            lambda: answers.choice(_SHARED, _SHARING),
        ]
    )


def _check_earlier(answers: Answers) -> None:
    earlier = answers.choice(_EARLIER, _KNOWN)
    differs = answers.choice(_DIFFERS, _KNOWN)
    if earlier is None:
        require_answered(answers, _EARLIER, _REMARK)
    if differs is not None and not earlier:
        text = f"is answered, while question {_EARLIER} does not say that there are such"
        raise answer_fault("invariant", _DIFFERS, text)
