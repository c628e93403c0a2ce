"""The demo's own OpenID provider: people log in by choosing who they are, on this machine alone."""
