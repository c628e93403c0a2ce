"""What an organisation is called on these pages: by the directory, as a transfer point, by URA."""

from collections.abc import Mapping

from hub.pages.words import Words


def named(names: Mapping[str, str], ura: str, t: Words) -> str:
    """Its name, or that there is none but its number."""
    return names.get(ura) or t("named.number", ura=ura)


def points_named(points: Mapping[str, str], names: Mapping[str, str], t: Words) -> dict[str, str]:
    """The same names, with each transfer point that has none called by its region."""
    called = {ura: t("named.point", region=region.capitalize()) for ura, region in points.items()}
    return {**called, **{ura: name for ura, name in names.items() if name}}
