"""Who it is about and who had the talk, as the form asks it: known, so that nobody types it."""

from collections.abc import Mapping
from typing import Any

from profiles import systems
from profiles.pzp.form.options import PROFESSIONS
from profiles.pzp.form.said import Said
from profiles.resource.read import element, objects, words

_PROFESSION_OF = {"01": "01.000", "30": "30.000", "81": "81.000"}
_ANOTHER = "99.000"
_DAY = 10


def identity_of(patient: Mapping[str, Any], name: str, role: str) -> Said:
    """The answers to the questions 964 to 970 and 1405."""
    given, prefix, own = name_parts(patient)
    birth = words(patient, "birthDate")
    found = {
        "964": given,
        "965": prefix,
        "966": own,
        "967": birth if len(birth) == _DAY else "",
        "970": name,
        "1405": profession_of(role),
    }
    return {path: (text,) for path, text in found.items() if text}


def name_parts(person: Mapping[str, Any]) -> tuple[str, str, str]:
    """Given names, prefix and own family name of the official name, else the first.

    http://nictiz.nl/fhir/StructureDefinition/nl-core-NameInformation
    """
    names = objects(person.get("name"))
    name = next((one for one in names if one.get("use") == "official"), next(iter(names), {}))
    listed = name.get("given")
    given = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    parts = {
        words(one, "url").removeprefix(systems.HL7): words(one, "valueString")
        for one in objects(element(name, "_family").get("extension"))
    }
    own, prefix = parts.get("humanname-own-name", ""), parts.get("humanname-own-prefix", "")
    if not own:
        own, prefix = words(name, "family"), ""
    if not (given or own):
        own = words(name, "text")
    return " ".join(given), prefix, own


def profession_of(role: str) -> str:
    """The option of the form for a UZI role: its own, else that of its profession."""
    if any(one.key == role for one in PROFESSIONS):
        return role
    return _PROFESSION_OF.get(role.partition(".")[0], _ANOTHER)
