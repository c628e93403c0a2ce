"""What a value of each data type looks like, in an invented practice."""

from decimal import Decimal
from typing import Any

OWN_CODES = "https://zeekraal.example/codes"
UCUM = "http://unitsofmeasure.org"

PRIMITIVES: dict[str, Any] = {
    "base64Binary": "QWxtZXJl",
    "boolean": True,
    "canonical": "https://zeekraal.example/fhir/afspraak|2",
    "code": "vlinder",
    "date": "2026-05-14",
    "dateTime": "2026-05-14T09:30:00+02:00",
    "decimal": Decimal("36.80"),
    "id": "zeekraal-1",
    "instant": "2026-05-14T09:30:00.250+02:00",
    "integer": 12,
    "markdown": "Een *ommetje* langs de Noorderplassen",
    "oid": "urn:oid:2.16.840.1.113883.2.4.99",
    "positiveInt": 3,
    "string": "Koolzaadveld",
    "time": "09:30:00",
    "unsignedInt": 4,
    "uri": "https://zeekraal.example/fhir/folder",
    "url": "https://zeekraal.example/fhir/eindpunt",
    "uuid": "urn:uuid:5d3b0e0f-6d0b-4a53-8d6b-0f0f3c1d9a11",
    "xhtml": '<div xmlns="http://www.w3.org/1999/xhtml">Duinroos</div>',
    "System.String": "duinroos",
}
NAMED: dict[str, str] = {
    "name": "Duinroos",
    "title": "Afspraken over de zorg",
    "description": "Wat is afgesproken",
    "version": "2.1",
    "city": "Almere",
    "publisher": "Praktijk Duinroos",
}
_PERIOD = {"start": "2026-05-14", "end": "2026-06-30"}
_CODING = {"system": OWN_CODES, "code": "ommetje", "display": "Ommetje"}


def _quantity(value: str, unit: str, code: str) -> dict[str, Any]:
    return {"value": Decimal(value), "unit": unit, "system": UCUM, "code": code}


DATATYPES: dict[str, Any] = {
    "Address": {
        "use": "home",
        "type": "both",
        "text": "Koolzaadveld 118, Almere",
        "line": ["Koolzaadveld 118"],
        "city": "Almere",
        "district": "Almere",
        "state": "Flevoland",
        "postalCode": "1309 ZZ",
        "country": "NL",
        "period": _PERIOD,
    },
    "Age": _quantity("78", "jaar", "a"),
    "Annotation": {"authorString": "A. Arts", "time": "2026-05-14", "text": "Liefst in de ochtend"},
    "Attachment": {"contentType": "text/plain", "data": "QWxtZXJl", "title": "Folder"},
    "CodeableConcept": {"coding": [_CODING], "text": "Ommetje"},
    "Coding": _CODING,
    "ContactDetail": {"name": "Balie", "telecom": [{"system": "phone", "value": "036-5550123"}]},
    "ContactPoint": {"system": "phone", "value": "036-5550123", "use": "work", "rank": 1},
    "Count": _quantity("3", "", "1") | {"unit": "keer"},
    "Distance": _quantity("4.50", "km", "km"),
    "Dosage": {"sequence": 1, "text": "Een tablet bij het ontbijt", "asNeededBoolean": False},
    "Duration": _quantity("30", "min", "min"),
    "Expression": {"language": "text/fhirpath", "expression": "true"},
    "HumanName": {
        "use": "official",
        "text": "Jet Vlinderhof",
        "family": "Vlinderhof",
        "given": ["Jet"],
        "prefix": ["mevr."],
        "suffix": ["MSc"],
    },
    "Identifier": {
        "use": "official",
        "type": {"text": "nummer"},
        "system": "https://zeekraal.example/nummers",
        "value": "DR-2026-118",
        "period": _PERIOD,
    },
    "MarketingStatus": {
        "country": {"coding": [{"system": "urn:iso:std:iso:3166", "code": "NL"}]},
        "status": {"text": "in de handel"},
        "dateRange": _PERIOD,
    },
    "Money": {"value": Decimal("12.50"), "currency": "EUR"},
    "Period": _PERIOD,
    "Quantity": _quantity("36.80", "kg", "kg"),
    "Range": {"low": _quantity("1", "kg", "kg"), "high": _quantity("2.5", "kg", "kg")},
    "Ratio": {"numerator": _quantity("1", "mg", "mg"), "denominator": _quantity("2", "mL", "mL")},
    "SampledData": {
        "origin": _quantity("0", "mV", "mV"),
        "period": Decimal(10),
        "dimensions": 1,
        "data": "1 2 3",
    },
    "Timing": {"repeat": {"frequency": 1, "period": Decimal(1), "periodUnit": "d"}},
    "UsageContext": {
        "code": {
            "system": "http://terminology.hl7.org/CodeSystem/usage-context-type",
            "code": "venue",
        },
        "valueCodeableConcept": {"coding": [_CODING]},
    },
}
