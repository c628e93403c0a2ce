"""The answers that the form offers, by the codes that it has for them."""

from collections.abc import Iterable

from profiles import systems
from profiles.pzp.form.code import UNKNOWN, YES_NO_UNKNOWN, Code
from profiles.pzp.form.question import Option

_KNOWN_NO = YES_NO_UNKNOWN[1]


def _of(system: str | None, *options: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(Code(system, code), words) for code, words in options)


def _null(*options: tuple[str, str]) -> tuple[Option, ...]:
    return _of(systems.NULL_FLAVOR, *options)


def _but(options: Iterable[Option], *keys: str) -> tuple[Option, ...]:
    return tuple(one for one in options if one.key not in keys)


PROFESSIONS = _of(
    systems.UZI_ROLE,
    ("01.000", "Arts"),
    ("01.015", "Huisarts"),
    ("01.047", "Specialist ouderengeneeskunde"),
    ("30.000", "Verpleegkundige"),
    ("81.000", "Physician assistant"),
    ("99.000", "Zorgverlener andere zorg"),
)
_MANDATE = _of(systems.SNOMED, ("310141000146103", "Schriftelijk gemachtigde"))
_CURATOR = _of(systems.CONTACT_ROLE, ("03", "Curator (juridisch)"), ("15", "Mentor"))
_OTHER_ROLE = _of(systems.CONTACT_ROLE, ("09", "Anders"))
ROLES = (
    *_of(
        systems.CONTACT_ROLE,
        ("24", "Wettelijke vertegenwoordiger"),
        ("01", "Eerste relatie/contactpersoon"),
    ),
    *_MANDATE,
    *_CURATOR,
    *_OTHER_ROLE,
)
ROLES_THERE = (*_CURATOR, *_MANDATE, *_OTHER_ROLE)
FIRST_CONTACT = _of(systems.CONTACT_ROLE, ("01", "Eerste relatie/contactpersoon"))
RELATIONS = (
    *_of(
        systems.ROLE_CODE,
        ("DOMPART", "Partner"),
        ("HUSB", "Echtgenoot"),
        ("WIFE", "Echtgenote"),
        ("FTH", "Vader"),
        ("MTH", "Moeder"),
        ("SONC", "Zoon"),
        ("DAUC", "Dochter"),
        ("BRO", "Broer"),
        ("SIS", "Zuster"),
    ),
    *_null(("OTH", "Anders")),
)
PHONES = (
    *_of(systems.TELECOM_TYPE, ("LL", "Vaste lijn"), ("FAX", "Fax")),
    *_of(systems.ADDRESS_USE, ("MC", "Mobiel"), ("PG", "Pieper")),
)
PHONE_USES = _of(systems.ADDRESS_USE, ("HP", "Thuis"), ("TMP", "Tijdelijk"), ("WP", "Zakelijk"))
EMAIL_USES = _but(PHONE_USES, "TMP")
THERE = (Option(Code(None, "Patiënt"), "Patiënt"),)
GOALS = (
    *_of(
        systems.SNOMED,
        ("385987000", "Curatief / actief ziektebeleid"),
        ("1351964001", "Palliatief met als doel levensverlenging én symptoomverlichting"),
        (
            "713148004",
            "Palliatief met als doel symptoomverlichting, waarbij levensverlenging niet gewenst is",
        ),
    ),
    Option(UNKNOWN, "Nog onbekend"),
)
DECISIONS = (
    *_of(
        systems.TREATMENT_DECISION,
        ("0", "Wel uitvoeren"),
        ("1", "Anders"),
        ("2", "Niet uitvoeren"),
    ),
    Option(UNKNOWN, "Onbekend"),
)
OTHERWISE = "1"
"""The key of the decision that is told in words."""
DECISIONS_OF_ANOTHER = _but(DECISIONS, OTHERWISE)
KNOWN = (
    Option(YES_NO_UNKNOWN[0], "Ja"),
    Option(_KNOWN_NO, "Nee"),
    Option(UNKNOWN, "Nog onbekend"),
)
KNOWN_YES = YES_NO_UNKNOWN[0].code
ICDS = _of(
    systems.SNOMED,
    ("72506001", "Implanteerbare cardioverter-defibrillator"),
    ("465460004", "Univentriculaire ICD"),
    ("468542000", "Tweekamer-ICD"),
    ("704707009", "Biventriculaire ICD"),
    ("1263462004", "Pulsgenerator met cardiale resynchronisatie (CRT-D)"),
    ("1236894001", "Subcutane ICD"),
)
SWITCHING_OFF = (
    *_of(systems.TREATMENT_DECISION, ("0", "Wel uitvoeren: de ICD wordt uitgezet")),
    *_null(("ASKU", "Nee, nog geen besluit genomen"), ("NASK", "Niet besproken")),
)
PLACES = (
    *_of(
        systems.SNOMED,
        ("264362003", "Thuis"),
        ("22232009", "Ziekenhuis"),
        ("108344006", "Verpleeghuis"),
        ("284546000", "Hospice"),
    ),
    *_null(("OTH", "Anders"), ("UNK", "Nog onbekend")),
)
EUTHANASIA = (
    *_of(
        systems.SNOMED,
        ("340181000146102", "Heeft euthanasieverklaring"),
        ("340201000146103", "Wenst geen euthanasie"),
        (
            "340191000146100",
            "Geen euthanasieverklaring, zou wel verzoek kunnen doen in bepaalde situaties",
        ),
    ),
    Option(UNKNOWN, "Nog onbekend"),
)
SHARING = (*_of(systems.SNOMED, ("441898007", "Akkoord")), Option(UNKNOWN, "Onbekend"))


def preset(code: str, words: str) -> tuple[Option, ...]:
    """What the form itself says a question is about."""
    return _of(systems.SNOMED, (code, words))
