"""A talk written down by a test."""

from typing import Any

from profiles import systems
from profiles.pzp.form.said import Said, tidy
from profiles.pzp.form.written import Professional, Written

BSN = "999911120"
PATIENT = {
    "resourceType": "Patient",
    "id": "of-another",
    "meta": {"versionId": "4", "source": "urn:elsewhere"},
    "identifier": [
        {"system": systems.BSN_SYSTEM, "value": BSN},
        {"system": "https://elsewhere.example/number", "value": "7"},
    ],
    "name": [{"use": "official", "text": "Anna Dijk", "family": "Dijk", "given": ["Anna"]}],
    "telecom": [{"system": "phone", "value": "0101234567"}],
    "gender": "female",
    "birthDate": "1941-02-03",
}
BY = Professional(
    number="900000501", name="A. Visser", role="01.015", ura="90000102", organization="De Sluis"
)


def a_talk(said: Said | None = None, **others: Any) -> Written:
    values: dict[str, Any] = {
        "name": "6b1f0a52-0000-4000-8000-000000000001",
        "said": tidy({"963": ("2026-03-12",)} | dict(said or {})),
        "patient": PATIENT,
        "by": BY,
        "authored": "2026-03-12T14:05:00Z",
    }
    return Written(**(values | others))
