"""The keys of this run of this pytest worker: all hubs that share a database have the same."""

import json
import secrets

from hub.security.keys import new_checkpoint_key

INDEX_KEY = secrets.token_hex(32)
SEALING_KEYS = f"1:{secrets.token_hex(32)}"
CHECKPOINT_KEY = json.dumps(new_checkpoint_key())
