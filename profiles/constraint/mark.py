"""What marks a slice: for the matcher of extensions, and in words for who has to add it."""

from profiles.constraint.judge import Matcher
from profiles.constraint.pattern import wanted
from profiles.element import Element


def urls_of(member: Element) -> frozenset[str]:
    """The urls by one of which an extension belongs to this slice."""
    profiles = member.types[0].profiles if member.types else ()
    if profiles:
        return frozenset(profile.partition("|")[0] for profile in profiles)
    url = (member.children or {}).get("url")
    fixed = (url.fixed or url.pattern) if url else None
    return frozenset((fixed if isinstance(fixed, str) else member.slice_name,))


def by_url(urls: frozenset[str]) -> Matcher:
    """Whether an extension has one of these urls."""
    if len(urls) == 1:
        [only] = urls
        return lambda item, _: type(item) is dict and item.get("url") == only
    return lambda item, _: type(item) is dict and item.get("url") in urls


def in_words(member: Element) -> str:
    """What marks the slice, for who has to add it."""
    if member.fixed is not None or member.pattern is not None:
        return f" ({wanted(member)})"
    marks = [
        f"{name} {wanted(child)}"
        for name, child in (member.children or {}).items()
        if child.fixed is not None or child.pattern is not None
    ]
    if not marks and member.binding is not None:
        marks = [f"binding {member.binding.value_set}"]
    return f" ({', '.join(marks)})" if marks else ""
