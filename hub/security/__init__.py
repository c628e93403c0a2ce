"""OAuth server, tokens, scopes, keys and sealing."""
