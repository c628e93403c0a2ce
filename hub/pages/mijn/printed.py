"""My wishes on paper: what holds now, in the words of the screen, and his own words beside it."""

from collections.abc import Iterator, Sequence

from hub.pages.days import day_of, day_said, time_said
from hub.pages.mijn.telling import Shown
from hub.pages.mijn.topics import Topic
from hub.pages.mijn.visit import Visit
from hub.pages.mijn.wishes import MyWishes
from hub.pages.paper.words import OwnWords, Part, Said, Wishes
from hub.pages.words import Words
from hub.query.own_words import OwnWords as Written
from profiles.own_words import questions


def paper_of(visit: Visit, mine: MyWishes, written: Sequence[Written]) -> Wishes:
    """The paper of what this visit shows on the screen."""
    words = visit.words
    day, time = day_said(day_of(visit.now), words), time_said(visit.now, words)
    return Wishes(
        language=visit.language,
        name=mine.whose.name,
        born=mine.whose.born,
        printed=f"{day}, {time}",
        parts=tuple(_parts(mine, words)),
        own=tuple(_own(visit, written)),
        warnings=(words("wishes.partial"),) if mine.is_partial else (),
    )


def _parts(mine: MyWishes, words: Words) -> Iterator[Part]:
    said = tuple(_said(topic, one, words) for topic in mine.topics for one in topic.now)
    yield Part(words("take.paper.now"), said, "" if said else words("wishes.empty.text"))
    # What held before is left out; that nothing of it holds any more is not.
    over = [topic.title for topic in mine.topics if not topic.now]
    if over:
        yield Part(words("wishes.none-now"), instead="\n".join(over))
    if mine.silent:
        yield Part(
            words("wishes.silent.title"),
            instead="\n".join((words("wishes.silent.text"), *mine.silent)),
        )


def _said(topic: Topic, one: Shown, words: Words) -> Said:
    return Said(
        about=topic.title,
        decision=" ".join((f"{one.tag_words}.", one.sentence)).strip(),
        date=one.day,
        author=None,
        source=one.source,
        notes=tuple(_notes(topic, one, words)),
    )


def _notes(topic: Topic, one: Shown, words: Words) -> Iterator[str]:
    if topic.contrary:
        yield words("wishes.contrary")
    if topic.disagrees:
        yield words("wishes.disagrees")
    elif one.differs:
        yield words("wishes.differs-short")
    if one.read:
        yield words("wishes.read-yourself")
    if one.written:
        yield one.written
    for note in one.notes:
        yield f"{words('wishes.note')} {note}"
    for question, answer in one.answers:
        yield f"{question}: {answer}"


def _own(visit: Visit, written: Sequence[Written]) -> Iterator[OwnWords]:
    """What he wrote himself: what another wrote for him is on the screen, under its own heading."""
    for each in written:
        if each.ground is not None or each.is_withdrawn:
            continue
        day = day_said(day_of(each.written_at), visit.words)
        for asked in questions():
            if asked.link_id in each.answers:
                text = each.answers[asked.link_id]
                yield OwnWords(asked.text[visit.language], text, day)
