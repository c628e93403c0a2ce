"""The reading in fixed words for professionals: one sentence for a decision, the same everywhere.

Whoever shows the reading takes the words here, on a page, on paper and as text alike.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from profiles.pzp.reading.fact import Fact, Says, Subject


@cache
def table() -> dict[str, Any]:
    """All words by what they are for; `subject`, `says`, `answer` and `standing` by their code."""
    return dict(json.loads(files(__package__).joinpath("words.json").read_text(encoding="utf-8")))


def title(subject: Subject, called: str = "") -> str:
    """What a subject is called; a treatment without a code as its source calls it."""
    return called or str(table()["subject"][subject])


def decision(fact: Fact) -> str:
    """What it says, in one sentence; what is only in the source's words literally.

    Never yes or no but where it is, and with "lees zelf" where a person is to read it.
    """
    said = _said(fact)
    own = _own(fact, said)
    text = f"{said}: {own}" if said and own else said or own
    if not fact.read_yourself:
        return text
    return f"{text} ({table()['read-yourself']})" if text else str(table()["read-yourself"])


def will_on(will: Fact, subject: Subject) -> str:
    """What a will says of one treatment that it names, in that treatment's own sentence.

    A will that a person is to read is told as it is.
    """
    sentence = table()["sentence"].get(f"{subject}.{will.says}")
    if will.read_yourself or not sentence:
        return decision(will)
    kinds = _kinds(will) or title(will.subject)
    return f"{sentence} ({kinds})"


def held(fact: Fact) -> str:
    """Whether it holds; empty where it does."""
    return str(table()["standing"][fact.standing])


def _said(fact: Fact) -> str:
    words = table()
    answers = words["answer"].get(fact.subject, {})
    if fact.subject is Subject.WILL and fact.says is not Says.UNREAD:
        return _wills(fact)
    if fact.says is Says.ANSWER:
        return str(answers.get(fact.code, ""))
    whole = words["sentence"].get(f"{fact.subject}.{fact.says}")
    return str(whole or words["says"][fact.says])


def _kinds(will: Fact) -> str:
    answers = table()["answer"][will.subject]
    return ", ".join(answers.get(one, one) for one in will.code.split("+") if one)


def _wills(fact: Fact) -> str:
    """By its type; which way it goes on a treatment is in the type, or stands beside it."""
    kinds = _kinds(fact)
    titles = ", ".join(title(one) for one in fact.treats)
    if fact.says in {Says.DO, Says.DONT} and titles:
        way = table()["says"][fact.says]
        return f"{kinds or title(fact.subject)} ({titles}: {way})"
    return kinds or str(table()["says"][fact.says])


def _own(fact: Fact, said: str) -> str:
    """The source's words, where they are not ours, and a decision that is not read alone."""
    known = table()["beside"]
    own = [one for one in fact.written if one.casefold().strip(" .") != said]
    words = tuple(known.get(one) or f"“{one}”" for one in own)
    is_beside = fact.says in {Says.OTHERWISE, Says.UNREAD} and fact.subject is not Subject.WILL
    coded = known.get(fact.code, "") if is_beside else ""
    return "; ".join(filter(None, (*words, coded)))
