"""The keys of this run of this pytest worker: all hubs that share a database have the same."""

import secrets

INDEX_KEY = secrets.token_hex(32)
SEALING_KEYS = f"1:{secrets.token_hex(32)}"
