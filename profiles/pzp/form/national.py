"""The national form in its newest release, 1.0: its questions in the order in which they are asked.

https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020
"""

from profiles.dialect import NEW, Dialect
from profiles.pzp.form import options
from profiles.pzp.form.question import NO, Condition, Group, Item, Kind, Option, Question, questions

CANONICAL = f"{NEW}Questionnaire/ACP-zib2020|{Dialect.RC3}"
DAY, CAPABLE, OTHER_NAME, OTHER_LIMIT = "963", "1651", "1422", "1402"
OTHER_REMARK = "1404"
_TOO = Condition("984", NO)
_ICD = Condition("1006", options.KNOWN_YES)


def _name(words: str, group: str, *ids: str) -> Group:
    given, prefix, own = ids
    return Group(
        link_id=group,
        words=words,
        items=(
            Question(link_id=given, words="Voornamen"),
            Question(link_id=prefix, words="Voorvoegsels"),
            Question(link_id=own, words="Achternaam"),
        ),
    )


def _one(link_id: str, words: str, offered: tuple[Option, ...], *beneath: Question,
         when: Condition | None = None, kind: Kind = Kind.ONE) -> Question:  # fmt: skip
    return Question(
        link_id=link_id, words=words, kind=kind, options=offered, when=when, beneath=beneath
    )


def _preset(
    link_id: str, words: str, offered: tuple[Option, ...], when: Condition | None = None
) -> Question:
    return Question(link_id=link_id, words=words, kind=Kind.PRESET, options=offered, when=when)


def _remark(link_id: str, words: str = "Toelichting") -> Question:
    return Question(link_id=link_id, words=words, kind=Kind.LONG)


def _namely(link_id: str, question: str, key: str) -> Question:
    return Question(link_id=link_id, words="Anders, namelijk", when=Condition(question, key))


def _relation(link_id: str, namely: str, when: Condition | None = None) -> Question:
    return _one(
        link_id, "Relatie tot de patiënt", options.RELATIONS, _namely(namely, link_id, "OTH"),
        when=when,
    )  # fmt: skip


def _reached(group: str, words: str, phone: tuple[str, ...], email: tuple[str, ...],
             when: Condition | None = None) -> Group:  # fmt: skip
    phones, number, kind, use, remark = phone
    emails, address, email_use = email
    return Group(
        link_id=group,
        words=words,
        when=when,
        items=(
            Group(
                link_id=phones,
                words="Telefoonnummers",
                repeats=True,
                items=(
                    Question(link_id=number, words="Telefoonnummer"),
                    _one(kind, "Soort toestel", options.PHONES),
                    _one(use, "Soort nummer", options.PHONE_USES),
                    Question(link_id=remark, words="Toelichting"),
                ),
            ),
            Group(
                link_id=emails,
                words="E-mailadressen",
                repeats=True,
                items=(
                    Question(link_id=address, words="E-mailadres"),
                    _one(email_use, "Soort adres", options.EMAIL_USES),
                ),
            ),
        ),
    )


def _limit(group: str, words: str, named: tuple[str, str, str], ids: tuple[str, str, str]) -> Group:
    (preset, code, called), (decision, otherwise, remark) = named, ids
    when = Condition(decision, options.OTHERWISE)
    return Group(
        link_id=group,
        words=words,
        items=(
            _preset(preset, "Behandeling", options.preset(code, called)),
            _one(
                decision,
                "Besluit",
                options.DECISIONS,
                Question(link_id=otherwise, words="Anders, namelijk", kind=Kind.LONG, when=when),
                _remark(remark),
            ),
        ),
    )


PATIENT: tuple[Item, ...] = (
    _name("Naam patiënt", "7", "964", "965", "966"),
    Question(link_id="967", words="Geboortedatum patiënt", kind=Kind.BIRTH),
)
_BY = Group(
    link_id="8",
    words="Gesprek gevoerd door",
    items=(
        _name("Naam zorgverlener", "16", "968", "969", "970"),
        _one("1405", "Functie", options.PROFESSIONS),
    ),
)
_FIRST = _name("Naam eerste contactpersoon", "53", "985", "986", "987")
_REPRESENTED = Group(
    link_id="29",
    words="Wettelijk vertegenwoordiger, als de patiënt wilsonbekwaam is of wordt",
    items=(
        _name("Naam wettelijk vertegenwoordiger", "30", "973", "974", "975"),
        _reached("39", "Contactgegevens wettelijk vertegenwoordiger",
                 ("40", "976", "977", "978", "979"), ("41", "980", "981")),
        _one("982", "Rol", options.ROLES, _namely("411", "982", "09"), kind=Kind.MANY),
        _relation("983", "408"),
        Question(link_id="984", kind=Kind.TRUTH,
                 words="Is de wettelijk vertegenwoordiger ook de eerste contactpersoon?"),
        Group(link_id=_FIRST.link_id, words=_FIRST.words, items=_FIRST.items, when=_TOO),
        _reached("61", "Contactgegevens eerste contactpersoon",
                 ("62", "988", "989", "990", "991"), ("66", "992", "993"), _TOO),
        _preset("1644", "Rol", options.FIRST_CONTACT, _TOO),
        _relation("995", "412", _TOO),
    ),
)  # fmt: skip
_CAPACITY = Group(
    link_id="26",
    words="Wilsbekwaamheid en wettelijke vertegenwoordiging",
    items=(
        Question(
            link_id=CAPABLE,
            words="Is de patiënt op dit moment wilsbekwaam voor medische behandelbeslissingen?",
            kind=Kind.TRUTH,
            beneath=(_remark("1407"),),
        ),
        _REPRESENTED,
    ),
)
_THERE = Group(
    link_id="78",
    words="Gesprek gevoerd in bijzijn van",
    items=(
        _one("82", "Patiënt", options.THERE, kind=Kind.MANY),
        Group(
            link_id="1652",
            words="Contactpersonen",
            items=(
                _one("997", "Rol", options.ROLES_THERE, _namely("414", "997", "09"),
                     kind=Kind.MANY),
                _one("998", "Relatie tot de patiënt", options.RELATIONS,
                     _namely("413", "998", "OTH"), kind=Kind.MANY),
            ),
        ),
    ),
)  # fmt: skip
_GOAL = Group(
    link_id="586",
    words="Belangrijkste doel van medisch beleid",
    items=(
        _preset("1408", "Meting", options.preset("180771000146100", "Focus van behandeling")),
        _one("999", "Doel", options.GOALS),
    ),
)
_LIMITS = Group(
    link_id="83",
    words="Behandelgrenzen",
    items=(
        _limit("1409", "Reanimatie",
               ("1410", "89666000", "cardiopulmonale resuscitatie"), ("1386", "1001", "1002")),
        _limit("1411", "Kunstmatige invasieve beademing",
               ("1412", "40617009", "kunstmatige beademing"), ("1387", "1388", "1389")),
        _limit("1413", "Opname op intensive care",
               ("1414", "305351004", "opname op intensive care"), ("1390", "1391", "1392")),
        _limit("1415", "Opname in ziekenhuis",
               ("1416", "32485007", "opname in ziekenhuis"), ("1393", "1394", "1395")),
        _limit("1417", "Behandeling met antibiotica",
               ("1418", "281789004", "antibiotische therapie"), ("1396", "1397", "1398")),
        _limit("1419", "Toediening van een bloedproduct",
               ("1420", "116762002", "toediening van bloedproduct"), ("1399", "1400", "1401")),
        Group(
            link_id="1421",
            words="Overige behandelgrenzen",
            items=(
                Question(link_id=OTHER_NAME, words="Welke behandeling?"),
                _one(OTHER_LIMIT, "Besluit", options.DECISIONS_OF_ANOTHER, _remark(OTHER_REMARK)),
            ),
        ),
        _one("1006", "Heeft de patiënt een ICD?", options.KNOWN,
             _one("1008", "Soort ICD", options.ICDS, when=_ICD),
             Question(link_id="1009", words="Toelichting op de ICD", kind=Kind.LONG, when=_ICD)),
        Group(
            link_id="1425",
            words="Afspraak over het uitzetten van de ICD",
            when=_ICD,
            items=(
                _preset("1426", "Behandeling", options.preset(
                    "400231000146108", "uitzetten van cardioverter-defibrillator")),
                _one("1005", "Afspraak", options.SWITCHING_OFF,
                     _remark("1010", "Toelichting op de afspraak"), when=_ICD),
            ),
        ),
    ),
)  # fmt: skip
_WISHES = Group(
    link_id="107",
    words="Behandelwensen",
    items=(
        Group(link_id="1427", words="Wensen en verwachtingen", items=(
            _preset("1428", "Meting", options.preset("153851000146100", "Wens en verwachting")),
            _preset("1648", "Methode", options.preset("370819000", "Vaststellen van wensen")),
            Question(link_id="1190", kind=Kind.LONG,
                     words="Wat moeten zorgverleners volgens de patiënt weten voor goede zorg?"),
        )),
        Group(link_id="1429", words="Gewenste plek van overlijden", items=(
            _preset("1649", "Meting", options.preset("395091006", "Gewenste plek van overlijden")),
            _one("1191", "Voorkeursplek", options.PLACES, _remark("1192")),
        )),
        Group(link_id="1431", words="Standpunt over euthanasie", items=(
            _preset("1432", "Meting", options.preset("340171000146104", "Standpunt euthanasie")),
            _one("1193", "Standpunt", options.EUTHANASIA, _remark("1194")),
        )),
        Group(link_id="1433", words="Donorregister", items=(
            _preset("1434", "Meting", options.preset("570801000146104", "Donorregister")),
            _preset("1650", "Methode", options.preset("1156040003", "Zelf gerapporteerd")),
            _one("1435", "Is de keuze vastgelegd in het Donorregister?", options.KNOWN),
        )),
    ),
)  # fmt: skip
_ELSE = Group(
    link_id="598",
    words="Wat verder nog belangrijk is",
    items=(
        _preset("1436", "Meting", options.preset("247751003", "Gevoel van zingeving")),
        Question(link_id="1196", words="Wat verder nog belangrijk is", kind=Kind.LONG),
    ),
)
_EARLIER = Group(
    link_id="115",
    words="Eerder vastgelegde behandelwensen",
    items=(
        _one("1197", "Heeft de patiënt eerder behandelafspraken vastgelegd?", options.KNOWN,
             _remark("1198")),
        _one("1199", "Staan daarin andere wensen dan nu?", options.KNOWN,
             when=Condition("1197", options.KNOWN_YES)),
    ),
)  # fmt: skip
_SHARED = Group(
    link_id="119",
    words="Informatie delen",
    items=(
        Question(link_id="1200", kind=Kind.TRUTH,
                 words="Is de patiënt verteld dat het aan hem of haar is om deze afspraken met "
                 "naasten te bespreken?"),
        _one("1201", "Patiënt gaat akkoord met het delen van deze behandelafspraken met andere "
             "betrokken hulpverleners", options.SHARING),
    ),
)  # fmt: skip
FORM: tuple[Item, ...] = (
    Question(link_id=DAY, words="Datum van het gesprek", kind=Kind.DAY),
    *PATIENT,
    _BY,
    _CAPACITY,
    _THERE,
    _GOAL,
    _LIMITS,
    _WISHES,
    _ELSE,
    _EARLIER,
    _SHARED,
)
SECTIONS: tuple[Group, ...] = (
    _CAPACITY, _THERE, _GOAL, _LIMITS, _WISHES, _ELSE, _EARLIER, _SHARED,
)  # fmt: skip
"""What is asked of who had the talk, by the numbers that the form gives them, from 1."""
BY_ID = {one.link_id: one for one in questions(FORM)}
