"""The command line of the register: `hub clients add|list|show|rotate|scope|disable|enable`."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any, get_args

from hub.commands.clients import (
    add_client,
    grant_client,
    list_clients,
    rotate_client,
    show_client,
    switch_client,
)
from hub.commands.configuration import owner_url
from hub.oauth.client_authentication import Kind
from hub.oauth.registration import InvalidRegistration, register_client
from hub.security.assurance import LEVELS
from hub.security.client_keys import public_key_set
from hub.security.keys import InvalidKey

CERTIFICATE = "PEM file: it gets tokens on connections of this certificate alone"


def clients(command: argparse.ArgumentParser) -> None:
    """Its actions, each with its options."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    _add(actions.add_parser("add", help="register a system; prints its client_id"))
    listed = actions.add_parser("list", help="all, by name, with their keys by thumbprint")
    listed.set_defaults(run=_list)
    shown = _of_one(actions.add_parser("show", help="one, with its public keys"))
    shown.set_defaults(run=_show)
    rotated = _of_one(actions.add_parser("rotate", help="give it other keys, from now on"))
    _jwks(rotated, required=False)
    rotated.add_argument("--certificate", type=Path, help=CERTIFICATE)
    rotated.set_defaults(run=_rotate)
    granted = _of_one(actions.add_parser("scope", help="what it may ask for, from now on"))
    granted.add_argument("--scope", required=True, help="all of it, as `add` takes it")
    granted.set_defaults(run=_grant)
    off = actions.add_parser("disable", help="it gets no token any more; what it has ends in 5 min")
    _of_one(off).set_defaults(run=_switch, disabled=True)
    on = actions.add_parser("enable", help="it may have tokens again")
    _of_one(on).set_defaults(run=_switch, disabled=False)


def _of_one(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("client_id")
    return command


def _add(command: argparse.ArgumentParser) -> None:
    command.add_argument("--name", required=True)
    command.add_argument("--ura", required=True, help="eight digits")
    command.add_argument("--organization-type", required=True, help="such as Z3 or V4")
    command.add_argument(
        "--scope",
        required=True,
        help="such as 'system/*.rs'; choices about exchange take system/Consent.cu, by name",
    )
    _jwks(command, required=False)
    kind = "smart is an app in a browser: without keys, by its redirect URI alone"
    command.add_argument("--kind", choices=get_args(Kind), default="confidential", help=kind)
    back = "where people come back to it, compared letter by letter; may be there more than once"
    command.add_argument("--redirect-uri", action="append", default=[], help=back)
    command.add_argument("--certificate", type=Path, help=CERTIFICATE)
    bound = "it gets no token but one bound to its certificate, or to a key of DPoP proofs"
    command.add_argument("--bound", action="store_true", help=bound)
    desk = "trusted with what an inhabitant says over the data of everybody, not of its own alone"
    command.add_argument("--desk", action="store_true", help=desk)
    vouches = "up to what its organisation may say by itself who a person is; default: substantial"
    command.add_argument("--vouches", choices=LEVELS, default="substantial", help=vouches)
    command.set_defaults(run=_add_client)


def _jwks(command: argparse.ArgumentParser, *, required: bool = True) -> None:
    command.add_argument("--jwks", required=required, type=Path, help="file with the public keys")


def _add_client(said: argparse.Namespace) -> None:
    url = owner_url()
    registration = register_client(
        name=said.name,
        ura=said.ura,
        organization_type=said.organization_type,
        scopes=said.scope,
        jwks=_keys(said.jwks) if said.jwks else None,
        redirect_uris=said.redirect_uri,
        certificate=_certificate(said.certificate),
        bound=said.bound,
        desk=said.desk,
        vouches=said.vouches,
        kind=said.kind,
    )
    asyncio.run(add_client(url, registration))
    print(json.dumps({"client_id": registration.client_id}))


def _list(_said: argparse.Namespace) -> None:
    _print(asyncio.run(list_clients(owner_url())))


def _show(said: argparse.Namespace) -> None:
    _print(asyncio.run(show_client(owner_url(), said.client_id)))


def _rotate(said: argparse.Namespace) -> None:
    if said.jwks is None and said.certificate is None:
        raise InvalidRegistration("nothing to give it: name --jwks, --certificate or both")
    keys = public_key_set(_keys(said.jwks)) if said.jwks else None
    certificate = _certificate(said.certificate)
    _print(asyncio.run(rotate_client(owner_url(), said.client_id, keys, certificate)))


def _grant(said: argparse.Namespace) -> None:
    _print(asyncio.run(grant_client(owner_url(), said.client_id, said.scope)))


def _switch(said: argparse.Namespace) -> None:
    _print(asyncio.run(switch_client(owner_url(), said.client_id, disabled=said.disabled)))


def _certificate(path: Path | None) -> str | None:
    return path.read_bytes().decode("utf-8", "replace") if path else None


def _keys(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        raise InvalidKey("the file of --jwks holds no JSON") from None


def _print(what: object) -> None:
    print(json.dumps(what, indent=2))
