"""How the embedded PostgreSQL is configured: durable, on a unix socket, silent about data."""

from collections.abc import Mapping
from pathlib import Path

OWNER = "hub"
APP = "hub_app"
PORT = 5432  # only part of the socket's name: nothing listens on the network

_BUILTIN_LOCALES_SINCE = 17

_REACH = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
}

_DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}

_FAST = {
    "jit": "off",
    "random_page_cost": "1.1",
    "shared_buffers": "128MB",
    "wal_compression": "on",
}

# The text of an error may quote a value ("invalid input syntax for type …"), its DETAIL a whole
# row. The hub gets its errors through the driver, so none is written: `log` ranks above `error`.
_SILENT = {
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_checkpoints": "off",
    "log_destination": "stderr",
    "logging_collector": "off",
}

_PREDICTABLE = {"timezone": "UTC", "log_timezone": "UTC", "lc_messages": "C"}

SETTINGS: Mapping[str, str] = _REACH | _DURABLE | _FAST | _SILENT | _PREDICTABLE


def initdb_arguments(data: Path, major: int) -> list[str]:
    """Arguments of `initdb`; sorting and case are C.UTF-8, the same on every machine."""
    if major >= _BUILTIN_LOCALES_SINCE:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        locale = ["--locale=C.UTF-8"]
    return [
        "--encoding=UTF8",
        *locale,
        "--auth=trust",  # who reaches the socket is decided by its directory, mode 0700
        f"--username={OWNER}",
        "--data-checksums",
        "--no-instructions",
        f"--pgdata={data}",
    ]


def server_arguments(data: Path, socket: Path, name: str) -> list[str]:
    """Arguments of `postgres`; they win over any file, so a file cannot weaken them."""
    settings = {**SETTINGS, "unix_socket_directories": str(socket), "cluster_name": name}
    options = (("-c", f"{key}={value}") for key, value in settings.items())
    return ["-D", str(data), *(part for option in options for part in option)]
