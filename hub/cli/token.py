"""`hub token`: an access token for a demo client, and the person behind it."""

import argparse
from pathlib import Path
from typing import Any

from hub.demo.person import CARRIERS, TREATMENT, Person, doctor
from hub.demo.place import DATA_DIR, Place
from hub.demo.token import demo_token
from hub.security.professional import InvalidProfessional


def token(command: argparse.ArgumentParser) -> None:
    """Its options."""
    command.add_argument("--data-dir", type=Path, default=DATA_DIR, help="default: .demo")
    command.add_argument("--client", required=True, help="a name in demo/clients.json")
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
    print(demo_token(Place(said.data_dir), said.client, _person(said), said.scope))


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
