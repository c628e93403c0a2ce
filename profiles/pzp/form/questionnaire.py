"""Which questionnaire a form answers: the national one by its name, in the versions we know.

https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020
"""

from collections.abc import Mapping

from profiles.dialect import NEW, OLD, Dialect
from profiles.invalid import JsonObject

_NAME, _OF_2017 = "Questionnaire/ACP-zib2020", "Questionnaire/ACP-zib2017"
_VERSIONS: Mapping[str, Dialect | None] = {
    OLD + _NAME: Dialect.BETA3,
    f"{OLD}{_NAME}|{Dialect.BETA3}": Dialect.BETA3,
    # The candidates share a canonical: without a version it may be any of them.
    NEW + _NAME: None,
    **{f"{NEW}{_NAME}|{one}": one for one in (Dialect.RC1, Dialect.RC2, Dialect.RC3)},
}


def asked(form: JsonObject) -> str:
    """The canonical of the questionnaire, of one that the form contains too; empty if none."""
    said = str(form.get("questionnaire", ""))
    if not said.startswith("#"):
        return said
    own = [one for one in form.get("contained", []) if f"#{one.get('id')}" == said]
    url, version = (str(own[0].get(name, "")) if own else "" for name in ("url", "version"))
    return f"{url}|{version}" if version else url


def is_national(canonical: str) -> bool:
    """Whether it is the national form by its name, on whatever base and of whatever version."""
    return canonical.partition("|")[0].endswith((f"/{_NAME}", f"/{_OF_2017}"))


def is_known(canonical: str) -> bool:
    """Whether somebody has read what the questions of this version mean."""
    return canonical in _VERSIONS


def version_of(canonical: str) -> Dialect | None:
    """The release whose form it is; None for one that we don't know, or that is not said."""
    return _VERSIONS.get(canonical)
