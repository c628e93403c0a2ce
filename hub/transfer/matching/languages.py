"""Languages that people in the region speak, as they are called in Dutch, by their code.

https://www.rfc-editor.org/info/bcp47
"""

import re
from collections.abc import Iterator, Mapping

LANGUAGES: Mapping[str, str] = {
    "ar": "Arabisch", "ber": "Berbers", "zh": "Chinees", "da": "Deens", "de": "Duits",
    "en": "Engels", "fa": "Farsi", "fr": "Frans", "el": "Grieks", "hi": "Hindi", "hu": "Hongaars",
    "id": "Indonesisch", "it": "Italiaans", "ku": "Koerdisch", "hr": "Kroatisch", "ms": "Maleis",
    "nl": "Nederlands", "dse": "Nederlandse Gebarentaal", "uk": "Oekraïens", "pap": "Papiaments",
    "pl": "Pools", "pt": "Portugees", "ro": "Roemeens", "ru": "Russisch", "sr": "Servisch",
    "so": "Somalisch", "es": "Spaans", "srn": "Surinaams", "ti": "Tigrinya", "tr": "Turks",
    "ur": "Urdu", "vi": "Vietnamees",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def languages_in(text: str) -> Iterator[str]:
    """Codes of those that are named in it; the longest name where one begins as another."""
    said = " ".join(_WORD.findall(text.casefold()))
    for code, name in sorted(LANGUAGES.items(), key=lambda one: -len(one[1])):
        called = name.casefold()
        if f" {called} " in f" {said} ":
            said = said.replace(called, "")
            yield code
