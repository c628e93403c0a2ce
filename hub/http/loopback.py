"""Where only this machine is."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
