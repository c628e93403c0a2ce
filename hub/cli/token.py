"""`hub token`: an access token for a demo client, and the person behind it."""

import argparse
from pathlib import Path
from typing import Any

from hub.demo.inhabitant import APP, GROUNDS, LoggedIn, bsn_of, inhabitant_token
from hub.demo.person import CARRIERS, TREATMENT, Person, doctor
from hub.demo.place import DATA_DIR, Place
from hub.demo.token import demo_token
from hub.security.professional import InvalidProfessional


def token(command: argparse.ArgumentParser) -> None:
    """Its options."""
    command.add_argument("--data-dir", type=Path, default=DATA_DIR, help="default: .demo")
    command.add_argument("--client", help="a name in demo/clients.json; with --as pgo-demo")
    himself = "an inhabitant of the samples who asks for himself, by name or BSN"
    command.add_argument("--as", dest="himself", metavar="PERSON", help=himself)
    other = ("--on-behalf-of", "the inhabitant for whom that person asks, and on what ground")
    command.add_argument(other[0], nargs=2, metavar=("PERSON", "GROUND"), help=other[1])
    command.add_argument("--practitioner", metavar="UZI", help="who asks, by UZI number")
    command.add_argument("--role", help="UZI role code, such as 01.015")
    command.add_argument("--name", default="Demo Zorgverlener", help="the professional's name")
    command.add_argument("--purpose", default=TREATMENT, help="default: TREAT")
    whose = "whose word he is; default: the organisation's, with ETREAT the local issuer's"
    command.add_argument("--carrier", choices=CARRIERS, help=whose)
    mandate = "the clinician on whose behalf he works"
    command.add_argument("--mandate", nargs=2, metavar=("UZI", "ROLE"), help=mandate)
    command.add_argument("--reason-code", help="of the emergency that is declared with ETREAT")
    command.add_argument("--reason", help="and in words")
    command.add_argument("--scope", help="default: all that the client is registered for")
    command.set_defaults(run=_print)


def _print(said: argparse.Namespace) -> None:
    place = Place(said.data_dir)
    if said.himself is not None:
        who = _logged_in(said)
        print(inhabitant_token(place, who, said.client or APP, said.scope))
        return
    if said.client is None or said.on_behalf_of is not None:
        raise InvalidProfessional("name a client: --client; --on-behalf-of goes with --as")
    print(demo_token(place, said.client, _person(said), said.scope))


def _logged_in(said: argparse.Namespace) -> LoggedIn:
    if said.practitioner or said.role or said.carrier or _more(said):
        raise InvalidProfessional("--as is for who asks for himself, and no professional")
    if said.on_behalf_of is None:
        return LoggedIn(bsn_of(said.himself))
    other, ground = said.on_behalf_of
    if ground not in GROUNDS:
        raise InvalidProfessional(f"a ground is one of {', '.join(GROUNDS)}")
    return LoggedIn(bsn_of(said.himself), (bsn_of(other), ground))


def _person(said: argparse.Namespace) -> Person | None:
    if (said.practitioner is None) != (said.role is None):
        raise InvalidProfessional("--practitioner and --role go together")
    more = _more(said)
    if said.practitioner is None:
        if more or said.carrier:
            raise InvalidProfessional("name a person: --practitioner and --role")
        return None
    who = doctor(said.practitioner, said.role, said.name, said.purpose)
    return Person(who, said.carrier, more)


def _more(said: argparse.Namespace) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if said.mandate is not None:
        number, role = said.mandate
        more["mandated_by"] = {"national_provider_identifier": number, "subject_role": [role]}
    declared = {"code": said.reason_code, "reason": said.reason}
    if any(text is not None for text in declared.values()):
        more["emergency"] = {name: text for name, text in declared.items() if text is not None}
    return more
