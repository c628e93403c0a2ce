"""How an ECD knows us: a bearer token of a file or command, a client certificate, or both."""

import asyncio
import shlex
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_COMMAND_SECONDS = 30.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NoAccess(Exception):
    """The ECD does not let us in, or there is nothing to show it; nothing can be fetched."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where the ECD's FHIR server is, and what is shown there; no error tells a token."""

    base: str
    token_file: Path | None = None
    token_command: str | None = field(default=None, repr=False)
    certificate: Path | None = None
    certificate_key: Path | None = None
    authorities: Path | None = None

    def fault(self) -> str | None:
        """Why this is no way in, for who wrote the settings; None where it is one."""
        named = (self.token_file, self.certificate, self.certificate_key, self.authorities)
        told = {
            "give a token by a file or by a command, not by both": (
                self.token_file and self.token_command
            ),
            "--ecd-certificate-key needs --ecd-certificate": (
                self.certificate_key and not self.certificate
            ),
            "a file that is named for the ECD is not there": any(
                file is not None and not file.is_file() for file in named
            ),
        }
        return _fault_of(self.base) or next((why for why, is_so in told.items() if is_so), None)

    def context(self) -> ssl.SSLContext:
        """TLS with the authorities and the certificate. Raises NoAccess."""
        try:
            made = ssl.create_default_context(cafile=self.authorities)
            if self.certificate:
                made.load_cert_chain(self.certificate, self.certificate_key)
        except (OSError, ssl.SSLError) as error:
            why = type(error).__name__
            raise NoAccess(f"the certificate or its authorities can't be read: {why}") from None
        return made

    async def token(self) -> str | None:
        """The token as it is now; None where there is none to show. Raises NoAccess."""
        if self.token_file is not None:
            try:
                return _bare(self.token_file.read_text())
            except (OSError, UnicodeDecodeError) as error:
                why = type(error).__name__
                raise NoAccess(f"the file of the token can't be read: {why}") from None
        if self.token_command is not None:
            return _bare(await _said_by(self.token_command))
        return None


def _fault_of(base: str) -> str | None:
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "--ecd is no address of a server"
    if parts.query or parts.fragment or parts.username:
        return "--ecd is the base of a FHIR server: without a query, a fragment or a name"
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        return "--ecd has to be https: what it answers is about people"
    return None


async def _said_by(command: str) -> str:
    try:
        process = await asyncio.create_subprocess_exec(
            *shlex.split(command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        raise NoAccess(f"the command of the token does not run: {type(error).__name__}") from None
    try:
        out, _ = await asyncio.wait_for(process.communicate(), _COMMAND_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise NoAccess(f"the command of the token took over {_COMMAND_SECONDS:.0f} s") from None
    if process.returncode != 0:
        raise NoAccess(f"the command of the token ended with {process.returncode}")
    return out.decode(errors="replace")


def _bare(text: str) -> str:
    """One token, as RFC 6750 has it: anything else would be a header of its own."""
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise NoAccess("what was given as token is none: one word, without spaces")
    return token
